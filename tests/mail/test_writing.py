"""What is written in a letter, and that it is written once."""

import pytest
from flask import Flask

from club import mail
from club.extensions import db
from tests.toolbox import together


def test_a_letter_is_written_once_for_a_key(club, write):
    write("reponse-1")
    assert mail.write("essai", to="ana@levroux.example", key="reponse-1", title="La halle") is None
    assert db.session.query(mail.Letter).count() == 1


def test_two_workers_that_write_the_same_letter_at_once_make_one(club: Flask):
    def once() -> bool:
        letter = mail.write("essai", to="ana@levroux.example", key="reponse-1", title="La halle")
        db.session.commit()
        return letter is not None

    assert sorted(together(club, once, once, once)) == [False, False, True]
    assert db.session.query(mail.Letter).count() == 1


def test_a_letter_of_a_change_that_is_undone_does_not_exist(club):
    mail.write("essai", to="ana@levroux.example", key="reponse-1", title="La halle")
    db.session.rollback()
    assert db.session.query(mail.Letter).count() == 0


def test_links_come_from_the_settings_and_never_from_the_request(club: Flask, write):
    with club.test_request_context("/", headers={"Host": "voleur.example"}):
        letter = write(member_id=7, unsubscribe_kind="replies")
        assert "https://club.example/sujets/3" in letter.text
        assert "voleur" not in letter.text + letter.html + str(letter.headers)


def test_the_first_line_is_the_subject_and_names_are_escaped_in_html(write):
    letter = write(title="La <b>halle</b> & l’été")
    assert letter.subject == "Réponse à La <b>halle</b> & l’été"
    assert "Réponse" not in letter.text
    assert "La &lt;b&gt;halle&lt;/b&gt; &amp; l’été" in letter.html


def test_a_title_with_line_breaks_adds_no_header(write, server):
    letter = write(title="La halle\x00\ud800\r\nBcc: victime@essai.example")
    assert "\n" not in letter.subject
    mail.deliver_due()
    assert server.received[0]["Bcc"] is None
    assert len(server.received[0].get_all("Subject")) == 1


def test_one_click_unsubscription_names_the_member_and_the_kind(write):
    letter = write(member_id=7, unsubscribe_kind="replies")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.headers["List-Unsubscribe"].strip("<>")
    assert address in letter.html
    assert mail.read_unsubscribe(address.rpartition("/")[2]) == (7, "replies")


def test_account_mails_cannot_be_unsubscribed(write):
    assert write().headers == {}


@pytest.mark.parametrize("token", ["", "x", "WzcsInJlcGxpZXMiXQ.faux", "é", "W10." + "A" * 27, "a" * 5000])
def test_a_forged_unsubscription_is_nothing(club, token):
    assert mail.read_unsubscribe(token) is None
    genuine = mail.unsubscribe_url(7, "replies").rpartition("/")[2]
    assert mail.read_unsubscribe("X" + genuine) is None
