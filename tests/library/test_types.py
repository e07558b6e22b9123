"""Resources by type: each asks for its own fields, shows them on its page and in lists, and is found by them."""

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from club import search
from club.extensions import db as database
from club.library import corrections, details, types
from club.library.models import Resource, ResourceCover, ResourceTerritory
from club.storage.models import StoredFile
from club.vocabulary.models import Term
from club.vocabulary.operations import seed


@pytest.fixture
def editor(make):
    make.commune()
    return make.partner(make.organisation("Établissement des Deux Vallées"))


@pytest.fixture
def typed(make, editor):
    def of(slug, **more):
        kind = make.term("resource_type", slug, slug)
        start = {
            "title": "Une ressource", "summary": "En deux mots.", "type_id": kind.id, "themes": [make.theme().id],
            "regions": ["24"], "submission": f"cle-{slug}", "version": "1",
        }  # fmt: skip
        return start | more

    return of


def photograph():
    out, image = io.BytesIO(), Image.new("RGB", (2000, 1000), "green")
    exif = image.getexif()
    exif.get_ifd(0x8825)[2] = (IFDRational(46), IFDRational(58), IFDRational(1))
    exif[0x010F] = "Appareil secret"
    image.save(out, "JPEG", exif=exif)
    return io.BytesIO(out.getvalue())


def send(browser, data, url="/ressources/nouvelle"):
    answer = browser.post(url, data=data, content_type="multipart/form-data")
    return browser.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def only():
    return database.session.query(Resource).one()


def test_a_webinar_says_when_how_long_and_where_to_see_it_again(sign_in, editor, typed, make):
    said = {
        "detail_held_on": "2026-10-15", "detail_starts_at": "14:00", "detail_duration": "1 h 30",
        "detail_replay_url": "https://exemple.fr/replay", "detail_speakers": "Nadia Ferrand, juriste\nPaul Roy, maire",
    }  # fmt: skip
    answer = send(sign_in(editor), typed("webinaire", publish="1", **said))
    page = BeautifulSoup(answer.text, "lxml")
    facts = {one.get_text(): one.find_next_sibling("dd") for one in page.select("dl.lc-terms dt")}
    assert facts["Date"].get_text() == "15 octobre 2026"
    assert facts["Heure"].get_text() == "14\u00a0h"
    assert facts["Durée"].get_text() == "1 h 30"
    assert facts["Replay"].a["href"] == "https://exemple.fr/replay"
    assert "Paul Roy, maire" in facts["Intervenants"].get_text()
    assert "15 octobre 2026 · 1 h 30" in sign_in(make.member()).get("/ressources/").text
    assert [hit.key for hit in search.find("Ferrand", audiences=["members"]).items] == [str(only().id)]


@pytest.mark.parametrize(
    ("slug", "said", "sentences"),
    [
        ("webinaire", {}, ["Indiquez la date du webinaire."]),
        ("texte-de-reference", {}, ["Indiquez le numéro officiel du texte.", "Indiquez la date du texte."]),
        ("modele-de-document", {}, ["Ajoutez le fichier du modèle."]),
        ("video", {"detail_video_url": "exemple"}, ["adresse complète"]),
        ("jeu-de-donnees", {"detail_vintage": "dix"}, ["Écrivez une année"]),
        ("annuaire", {"detail_phone": "appelez", "detail_email": "a@b"}, ["numéro de téléphone", "Vérifiez cette"]),
        ("formation", {"detail_starts_on": "hier", "detail_duration": "un peu"}, ["Écrivez une date", "une durée"]),
    ],
)
def test_publication_asks_what_the_type_needs_beside_its_field(sign_in, editor, typed, slug, said, sentences):
    answer = send(sign_in(editor), typed(slug, publish="1", **said))
    page = BeautifulSoup(answer.text, "lxml")
    beside = " ".join(one.get_text() for one in page.select(".fr-error-text"))
    assert all(sentence in beside for sentence in sentences)
    for name, value in said.items():
        assert page.find(id=name)["value"] == value
    assert database.session.query(Resource).count() == 0


