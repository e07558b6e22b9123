"""The kinds of mail that a member may stop; those of the account itself (password, admission…) always leave."""

from typing import NamedTuple


class MailKind(NamedTuple):
    """How a kind is offered among one's choices, and what stopping it means."""

    label: str
    help: str
    stopped: str
    is_for_staff: bool = False
    is_for_publishers: bool = False
    one_stopped: str = ""  # the same of the mails about one thing, where they can be stopped alone


def known(kind: str) -> MailKind | None:
    """The kind of « alert », or of « alert-12 »."""
    return KINDS.get(kind.partition("-")[0])


KINDS: dict[str, MailKind] = {
    "reply": MailKind(
        "La première réponse à ma question, sans attendre",
        "Dans le quart d’heure, de 7 h à 21 h, heure de Paris. Aussi les réponses des sujets au niveau « Tout ».",
        "Vous ne recevrez plus de courriel dès la première réponse à votre question.",
    ),
    "daily": MailKind(
        "Le courriel du jour",
        "Une fois par jour, à l’heure choisie : ce que vous suivez et n’avez pas encore lu. Rien s’il n’y a rien.",
        "Vous ne recevrez plus le courriel du jour.",
    ),
    "digest": MailKind(
        "La lettre de la semaine",
        "Le mardi : les questions, expériences et ressources de votre région et de vos thèmes.",
        "Vous ne recevrez plus la lettre de la semaine.",
    ),
    "alert": MailKind(
        "Les nouvelles aides de mes recherches",
        "Au rythme choisi pour chaque recherche gardée. Rien s’il n’y a rien.",
        "Vous ne recevrez plus les nouvelles aides que trouvent vos recherches.",
        one_stopped="Cette recherche ne vous écrira plus. Elle restera dans « Mes recherches ».",
    ),
    "verify": MailKind(
        "Le rappel annuel de mes ressources",
        "Une fois par an et par ressource, sa page est-elle toujours juste ?",
        "Vous ne recevrez plus le rappel annuel des ressources dont vous répondez.",
        is_for_publishers=True,
    ),
    "reach": MailKind(
        "La portée de mes ressources",
        "Au début de chaque trimestre : combien elles ont été lues, et où. Rien s’il n’y a rien à dire.",
        "Vous ne recevrez plus la portée de vos ressources chaque trimestre.",
        is_for_publishers=True,
    ),
    "moderation": MailKind(
        "Une décision de modération qui me concerne",
        "",
        "Vous ne recevrez plus de courriel sur les décisions de modération qui vous concernent.",
    ),
    "request": MailKind(
        "Une nouvelle demande d’adhésion à examiner",
        "Pour l’équipe et les référents.",
        "Vous ne recevrez plus de courriel quand quelqu’un demande à rejoindre le Club.",
        is_for_staff=True,
    ),
}
