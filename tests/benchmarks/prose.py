"""Plausible French messages and titles in great number, put together at random (always the same)."""

import random
from dataclasses import dataclass
from functools import cache

from club import text

COMMON, RARE = "commune", "géothermie"

SUBJECTS = (
    "la halle",
    "le bail dérogatoire",
    "la friche de la gare",
    "le marché du samedi",
    "l’OPAH-RU",
    "la signalétique du bourg",
    "la maison de santé",
    "le tiers-lieu",
    "le permis de louer",
    "la vacance commerciale",
    "la place de l’église",
    "le droit de préemption",
    "la navette du bourg",
    "la trame verte",
    "le cinéma associatif",
    "l’îlot dégradé du centre",
    "la rénovation de l’école",
    "le plan-guide",
)
STARTS = (
    "Qui a déjà travaillé sur {}",
    "Comment financer {}",
    "Retour d’expérience sur {}",
    "Cherche un modèle de convention pour {}",
    "Quel calendrier pour {}",
    "Faut-il un bureau d’études pour {}",
    "Associer les habitants à {}",
    "Quels partenaires pour {}",
)
SENTENCES = (
    "Dans notre commune, nous avons commencé par {} il y a deux ans, avec l’appui de la communauté de communes.",
    "Le conseil municipal a voté une enveloppe de {n} 000 € pour {}, et l’État a suivi par la DETR.",
    "Pour {}, l’architecte des Bâtiments de France nous a reçus dès l’esquisse : ce fut un gain de temps.",
    "Nous avons réuni {n} habitants un samedi matin autour de {} ; la moitié n’était jamais venue à une réunion.",
    "L’Établissement public foncier porte {} pendant cinq ans, et nous remboursons à la cession.",
    "Attention au calendrier de {} : les subventions se demandent avant la signature du marché.",
    "Les commerçants craignaient pour le stationnement ; {} leur a finalement amené du passage.",
    "Je peux vous envoyer notre cahier des charges pour {} et la délibération type.",
    "Le loyer de {} est progressif : {n} € par mois la première année, puis le prix du marché.",
    "Notre erreur sur {} : ne pas avoir chiffré l’entretien, qui pèse chaque année sur le budget.",
    "La Banque des Territoires a cofinancé l’étude de {} à hauteur de la moitié.",
    "Merci pour ces précisions sur {}, cela rejoint ce que nous voyons ici.",
)
LISTS = (
    "- une visite avec les élus ;\n- un diagnostic en {n} jours ;\n- un chiffrage ;\n- une décision.",
    "1. choisir le périmètre ;\n2. écrire aux propriétaires ;\n3. passer devant le conseil.",
    "> Combien de temps cela a-t-il pris ?\n\nEnviron **{n} mois**, études comprises.",
    "La page utile : [la fiche du programme](https://petites-villes.example/fiche-{n}).",
)


@dataclass(frozen=True)
class Body:
    """A message as typed and as rendered."""

    source: str
    html: str


@cache
def bodies(count: int = 400) -> list[Body]:
    """Different messages of a few hundred characters, each rendered once; the last one alone has the rare word."""
    dice = random.Random(36)
    sources = [_message(dice) for _ in range(count)]
    sources.append(f"Chez nous, la {RARE} chauffe l’école, la halle et douze logements. {_message(dice)}")
    return [Body(source, text.render(source)) for source in sources]


def _message(dice: random.Random) -> str:
    def written(pattern: str) -> str:
        return pattern.replace("{n}", str(dice.randrange(3, 90))).replace("{}", dice.choice(SUBJECTS))

    paragraphs = [
        " ".join(written(one) for one in dice.sample(SENTENCES, dice.randrange(2, 5)))
        for _ in range(dice.randrange(1, 3))
    ]
    if dice.random() < 0.3:
        paragraphs.insert(1, written(dice.choice(LISTS)))
    return "\n\n".join(paragraphs)


def title(dice: random.Random) -> str:
    """The title of a topic."""
    return dice.choice(STARTS).format(dice.choice(SUBJECTS)) + f" à {dice.choice(PLACES)} ?"


PLACES = (
    "Levroux",
    "Valençay",
    "La Châtre",
    "Le Blanc",
    "Argenton",
    "Buzançais",
    "Aigurande",
    "Éguzon",
    "Mézières",
    "Vatan",
)
