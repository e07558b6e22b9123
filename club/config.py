"""Every setting of the club: its name, type, default and meaning. Read from CLUB_* only, checked at the start."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from club import places

PREFIX = "CLUB_"


class WrongSetting(ValueError):
    """A setting that the site cannot start with; its text names the setting and says what is expected."""


ELSEWHERE = {"smtp", "smtps", "s3", "redis", "rediss", "imap", "imaps", "tcp"}  # always on another machine's name


def _setting(default: Any, meaning: str, check: Callable[[str], Any] = str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "read": check})


def _one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError("attendu : " + ", ".join(words))
        return value

    return read


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"attendu : un nombre entier de {low} à {high}")
        return int(value)

    return read


def _url(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        parts = urlsplit(value)
        if value and parts.scheme not in schemes:
            raise ValueError("attendu : une adresse qui commence par " + ", ".join(f"{s}:" for s in schemes))
        _check_place(parts)
        return value

    return read


def _check_place(parts: SplitResult) -> None:
    """A port is a number, and what is elsewhere has a host."""
    try:
        parts.port  # noqa: B018  reading it judges it
    except ValueError as why:
        raise ValueError("attendu : un port de 0 à 65535 après l’hôte") from why
    if parts.scheme in ELSEWHERE and not parts.hostname:
        raise ValueError(f"attendu : un hôte, {parts.scheme}://hôte")


def _database(value: str) -> str:
    """The plain `postgresql://` of hosting platforms means the psycopg driver here."""
    known = _url("sqlite", "postgresql", "postgresql+psycopg", "postgres")(value)
    scheme, rest = known.partition(":")[::2]
    return f"postgresql+psycopg:{rest}" if scheme in {"postgresql", "postgres"} else known


def _secret(value: str) -> str:
    if len(value.encode()) < 32:
        raise ValueError("attendu : 32 octets au moins")
    return value


def _mailbox(value: str) -> str:
    name, _, domain = value.rpartition("@")
    if not re.fullmatch(r"[a-zA-Z0-9._-]{1,12}", name) or not re.fullmatch(r"[a-zA-Z0-9.-]+", domain):
        raise ValueError("attendu : une adresse sans « + », de 12 caractères au plus avant « @ »")
    return value


def _offload(value: str) -> str:
    if value != "signed" and not re.fullmatch(r"x-accel:/[a-z0-9/_-]*", value):
        raise ValueError("attendu : signed, ou x-accel:/préfixe")
    return value


def _hosts(value: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in value.split(",") if name.strip())
    if not all(re.fullmatch(r"(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*", name) for name in names):
        raise ValueError("attendu : des noms de sites séparés par des virgules, comme legifrance.gouv.fr,*.exemple.fr")
    return names


def _base(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("attendu : une adresse http:// ou https:// sans paramètres")
    _check_place(parts)
    return value.rstrip("/")


def _sender(value: str) -> str:
    address = parseaddr(value)[1]
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ValueError("attendu : une adresse, ou un nom et une adresse : Le Club <ne-pas-repondre@exemple.fr>")
    return value


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one site, as attributes without the CLUB_ prefix."""

    env: str = _setting(
        "development", "`development`, `test` ou `production`.", _one_of("development", "test", "production")
    )
    secret_key: str = _setting(
        "", "Clé secrète des signatures (32 octets au moins) ; obligatoire en production.", _secret
    )
    database_url: str = _setting(
        "", "Base de données : `sqlite:///…` ou `postgresql://…` ; par défaut `club.db` dans l’instance.", _database
    )
    jobs_url: str = _setting(
        "",
        "File des tâches : `redis://…` ou `postgresql://…` ; par défaut `jobs.db` dans l’instance.",
        _url("redis", "rediss", "postgresql"),
    )
    limits_url: str = _setting(
        "",
        "Compteurs des limites : `redis://…` ou `memory://` ; par défaut `limits.db` dans l’instance.",
        _url("redis", "rediss", "memory"),
    )
    limits: str = _setting("on", "`off` supprime les limites, en développement seulement.", _one_of("on", "off"))
    mail_url: str = _setting(
        "folder:",
        "Courriels : `smtp://nom:passe@hôte:587?tls=starttls`, `smtps://nom:passe@hôte` ou `folder:` (fichiers .eml "
        "dans l’instance). Sans `?tls=starttls`, `smtp://` envoie en clair, mot de passe compris.",
        _url("smtp", "smtps", "folder", "memory"),
    )
    mail_from: str = _setting("Le Club <ne-pas-repondre@club.example>", "Expéditeur des courriels.", _sender)
    reply_url: str = _setting(
        "",
        "Boîte des réponses par courriel : `imaps://…/dossier`, `imap://…`, `mbox:/…` ou `maildir:/…` ; vide : aucune.",
        _url("imap", "imaps", "mbox", "maildir"),
    )
    reply_address: str = _setting(
        "", "Adresse de cette boîte, qui accepte `nom+…@domaine` (`reponse@club.example`).", _mailbox
    )
    storage_url: str = _setting(
        "",
        "Fichiers : `s3://clé:secret@seau?endpoint=https://…&region=…` (sans `endpoint` : Amazon) ; par défaut le "
        "dossier `uploads` de l’instance.",
        _url("s3", "file"),
    )
    files_offload: str = _setting(
        "",
        "Qui porte les gros fichiers : `x-accel:/préfixe` (nginx, dossier local) ou `signed` (S3) ; vide : le site.",
        _offload,
    )
    clamd_url: str = _setting(
        "", "Antivirus : clamd, `tcp://hôte:3310` ou `unix:///chemin` ; vide : aucun.", _url("tcp", "unix")
    )
    base_url: str = _setting(
        "http://127.0.0.1:8000", "Adresse publique du site ; les liens des courriels en viennent.", _base
    )
    trusted_proxies: int = _setting(
        0, "Nombre de relais de confiance devant le site (en-têtes X-Forwarded-*).", _number(0, 9)
    )
    theme: str = _setting("neutre", "`neutre`, ou `etat` pour un site en `.gouv.fr`.", _one_of("neutre", "etat"))
    state_mark: str = _setting(
        "République|Française", "Lignes du bloc-marque du thème `etat`, séparées par une barre verticale."
    )
    port: int = _setting(8000, "Port du serveur web.", _number(1, 65535))
    workers: int = _setting(2, "Nombre de processus web.", _number(1, 64))
    instance: Path = _setting(Path(), "Dossier de la base, des fichiers et des courriels.", Path)
    site_name: str = _setting("Le Club", "Nom du site.")
    contact_email: str = _setting("contact@club.example", "Adresse de l’équipe d’animation.")
    security_contact: str = _setting("securite@club.example", "Adresse publiée dans security.txt.")
    publisher: str = _setting("", "Éditeur du site (mentions légales).")
    publication_director: str = _setting("", "Directrice ou directeur de la publication (mentions légales).")
    host_name: str = _setting("", "Hébergeur du site et son adresse (mentions légales).")
    data_officer: str = _setting("", "Contact pour la protection des données personnelles.")
    source_url: str = _setting("", "Adresse publique du code source (AGPL-3.0).", _url("https", "http"))
    max_upload_mb: int = _setting(20, "Taille maximale d’un fichier, en mégaoctets.", _number(1, 500))
    premoderate: str = _setting(
        "off",
        "`on` : l’équipe relit les deux premiers messages de chaque nouveau membre avant de les publier.",
        _one_of("on", "off"),
    )
    review_resources: str = _setting(
        "off",
        "`on` : les ressources des partenaires sont relues par l’équipe de leur territoire avant d’être publiées.",
        _one_of("on", "off"),
    )
    check_links: tuple[str, ...] = _setting(
        (),
        "Sites dont les liens sont vérifiés (`legifrance.gouv.fr,*.banquedesterritoires.fr`) ; vide : aucun.",
        _hosts,
    )
    map_file: Path | None = _setting(
        None, "Fond de carte plus complet que celui du club (format : docs/operations.md) ; vide : la métropole.", Path
    )
    demo: str = _setting("off", "`on` marque le site comme une démonstration.", _one_of("on", "off"))

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def are_limits_on(self) -> bool:
        return self.limits == "on"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment; raises WrongSetting at the first one that cannot be used."""
    source = os.environ if environment is None else environment
    _refuse_unknown(source)
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        name = variable(setting)
        if source.get(name):
            try:
                values[setting.name] = setting.metadata["read"](source[name])
            except ValueError as why:
                raise WrongSetting(f"{name} : valeur refusée, {why}.") from why
    values["instance"] = Path(values.get("instance") or places.instance_folder()).resolve()
    return _complete(values)


def variable(setting: "Field[Any]") -> str:
    """The environment variable of a setting."""
    return PREFIX + setting.name.upper()


def _refuse_unknown(source: Mapping[str, str]) -> None:
    """A misspelt setting must not be silently ignored."""
    known = {variable(setting) for setting in fields(Settings)} | {
        "CLUB_TEST_DATABASE",
        "CLUB_TEST_REDIS",
        "CLUB_TEST_CHROMIUM",
    }
    unknown = sorted(name for name in source if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise WrongSetting(f"{unknown[0]} : réglage inconnu ; voir « club settings ».")


def _complete(values: dict[str, Any]) -> Settings:
    instance: Path = values["instance"]
    if values.get("env") == "production":
        _check_production(values)
    if bool(values.get("reply_url")) != bool(values.get("reply_address")):
        raise WrongSetting("CLUB_REPLY_URL et CLUB_REPLY_ADDRESS : les deux, ou aucun.")
    is_remote = str(values.get("storage_url", "")).startswith("s3:")
    if values.get("files_offload") and is_remote != (values["files_offload"] == "signed"):
        raise WrongSetting("CLUB_FILES_OFFLOAD : « signed » va avec un stockage s3://, « x-accel: » avec un dossier.")
    if not values.get("secret_key"):
        values["secret_key"] = _kept_secret(instance)
    if not values.get("database_url"):
        values["database_url"] = f"sqlite:///{instance / 'club.db'}"
    return Settings(**values)


def _check_production(values: dict[str, Any]) -> None:
    if not values.get("secret_key"):
        raise WrongSetting("CLUB_SECRET_KEY : obligatoire en production, 32 octets au moins.")
    if values.get("limits") == "off":
        raise WrongSetting("CLUB_LIMITS : « off » est refusé en production.")
    if not str(values.get("base_url", "")).startswith("https://"):
        raise WrongSetting("CLUB_BASE_URL : obligatoire en production, une adresse https://.")


def _kept_secret(instance: Path) -> str:
    """Outside production, a secret made once and kept in the instance, so that sessions survive a restart."""
    file = instance / "secret"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as new:
            new.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as why:
        raise WrongSetting(f"CLUB_INSTANCE : on ne peut pas écrire dans {instance} ({why.strerror}).") from why
    return file.read_text()


def table() -> list[tuple[str, str, str]]:
    """Every setting as (variable, default, meaning), for the documentation."""
    rows = []
    for setting in fields(Settings):
        default = "" if setting.default in (MISSING, Path(), (), None) else str(setting.default)
        rows.append((variable(setting), default, setting.metadata["meaning"]))
    return rows
