"""Judge what people send by its content, never by its name; what is refused is refused with a reason."""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from club import antivirus, later, pictures, readings, storage
from club.access import Refused
from club.config import Settings
from club.readings.process import Unreadable
from club.storage.models import StoredFile

puremagic: Any = later.module("puremagic")

NAME_BYTES = 200
ZIP_ENTRIES = 2_000
ZIP_TOTAL = 300_000_000  # bytes once unpacked
ZIP_RATIO = 200
MEMBER_BYTES = 2_000_000
MACROS = re.compile(r"vbaProject\.bin$|/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE)
ENCRYPTED = (
    "Le fichier est chiffré : nous ne pouvons pas le vérifier. "
    "Enregistrez-le sans mot de passe puis ajoutez-le à nouveau."
)
NO_PAGE = "Ce PDF est incomplet ou ne contient aucune page. Enregistrez-le à nouveau."
OLD = "Ce format ancien (DOC, XLS, PPT) peut contenir des macros. Enregistrez-le en DOCX, ODT ou PDF."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEPARATORS = (";", ",", "\t")
SAMPLE = 20  # rows of a CSV that must agree
RUNNABLE = frozenset({".exe", ".js", ".bat", ".cmd", ".scr", ".vbs", ".msi", ".jar", ".ps1", ".lnk", ".hta"})
PACKED = frozenset({".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar"})
MACRO_NAMES = frozenset({".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".potm", ".xlsb"})
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": ("odt", "ODT"),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods", "ODS"),
    "application/vnd.oasis.opendocument.presentation": ("odp", "ODP"),
}
OFFICE = {
    "word/document.xml": (
        "docx",
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xl/workbook.xml": ("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/presentation.xml": (
        "pptx",
        "PPTX",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
KNOWN = "PDF, ODT, ODS, ODP, DOCX, XLSX, PPTX, PNG, JPG, WEBP, CSV, ZIP"


class UploadRefused(Refused):
    """A file that the club does not take; its text says why and what to do."""

    code = 413


class NotScanned(Refused):
    """The antivirus that the settings name does not answer: nothing is let through."""

    code = 503

    def __init__(self) -> None:
        super().__init__(
            "L’antivirus n’a pas pu vérifier ce fichier : il n’est pas gardé. Réessayez dans quelques minutes."
        )


@dataclass(frozen=True)
class Judged:
    """A content that was accepted, as it will be stored."""

    content: bytes
    extension: str
    label: str
    mime: str
    pages: int | None = None

    @property
    def is_picture(self) -> bool:
        return self.mime in pictures.FORMATS


def accept(file: FileStorage) -> StoredFile:
    """Store a document or an image; raises UploadRefused or StorageDown, and then nothing is stored."""
    return store(examine(file), file.filename)


def examine(file: FileStorage, *, longest: int | None = None) -> Judged:
    """What was sent, judged and cleaned; images are reduced to `longest` pixels a side. Raises UploadRefused."""
    judged = judge(received(file), longest=longest)
    return _counted(judged) if judged.mime == readings.PDF else judged


def received(file: FileStorage) -> bytes:
    """The content of what was sent, neither too heavy nor empty, once the antivirus let it through."""
    content = _content(file)
    _scan(content)
    return content


def _scan(content: bytes) -> None:
    settings: Settings = current_app.config["CLUB"]
    if not settings.clamd_url:
        return
    try:
        antivirus.check(content, settings.clamd_url)
    except antivirus.Infected as name:
        raise UploadRefused(f"L’antivirus a reconnu un fichier dangereux ({name}). Il n’est pas gardé.") from name
    except antivirus.Unsure as why:
        current_app.logger.error("clamd: %s", why)
        raise NotScanned from why


def _counted(judged: Judged) -> Judged:
    try:
        return replace(judged, pages=readings.pages_of(judged.content))
    except Unreadable as why:
        raise UploadRefused(ENCRYPTED if str(why) == "password" else NO_PAGE) from why


def store(judged: Judged, name: str | None) -> StoredFile:
    """Keep what was examined under a name fit for a download, the worker reads it later; raises StorageDown."""
    name = clean_name(name or "", judged.extension)
    stored = storage.keep(judged.content, name=name, mime=judged.mime, kind_label=judged.label)
    readings.ask(stored, judged.pages)
    return stored


def _content(file: FileStorage) -> bytes:
    settings: Settings = current_app.config["CLUB"]
    limit = settings.max_upload_mb * 1_000_000
    content = file.stream.read(limit + 1)
    if len(content) > limit:
        raise UploadRefused(f"Le fichier dépasse {settings.max_upload_mb} Mo. Allégez-le puis ajoutez-le à nouveau.")
    if not content:
        raise UploadRefused("Le fichier est vide. Vérifiez-le puis ajoutez-le à nouveau.")
    return content


def judge(content: bytes, *, longest: int | None = None) -> Judged:
    """What a content really is; raises UploadRefused."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(content)
    if content.startswith(OLD_OFFICE):
        raise UploadRefused(ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in content else OLD)
    mime = _magic(content)
    if mime in pictures.FORMATS:
        extension, label = pictures.FORMATS[mime]
        return Judged(_cleaned_picture(content, mime, longest), extension, label, mime)
    if _is_csv(content):
        return Judged(content, "csv", "CSV", "text/csv")
    raise UploadRefused(f"Ce type de fichier n’est pas accepté. Types acceptés : {KNOWN}.")


def _magic(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:4096], mime=True))
    except (puremagic.PureError, ValueError, IndexError):
        return ""


def _cleaned_picture(content: bytes, mime: str, longest: int | None) -> bytes:
    try:
        return pictures.cleaned(content, mime, longest)
    except pictures.BadPicture as why:
        raise UploadRefused(str(why)) from why


def _pdf(content: bytes) -> Judged:
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<", content):
        raise UploadRefused(ENCRYPTED)
    if b"%%EOF" not in content[-2048:] or (b"/Page" not in content and b"/ObjStm" not in content):
        raise UploadRefused(NO_PAGE)
    return Judged(content, "pdf", "PDF", "application/pdf")


def _zip(content: bytes) -> Judged:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _bounded(entries, len(content))
            names = {entry.filename for entry in entries}
            return _document(archive, names, content) or _plain_zip(entries, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise UploadRefused("Cette archive est abîmée. Enregistrez-la à nouveau.") from error


def _bounded(entries: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > ZIP_ENTRIES or total > ZIP_TOTAL or total > ZIP_RATIO * max(packed, 1):
        raise UploadRefused("Cette archive est trop grande une fois dépliée. Envoyez moins de fichiers à la fois.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UploadRefused(ENCRYPTED)


def _document(archive: zipfile.ZipFile, names: set[str], content: bytes) -> Judged | None:
    mime = _member(archive, names, "mimetype").decode("ascii", "replace").strip()
    if mime in OPEN_DOCUMENT and "content.xml" in names:
        if b"encryption-data" in _member(archive, names, "META-INF/manifest.xml"):
            raise UploadRefused(ENCRYPTED)
        _without_macros(names)
        return Judged(content, *OPEN_DOCUMENT[mime], mime)
    types = _member(archive, names, "[Content_Types].xml")
    for marker, (extension, label, mime) in OFFICE.items():
        if marker in names and types:
            _without_macros(names, types)
            return Judged(content, extension, label, mime)
    return None


def _member(archive: zipfile.ZipFile, names: set[str], name: str) -> bytes:
    """The beginning of one file of an archive, empty when it is not there."""
    if name not in names:
        return b""
    with archive.open(name) as member:
        return member.read(MEMBER_BYTES)


def _without_macros(names: set[str], types: bytes = b"") -> None:
    if b"macroEnabled" in types or any(MACROS.search(name) for name in names):
        raise UploadRefused("Ce document contient des macros. Enregistrez-le sans macros puis ajoutez-le à nouveau.")


def _plain_zip(entries: list[zipfile.ZipInfo], content: bytes) -> Judged:
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", entry.filename):
            raise UploadRefused("Cette archive contient des chemins dangereux. Refaites-la à partir d’un dossier.")
        if path.suffix.lower() in RUNNABLE | PACKED | MACRO_NAMES:
            raise UploadRefused(f"Cette archive contient « {path.name[:60]} », qui n’est pas accepté.")
    return Judged(content, "zip", "ZIP", "application/zip")


def _is_csv(content: bytes) -> bool:
    """Decodable text whose first rows have the same number of columns, two at least."""
    text = _decoded(content)
    if text is None or any(ord(c) < 32 and c not in "\t\r\n" for c in text) or text.lstrip()[:1] in {"<", "{"}:
        return False
    return any(_columns(text, separator) > 1 for separator in SEPARATORS)


def _columns(text: str, separator: str) -> int:
    """How many columns all the first rows have; 0 when they differ."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        widths = {len(row) for row in islice(reader, SAMPLE) if row}
    except csv.Error:
        return 0
    return widths.pop() if len(widths) == 1 else 0


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def clean_name(name: str, extension: str) -> str:
    """A name fit for a download: accents kept, no path, no control character, the true extension."""
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    bare = "".join(c for c in bare if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", bare)
    stem = stem.strip(" .") or "fichier"
    while len(stem.encode()) > NAME_BYTES:
        stem = stem[:-1]
    return f"{stem}.{extension}"
