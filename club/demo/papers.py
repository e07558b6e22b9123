"""The small real documents of the demonstration: PDF and ODT files made from a title and a few paragraphs."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from fpdf import FPDF
from odf import dc, meta
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TextProperties
from odf.text import H, P

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
    text = OpenDocumentText()
    for element in (dc.Title(text=title), dc.Creator(text=author), dc.Language(text="fr")):
        text.meta.addElement(element)
    text.meta.addElement(meta.CreationDate(text=at.strftime("%Y-%m-%dT%H:%M:%S")))
    body = _style(text, "Corps", "11pt")
    text.text.addElement(H(outlinelevel=1, stylename=_style(text, "Titre", "18pt", weight="bold"), text=title))
    text.text.addElement(P(stylename=body, text=author))
    for paragraph in paragraphs:
        text.text.addElement(P(stylename=body, text=paragraph))
    text.text.addElement(P(stylename=_style(text, "Mention", "9pt"), text=NOTICE))
    file = BytesIO()
    text.write(file)
    return file.getvalue()


def _style(text: OpenDocumentText, name: str, size: str, weight: str = "normal") -> Style:
    style = Style(name=name, family="paragraph")
    style.addElement(TextProperties(fontsize=size, fontweight=weight, language="fr", country="FR"))
    style.addElement(ParagraphProperties(marginbottom="0.25cm"))
    text.styles.addElement(style)
    return style


MAKERS = {"pdf": pdf, "odt": odt}
