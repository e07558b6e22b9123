"""The documents of an import: feeds, spreadsheets of all kinds, and what is refused with its reason."""

import resource
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from club.extensions import db as database
from club.library.importing import documents, feeds
from club.library.importing.columns import MOST_LINES
from club.library.importing.models import ImportLine
from club.library.models import Resource, ResourceLink, ResourceTheme
from club.tables import NotATable
from tests.library.importing import LINE, Importer, table

ATOM = """<?xml version="1.0" encoding="{encoding}"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Catalogue</title>{more}
<entry xml:lang="oc"><id>urn:fiche:1</id><title>La vacance commerciale&#160;: agir</title>
<updated>2026-03-01T10:00:00Z</updated><link href="https://catalogue.example/1"/>
<link rel="enclosure" href="https://catalogue.example/1.pdf"/>
<category term="commerce-et-artisanat"/><category term="inconnue"/>
<summary>Un résumé.</summary><rights>https://creativecommons.org/licenses/by/4.0/</rights>
<content type="html">&lt;h2&gt;Agir&lt;/h2&gt;&lt;p&gt;Avec &lt;b&gt;les&lt;/b&gt; communes.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;</content></entry>
<entry><id>urn:fiche:2</id><title type="text">Sans résumé</title>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un <em>texte</em> court.</p></div></content></entry>
</feed>"""
OAI = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-03-01T10:00:00Z</responseDate>
<ListRecords>
<record><header><identifier>oai:catalogue.example:1</identifier><datestamp>2026-01-01</datestamp></header>
<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Guide de la halle</dc:title>
<dc:description>Comment rouvrir une halle.</dc:description><dc:description>Second paragraphe.</dc:description>
<dc:identifier>ISBN 123</dc:identifier><dc:identifier>https://catalogue.example/halle</dc:identifier>
<dc:subject>Commerce et artisanat</dc:subject><dc:subject>halles</dc:subject><dc:type>text</dc:type>
<dc:type>Guide</dc:type><dc:date>2025</dc:date><dc:rights>CC BY 4.0</dc:rights><dc:language>fra</dc:language>
</oai_dc:dc></metadata></record>
<record><header status="deleted"><identifier>oai:catalogue.example:2</identifier></header></record>
<resumptionToken>suite-42</resumptionToken></ListRecords></OAI-PMH>"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
    + ']><feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&k;</title></entry></feed>'
)
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>&secret;</title></entry></feed>"""


@pytest.fixture
def importer(make, sign_in):
    make.theme()
    editor = make.partner(make.organisation("Établissement des Deux Vallées"))
    return Importer(sign_in(editor), make.term("resource_type", "guide", "Guide").id)


def resources():
    return database.session.scalars(select(Resource).order_by(Resource.id)).all()


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_an_atom_feed_is_read_with_what_it_says(importer, encoding):
    content = ATOM.format(encoding=encoding, more="").encode(encoding)
    run = importer.run(content, "fil.xml", covers_france="y")
    assert (run.kind, run.counts["added"], run.notes) == ("atom", 2, [])
    first, second = resources()
    assert (first.title, first.summary) == ("La vacance commerciale\u00a0: agir", "Un résumé.")
    assert (first.licence, first.language, first.state) == ("cc-by", "oc", "published")
    assert "<h3>Agir</h3>" in first.body_html
    assert "<strong>les</strong>" in first.body_html
    assert "script" not in first.body_html
    assert (second.summary, second.state, second.language) == ("Un texte court.", "draft", "fr")
    assert database.session.scalars(select(ResourceLink.url)).all() == ["https://catalogue.example/1"]
    assert database.session.scalars(select(ResourceTheme.resource_id)).all() == [first.id]
    again = importer.check(content, "fil.xml", covers_france="y")
    assert again.counts["unchanged"] == 2


def test_an_oai_answer_is_read_and_its_missing_part_is_said(importer):
    run = importer.run(OAI.encode(), "oai.xml", covers_france="y")
    (found,) = resources()
    assert (run.kind, run.counts) == ("oai", {"added": 1, "unchanged": 1, "protected": 0, "noted": 1})
    assert "resumptionToken" in run.notes[0]
    assert run.notes[0] in importer.page(run)
    assert (found.title, found.body) == ("Guide de la halle", "Comment rouvrir une halle.\n\nSecond paragraphe.")
    assert (found.licence, found.language, found.state) == ("cc-by", "fr", "published")
    assert database.session.scalars(select(ResourceLink.url)).all() == ["https://catalogue.example/halle"]
    assert "Retirée du catalogue d’origine" in importer.page(run, "?resultat=unchanged")


def test_a_feed_that_goes_on_elsewhere_says_so():
    more = '<link rel="next" href="https://catalogue.example/fil?page=2"/>'
    assert "lien « next »" in documents.read(ATOM.format(encoding="utf-8", more=more).encode()).notes[0]


def test_a_territory_is_asked_for_when_the_document_says_none(importer):
    answer = importer.send(ATOM.format(encoding="utf-8", more="").encode(), "fil.xml")
    assert "Ce document ne dit aucun territoire" in answer.text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_every_way_a_spreadsheet_saves_it(separator, encoding):
    content = table((*LINE[:4], 'Un "texte"\nsur deux lignes', *LINE[5:]), separator=separator)
    (line,) = documents.read(content.decode().encode(encoding)).lines
    assert (line["territoires"], line["texte"]) == ("France entière", 'Un "texte"\nsur deux lignes')


def test_unknown_columns_are_said():
    content = table((*LINE, "x"), head=("identifiant", "titre", "a", "b", "c", "d", "e", "f", "Prix moyen"))
    assert "« prix moyen »" in documents.read(content).notes[0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Le fichier est vide."),
        (b"  \n \n", "Ce fichier est vide."),
        (b"PK\x03\x04xxxx", "enregistrez la feuille au format CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "classeur Excel"),
        (b"%PDF-1.7", "Ce fichier est un PDF"),
        (b"\x00\x01\x02\x03" * 50, "n’est pas un texte"),
        (b"nom;prix\na;1\n", "Colonnes absentes\u202f: titre."),
        (b"identifiant;titre\n", "ne contient aucune ressource"),
        (b"titre\nLa halle\n", "Aucune ligne n’a d’identifiant"),
        (b'identifiant;titre\n1;"La halle\n2;Le march\xc3\xa9\n', "vérifiez ses guillemets"),
        (b"identifiant;titre\n" + b"1;x\n" * (MOST_LINES + 1), "a trop de lignes"),
        (b"<html><body>Bonjour</body></html>", "ni un fil Atom, ni une réponse OAI-PMH"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>', "abîmé ou incomplet"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "ne contient aucune ressource"),
        (b'<?xml version="1.0" encoding="martien"?><feed/>', "abîmé ou incomplet"),
        (LAUGHS.encode(), "déclaration DOCTYPE"),
        (OUTSIDE.encode(), "déclaration DOCTYPE"),
        (
            b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="bad">Rien</error></OAI-PMH>',
            "L’entrepôt répond par une erreur\u202f: Rien.",
        ),
    ],
    ids=range(18),
)
def test_a_bad_document_is_refused_beside_its_field(importer, content, why):
    answer = importer.send(content, covers_france="y")
    assert answer.status_code == 200
    assert why in answer.text
    assert 'id="file-erreur"' in answer.text
    assert database.session.scalars(select(ImportLine)).all() == []


def test_too_heavy_a_document_is_refused(importer, app, monkeypatch):
    monkeypatch.setitem(app.config, "CLUB", replace(app.config["CLUB"], max_upload_mb=0))
    assert "Le fichier dépasse 0 Mo." in importer.send(table(LINE)).text


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "content",
    [
        b'<feed xmlns="http://www.w3.org/2005/Atom">' + b"<a>" * 5_000_000,
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>' + b"<a/>" * 4_000_000,
        b'<feed xmlns="http://www.w3.org/2005/Atom" ' + b" ".join(b'a%d=""' % n for n in range(900_000)) + b">",
        b"identifiant;titre\n" + b";" * 19_000_000,
        b"titre;identifiant;" * 1_000_000 + b"\n",
    ],
    ids=["deep", "wide", "attributes", "cells", "columns"],
)
def test_documents_made_to_exhaust_are_refused_quickly(content):
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(NotATable):
        documents.read(content)
    assert time.process_time() - started < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kilobytes


def test_a_feed_begins_with_a_tag_in_any_encoding():
    assert feeds.is_xml("\ufeff <feed/>".encode("utf-16"))
    assert feeds.is_xml(b"\xef\xbb\xbf\n<feed/>")
    assert not feeds.is_xml(b"titre;identifiant")
