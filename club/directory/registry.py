"""Numbers of the national register of organisations (Sirene): SIREN of a legal person, SIRET of an establishment.

Both end with a Luhn key; the establishments of La Poste (356 000 000) are checked by the sum of their digits instead
(https://fr.wikipedia.org/wiki/Système_d’identification_du_répertoire_des_établissements). `stdnum` knows both rules.
"""

from stdnum.exceptions import ValidationError as Wrong
from stdnum.fr import siren, siret
from wtforms.validators import ValidationError

WRONG = "Vérifiez ce numéro : un SIREN a 9 chiffres, un SIRET en a 14, et le dernier contrôle les autres."


def read(typed: str) -> tuple[str | None, str | None]:
    """(SIREN, SIRET) of what was typed, at most one of them; raises ValidationError with what to mend."""
    bare = "".join(typed.split()).replace(".", "")
    if not bare:
        return None, None
    try:
        return (siren.validate(bare), None) if len(bare) == 9 else (None, siret.validate(bare))
    except Wrong as why:
        raise ValidationError(WRONG) from why


def told(number: str) -> str:
    """A number by groups: « 243 600 293 », « 243 600 293 00012 »."""
    groups = [number[:3], number[3:6], number[6:9], number[9:]]
    return "\u202f".join(filter(None, groups))
