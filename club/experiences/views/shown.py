"""The parts as the page titles them, in its order."""

SHOWN = (
    ("context", "Le problème"),
    ("actions", "Ce que nous avons fait"),
    ("calendar", "Le calendrier"),
    ("results", "Ce que ça a changé"),
    ("again", "Si c’était à refaire"),
    ("contact", "À qui en parler"),
)
