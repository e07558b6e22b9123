"""Staff keep the forum in order in a real browser; the author sees what was done, by whom and why."""

import pytest

pytestmark = pytest.mark.browser
REASON = "Le fil a fait le tour de la question."


def test_a_topic_is_closed_with_a_reason_that_its_author_reads(visit):
    staff, author = visit(), visit(width=360)
    author.sign_in("levroux@club.example")
    author.open("/forum/?onglet=les-miens")
    author.page.locator("main h3 a").first.click()
    address = author.page.url.removeprefix(author.site.url)
    staff.sign_in("moderation@club.example")
    staff.open(address)
    staff.page.get_by_role("link", name="Ranger ce sujet").click()
    staff.tick("Fermer aux réponses")
    staff.page.get_by_label("Raison").fill(REASON)
    staff.page.get_by_role("button", name="Ranger et prévenir l’auteur").click()
    staff.sees("a fermé le sujet aux réponses")
    staff.check("kept-topic")
    author.open(address)
    author.sees(REASON)
    author.check("kept-topic-author")
    for _ in range(40):  # until the worker has told it
        author.open("/notifications/")
        if "a fermé le sujet" in author.page.inner_text("main"):
            break
        author.page.wait_for_timeout(250)
    author.sees("a fermé le sujet aux réponses")


def test_words_that_an_edit_changed_are_marked_and_an_older_text_comes_back(visit):
    staff = visit()
    staff.sign_in("moderation@club.example")
    staff.open("/forum/messages/20/modifier")
    box = staff.page.locator("textarea").first
    before = box.input_value()
    box.fill(before + "\n\nPrécision de la modération.")
    staff.page.get_by_role("button", name="Enregistrer le message").click()
    staff.open("/forum/messages/20/historique")
    assert "Précision de la modération." in staff.page.locator("ins").first.inner_text()
    staff.check("history")
    staff.page.get_by_role("link", name="Version 1").click()
    staff.page.get_by_role("button", name="Rétablir la version 1").click()
    staff.sees("La version 1 est rétablie")
    staff.open("/forum/messages/20/modifier")
    assert staff.page.locator("textarea").first.input_value() == before


def test_an_announcement_is_scheduled_and_its_draft_is_gone(visit):
    staff = visit(width=360)
    staff.sign_in("moderation@club.example")
    staff.open("/forum/annonces/nouvelle")
    staff.page.get_by_label("Titre").fill("Le point mensuel change de jour")
    staff.page.get_by_label("Thème").select_option(index=2)
    staff.page.locator("textarea").first.fill("Il se tient désormais le mardi.")
    staff.tick("À un moment choisi")
    staff.page.get_by_label("Le jour").fill("2040-01-31")
    staff.page.get_by_label("L’heure de Paris").fill("09:30")
    staff.page.get_by_role("button", name="Publier ou programmer l’annonce").click()
    staff.sees("mardi 31 janvier 2040 à 9\u00a0h\u00a030")
    staff.check("announcements")
    staff.open("/forum/annonces/nouvelle")
    assert staff.page.locator("textarea").first.input_value() == ""