def test_a_draft_may_leave_them_empty_and_the_page_tells_what_publication_lacks(sign_in, editor, typed):
    browser = sign_in(editor)
    send(browser, typed("texte-de-reference", save="1"))
    refused = browser.post(f"/ressources/{only().id}/publier")
    assert refused.status_code == 409
    assert "« Numéro officiel », « Date du texte »" in refused.text
    send(browser, typed("modele-de-document", submission="b"), f"/ressources/{only().id}/modifier")
    assert "le fichier du modèle" in browser.post(f"/ressources/{only().id}/publier").text


def test_another_type_shows_its_fields_without_script_and_nothing_typed_is_lost(sign_in, editor, typed):
    browser = sign_in(editor)
    shown = send(
        browser, typed("formation", fields="1", title="", detail_venue="Châteauroux", detail_held_on="2026-10-15")
    )
    page = BeautifulSoup(shown.text, "lxml")
    assert page.select_one(".fr-error-text") is None
    seen = [one["data-detail"] for one in page.select("[data-detail]") if not one.has_attr("hidden")]
    assert seen == [f"detail_{one.name}" for one in types.shape_of("formation").fields]
    assert page.find(id="detail_venue")["value"] == "Châteauroux"
    assert page.find(id="detail_held_on")["value"] == "2026-10-15"
    assert database.session.query(Resource).count() == 0
    send(browser, typed("formation", detail_venue="Châteauroux", detail_held_on="pas une date", save="1"))
    assert only().details == {"venue": "Châteauroux"}


def test_a_stale_edition_shows_the_details_of_both(sign_in, editor, typed):
    browser = sign_in(editor)
    send(browser, typed("annuaire", detail_opening="le lundi"))
    url = f"/ressources/{only().id}/modifier"
    send(browser, typed("annuaire", detail_opening="le mardi", submission="a"), url)
    late = browser.post(url, data=typed("annuaire", detail_opening="le jeudi", submission="b"))
    assert late.status_code == 409
    assert "le mardi" in late.text
    assert "le jeudi" in late.text


def test_every_type_of_the_vocabulary_has_its_fields_and_a_form_that_keeps_them(db):
    seed()
    slugs = database.session.scalars(database.select(Term.slug).filter_by(kind="resource_type")).all()
    assert set(slugs) == set(types.TYPES)
    assert all(types.shape_of(slug).fields for slug in slugs)
    examples = {"day": "31/12/2026", "hour": "9h", "duration": "45 min", "year": "2025", "address": "https://exemple.fr",
                "email": "a@exemple.fr", "phone": "02 54 00 00 00", "text": "Un mot",
                "lines": "Un\n\nDeux"}  # fmt: skip
    for slug, shape in types.TYPES.items():
        kept = {one.name: details.read(one, examples.get(one.kind) or next(iter(one.choices))) for one in shape.fields}
        assert len(details.facts(slug, kept)) == len(shape.fields)
        assert details.lacking(slug, kept) == []


def test_a_cover_is_reduced_and_says_nothing_of_its_camera(sign_in, editor, typed, make, work):
    browser = sign_in(editor)
    without = send(browser, typed("guide", publish="1", cover=(photograph(), "halle.jpg")))
    assert "Décrivez l’image en une phrase." in without.text
    page = BeautifulSoup(without.text, "lxml")
    again = {"version": page.find(id="version")["value"], "submission": page.find(id="submission")["value"]}
    send(
        browser,
        typed("guide", publish="1", cover_alt="La halle un jour de marché") | again,
        f"/ressources/{only().id}/modifier",
    )
    reader, url = sign_in(make.member()), f"/ressources/couvertures/{only().id}"
    sent = reader.get(url)
    assert max(Image.open(io.BytesIO(sent.data)).size) == 1280
    assert b"Appareil secret" not in sent.data
    for page in ("/ressources/", f"/ressources/{only().id}-{only().slug}"):
        shown = BeautifulSoup(reader.get(page).text, "lxml").find("img", src=url)
        assert shown["alt"] == "La halle un jour de marché"
    browser.post(f"/ressources/{only().id}/retirer")
    assert reader.get(url).status_code == 404
    send(browser, typed("guide", cover_remove="y", submission="c", version="2"), f"/ressources/{only().id}/modifier")
    assert database.session.query(ResourceCover).count() == database.session.query(StoredFile).count() == 0
    assert browser.get(url).status_code == 404


