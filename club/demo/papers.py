"""The small real documents of the demonstration: PDF and ODT files made from a title and a few paragraphs."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from fpdf import FPDF
from odf import dc, meta, opendocument, style, text
from PIL import Image, ImageDraw

# odfpy says nothing of its types.
DC: Any = dc
META: Any = meta
DOCUMENT: Any = opendocument
STYLE: Any = style
TEXT: Any = text

NOTICE = "Document de démonstration : les organisations, les personnes et les chiffres sont inventés."
NARROW, WIDE = "\u202f", "\u00a0"  # the fonts built in PDF have the second one only


def pdf(title: str, author: str, paragraphs: Sequence[str], at: datetime) -> bytes:
    """A page in A4 with a title, its author and its paragraphs."""
    page = FPDF()
    page.core_fonts_encoding = "windows-1252"  # with ’, œ and €
    page.set_creation_date(at)
    page.set_title(title)
    page.set_author(author)
    page.set_lang("fr")
    page.set_margin(22)
    page.add_page()
    _line(page, title, "B", 18, 9)
    _line(page, author, "", 11, 6)
    page.ln(4)
    for paragraph in paragraphs:
        _line(page, paragraph, "", 11, 6)
        page.ln(3)
    _line(page, NOTICE, "I", 9, 5)
    return bytes(page.output())


def _line(page: FPDF, text: str, weight: str, size: int, height: int) -> None:
    page.set_font("Helvetica", weight, size)
    page.multi_cell(0, height, text.replace(NARROW, WIDE), align="L", new_x="LMARGIN", new_y="NEXT")


def odt(title: str, author: str, paragraphs: Sequence[str], at: datetime) -> bytes:
    """The same as a text that can be changed."""
    document = DOCUMENT.OpenDocumentText()
    for element in (DC.Title(text=title), DC.Creator(text=author), DC.Language(text="fr")):
        document.meta.addElement(element)
    document.meta.addElement(META.CreationDate(text=at.strftime("%Y-%m-%dT%H:%M:%S")))
    heading, body = _style(document, "Titre", "18pt", "bold"), _style(document, "Corps", "11pt")
    document.text.addElement(TEXT.H(outlinelevel=1, stylename=heading, text=title))
    for paragraph in (author, *paragraphs):
        document.text.addElement(TEXT.P(stylename=body, text=paragraph))
    document.text.addElement(TEXT.P(stylename=_style(document, "Mention", "9pt"), text=NOTICE))
    file = BytesIO()
    document.write(file)
    return file.getvalue()


def _style(document: Any, name: str, size: str, weight: str = "normal") -> Any:
    made = STYLE.Style(name=name, family="paragraph")
    made.addElement(STYLE.TextProperties(fontsize=size, fontweight=weight, language="fr", country="FR"))
    made.addElement(STYLE.ParagraphProperties(marginbottom="0.25cm"))
    document.styles.addElement(made)
    return made


def plan(title: str, author: str, paragraphs: Sequence[str], at: datetime) -> bytes:
    """A drawing of a covered market: eight bays, the stalls in the north, the benches in the south."""
    image = Image.new("RGB", (960, 480), "#f7f5f0")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 920, 440), outline="#2f4a45", width=8)
    for bay in range(8):
        left = 60 + 108 * bay
        draw.rectangle((left, 70, left + 84, 190), fill="#cfe3d8" if bay < 4 else "#f1dfc4")
        draw.ellipse((left + 30, 228, left + 54, 252), fill="#2f4a45")
        draw.rectangle((left, 350, left + 84, 378), fill="#b9886a")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


MAKERS = {"pdf": pdf, "odt": odt, "plan": plan}
