"""A shelf of things to find, and the expressions taken for one another."""

SYNONYMS = [
    ["ort", "opération de revitalisation de territoire"],
    ["opah-ru", "opération programmée d'amélioration de l'habitat de renouvellement urbain"],
    ["opah", "opération programmée d'amélioration de l'habitat"],
    ["pvd", "petites villes de demain"],
    ["epf", "établissement public foncier"],
    ["elu", "elus", "élue", "élues"],
    ["energie", "énergétique", "énergétiques"],
    ["vacance", "vacant", "vacants", "vacante"],
]

SHELF = [
    (
        "halle",
        "experience",
        "Réhabiliter la halle de Levroux",
        "La halle du centre-bourg, cœur de l’animation.",
    ),
    ("halles", "topic", "Les halles gourmandes", "Un marché couvert et ses commerces."),
    ("renovation", "experience", "Rénovation de l’école", "Isoler : une question d’énergie."),
    (
        "opah",
        "resource",
        "La convention avec l’Anah",
        "Une opération programmée d’amélioration de l’habitat de renouvellement urbain.",
    ),
    ("ort", "resource", "Opération de revitalisation de territoire", "Signature de la convention en 2021."),
    ("vacance", "topic", "ORT et vacance", "Des commerces vacants dans le centre-bourg."),
    ("petites", "topic", "Petites villes de demain", "Le club des chefs de projet."),
    ("friche", "resource", "Friches industrielles", "L’établissement public foncier achète."),
    ("velo", "topic", "Mobilités douces", "Le vélo et le covoiturage à Saint-Gaultier."),
    ("elue", "member", "Jeanne Martin, élue", "Au conseil de la ville de Valençay."),
    ("levroux", "commune", "Levroux (36)", "Commune 36093"),
    ("grec", "topic", "Ἀθῆναι", "Jumelage."),
]