def test_what_is_no_picture_is_refused_beside_the_cover_and_the_text_is_kept(sign_in, editor, typed):
    answer = send(
        sign_in(editor), typed("guide", publish="1", cover_alt="Une halle", cover=(io.BytesIO(b"a;b\n1;2\n"), "a.jpg"))
    )
    assert "Choisissez une image" in BeautifulSoup(answer.text, "lxml").find(id="cover-erreur").get_text()
    assert only().published_at is None
    assert only().summary == "En deux mots."
    assert database.session.query(StoredFile).count() == 0


def test_partners_contacts_stages_language_and_licence_are_shown(sign_in, editor, typed, make):
    other = make.organisation("Agence d’ici")
    stage = make.term("project_stage", "diagnostic", "Diagnostic")
    said = {
        "partners": "agence d’ici", "stages": [stage.id], "language": "en", "licence": "etalab-2.0",
        "contacts-0-name": "Service habitat", "contacts-0-email": "habitat@exemple.fr",
        "contacts-0-phone": "02 54 00 00 00",
    }  # fmt: skip
    answer = send(sign_in(editor), typed("guide", publish="1", body="Some words.", **said))
    page = BeautifulSoup(answer.text, "lxml")
    for word in ("Agence d’ici", "Diagnostic", "Langue\u202f: Anglais", "Licence Ouverte 2.0", "Service habitat"):
        assert word in page.get_text()
    assert page.find("a", href="mailto:habitat@exemple.fr") is not None
    assert "Some words." in page.find(lang="en").get_text()
    assert "Une ressource" in sign_in(make.member()).get(f"/partenaires/{other.id}-{other.slug}").text
    form = BeautifulSoup(sign_in(editor).get(f"/ressources/{only().id}/modifier").text, "lxml")
    assert form.find(id="partners").get_text().strip() == "Agence d’ici"
    assert form.find(id="contacts-0-name")["value"] == "Service habitat"
    nameless = typed("guide", submission="z", **{"partners": "Personne", "contacts-0-phone": "02 54 00 00 00"})
    refused = send(sign_in(editor), nameless).text
    assert "n’est pas dans l’annuaire" in refused
    assert "Dites qui c’est" in refused


def test_a_pasted_list_of_places_is_understood_line_by_line(sign_in, editor, typed, make):
    make.commune("36228", "Vatan", postcodes="36150")
    for code, name in (("36013", "Baudres"), ("36031", "Bretagne")):
        make.commune(code, name, postcodes="36119")
    browser = sign_in(editor)
    answer = send(browser, typed("guide", places="36093\n\nAilleurs\n36150\n36119", publish="1"))
    error = BeautifulSoup(answer.text, "lxml").find(id="places-erreur").get_text()
    assert "Ligne 3\u202f: «\u00a0Ailleurs\u00a0» n’est pas reconnu" in error
    several = "est le code postal de plusieurs communes\u202f: Baudres (36), 36013"
    assert f"Ligne 5\u202f: «\u00a036119\u00a0» {several}" in error
    assert "Ligne 4" not in error
    assert "500 lignes au plus" in send(browser, typed("guide", places="36093\n" * 501)).text
    send(browser, typed("guide", places="36093\n36150\nVatan (36)", publish="1"))
    assert {one.code for one in database.session.query(ResourceTerritory)} == {"24", "36093", "36228"}


def test_an_accepted_correction_changes_the_text_alone(sign_in, editor, typed, make):
    other, stage = make.organisation("Agence d’ici"), make.term("project_stage", "diagnostic", "Diagnostic")
    said = {
        "partners": other.name, "stages": [stage.id], "language": "en", "licence": "cc-by", "detail_venue": "Vatan",
        "contacts-0-name": "Accueil", "body": "Avant.",
    }  # fmt: skip
    send(sign_in(editor), typed("formation", publish="1", **said))
    proposed = corrections.propose(only(), "Après.", "Une coquille.", by=make.member())
    whole = corrections.correction(proposed.id)
    corrections.accept(whole, whole.body, version=1, by=editor)
    database.session.commit()
    page = BeautifulSoup(sign_in(make.member()).get(f"/ressources/{only().id}-{only().slug}").text, "lxml").get_text()
    for word in ("Après.", "Agence d’ici", "Diagnostic", "Langue\u202f: Anglais", "CC BY 4.0", "Vatan", "Accueil"):
        assert word in page
