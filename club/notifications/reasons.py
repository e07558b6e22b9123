"""Why somebody is told, and of what, in words: the same on the bell and in mails."""

from collections.abc import Iterable, Sequence
from typing import Any

from club import french

# The strongest first: a group of lines says the best reason there is.
BECAUSE = {
    "solution": "votre réponse est retenue",
    "mention": "on vous y mentionne",
    "answer": "on répond à votre message",
    "question": "vous avez posé cette question",
    "mine": "vous avez ouvert ce sujet",
    "announcement": "c’est une annonce pour tous les membres",
    "call-theme": "vous avez indiqué ce thème dans votre profil et personne n’a encore répondu",
    "call-territory": "vous êtes référent de ce territoire et personne n’a encore répondu",
    "call-team": "vous êtes de l’équipe et personne n’a encore répondu",
    "invited": "on vous y invite",
    "writer": "vous écrivez cette expérience",
    "keeper": "vous relisez ce qui se publie sur ce territoire",
    "owner": "vous répondez de cette ressource",
    "co-publisher": "votre organisation publie cette ressource avec une autre",
    "aid_owner": "vous répondez de cette aide",
    "keeper-post": "vous suivez ce territoire",
    "leaver": "il s’agit de vous",
    "successor": "vous prenez la suite",
    "corrector": "vous avez proposé cette correction",
    "partners": "vous examinez les fiches de partenaires",
    "proposer": "vous avez proposé cette organisation",
    "claimer": "vous avez demandé à tenir cette fiche",
    "editor": "vous tenez cette fiche",
    "wish": "vous cherchez cette ressource",
    "help": "vous proposez ou demandez cette aide",
    "inquiry": "vous avez fait cette demande",
    "inquiry-receiver": "une commune s’adresse à votre organisation",
    "kept": "vous avez gardé cette ressource",
    "topic": "vous suivez ce sujet",
    "tag": "vous suivez son étiquette",
    "theme": "vous suivez son thème",
    "commune": "vous suivez sa commune",
    "departement": "vous suivez son département",
    "region": "vous suivez sa région",
}
FEW = 2  # people named before « et 3 autres »


def because(why: str) -> str:
    """The reason, to put after « car »."""
    return BECAUSE.get(why, "vous suivez ce sujet")


def strongest(reasons: Iterable[str]) -> str:
    """The reason that counts most."""
    order = list(BECAUSE)
    return min(reasons, key=lambda why: order.index(why) if why in order else len(order), default="")


def sentence(line: Any) -> str:
    """What somebody did, after their name: « a répondu à votre question »."""
    if line.kind == "solution":
        return "retient votre réponse comme solution"
    if line.kind.startswith("call-"):
        return "attend une réponse : pouvez-vous aider ?"
    if line.kind == "topic":
        return "publie une annonce" if line.why == "announcement" else "ouvre un sujet"
    done = {"mention": "vous mentionne", "answer": "répond à votre message", "question": "répond à votre question"}
    return done.get(line.why, "a répondu")


def summary(lines: Sequence[Any]) -> str:
    """« 3 réponses de Béa Martin et Luc Roy »; one line alone says its own sentence."""
    if len(lines) == 1:
        return f"{lines[0].who} {sentence(lines[0])}"
    kinds = {line.kind for line in lines}
    answers = [line for line in lines if line.kind not in ("topic", "solution") and not line.kind.startswith("call-")]
    names = list(dict.fromkeys(line.who for line in answers or lines))
    more = len(names) - FEW
    people = names if more <= 0 else [*names[:FEW], french.plural(more, "autre")]
    opened = "Votre réponse est la solution, " if "solution" in kinds else "Nouveau sujet, " if "topic" in kinds else ""
    return f"{opened}{french.plural(len(answers), 'réponse')} de {french.listed(people)}"
