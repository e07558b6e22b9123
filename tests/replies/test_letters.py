"""What is kept of a mail: the words of its author, however the mail program quotes the rest."""

import pytest

from club.replies.letters import Received, written

pytestmark = pytest.mark.anywhere

MINE = "Oui, nous en avons un.\n\n- le bail\n- l’annexe"
DATED = "Le lun. 23 nov. 2026 à 09:12, Le Club"
MAILED = "De : Le Club\nEnvoyé : lundi 23 novembre 2026 09:12\nÀ : Ana\nObjet : Réponse\n\nBonjour Ana,\n"
RULE = "_" * 32
QUOTES = {
    "gmail": f"\n\n{DATED} <club@club.example> a écrit :\n\n> Bonjour Ana,\n> Béa répond\n",
    "gmail on two lines": f"\n\n{DATED} <\nne-pas-repondre@club.example> a écrit :\n\n> Bonjour Ana,\n",
    "thunderbird": "\n\nLe 23/11/2026 à 09:12, Le Club a écrit\xa0:\n> Bonjour Ana,\n>\n> Béa répond\n",
    "apple": "\n\n> Le 23 nov. 2026 à 09:12, Le Club <club@club.example> a écrit :\n> \n> Bonjour Ana,\n",
    "iphone": "\n\nEnvoyé de mon iPhone\n\n> Le 23 nov. 2026 à 09:12, Le Club a écrit :\n> \n> Bonjour\n",
    "outlook": f"\n\n{MAILED}",
    "outlook with a rule": f"\n\n{RULE}\n{MAILED}",
    "old outlook": f"\n\n-----Message d'origine-----\n{MAILED}",
    "outlook on a phone": f"\n\nTélécharger Outlook pour Android\n{RULE}\nFrom: Le Club\nSent: Monday\n\nBonjour\n",
    "english gmail": "\n\nOn Mon, Nov 23, 2026 at 9:12 AM Le Club <club@club.example> wrote:\n\n> Bonjour Ana,\n",
    "signature": "\n\n-- \nAna Dupont\nCheffe de projet\nMairie de Levroux\n",
    "courtesy": "\n\nCordialement,\nAna Dupont\n",
    "nothing": "\n",
}


@pytest.mark.parametrize("program", QUOTES)
def test_what_is_quoted_and_the_signature_are_left_out(program):
    assert written(MINE + QUOTES[program]) == MINE
    assert written((MINE + QUOTES[program]).replace("\n", "\r\n")) == MINE


def test_a_mail_that_is_only_html_becomes_text():
    html = (
        "<html><head><style>p {color: red}</style><script>alert(1)</script></head><body>"
        "<p>Oui, <b>trois</b> &amp; plus.</p><ul><li>le bail</li></ul><img src='http://mouchard.example/x.gif'>"
        '<div class="gmail_quote">Le lun. 23 nov. 2026 à 09:12, Le Club &lt;a@club.example&gt; a écrit :<br>'
        "<blockquote>Bonjour Ana</blockquote></div></body></html>"
    )
    raw = b"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    text = Received(raw).text()
    assert "Oui, **trois** & plus." in text
    assert "* le bail" in text
    for gone in ("Bonjour", "a écrit", "alert", "color", "mouchard"):
        assert gone not in text


def test_the_cells_of_a_table_stay_apart():
    html = (
        "<p>Voici le plan.</p><table><tr><th>Financeur</th><th>Montant</th></tr><tr><td>DETR</td>\n"
        "<td>120 000</td></tr><tr><td></td><td></td></tr><tr><td></td><td>Total</td></tr></table><p>Bien à vous</p>"
    )
    raw = b"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    lines = [line.strip() for line in Received(raw).text().splitlines() if line.strip()]
    assert lines == ["Voici le plan.", "Financeur | Montant", "DETR | 120 000", "Total", "Bien à vous"]


def test_a_charset_that_nobody_knows_is_read_all_the_same():
    raw = b"From: a@b.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\nBonjour"
    assert Received(raw).text() == "Bonjour"


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"Return-Path: <>", b"List-Id: <liste.example>",
        b"Content-Type: multipart/report; boundary=x", b"X-Autoreply: yes",
    ],
)  # fmt: skip
def test_what_a_program_sent_is_known(header):
    assert Received(b"From: a@b.example\r\n" + header + b"\r\n\r\nJe suis absente.").is_automatic
    assert not Received(
        b"From: a@b.example\r\nReturn-Path: <a@b.example>\r\nAuto-Submitted: no\r\n\r\nOui"
    ).is_automatic
    # Exchange writes it on the mails of people too.
    assert not Received(b"From: a@b.example\r\nX-Auto-Response-Suppress: All\r\n\r\nOui").is_automatic


def test_marked_lines_of_ones_own_text_stay_and_those_of_the_message_answered_go():
    answered = "Qui a un **modèle** de bail ? Merci d’avance à tous"
    sent = (
        "> Qui a un modèle de\n> bail ?\n\nOui. Le code dit :\n\n> Le bail dure neuf ans.\n\nC’est long.\n"
        "> Merci d'avance\nDe rien.\n\n> Bonjour Ana,\n"
    )
    kept = written(sent, answered)
    assert [line for line in kept.split("\n") if line] == [
        "Oui. Le code dit :", "> Le bail dure neuf ans.", "C’est long.", "De rien.",
    ]  # fmt: skip


HOSTILE = ["Le ", "Le 1 a ", "Le 1 a\n", "\n", "- ", "De : x\n", "> ", "_", "On On wrote", "Warning: mail ", "On x\n"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_mail_made_to_keep_us_busy_does_not(piece):
    assert len(written("Oui. " + piece * (100_000 // len(piece)))) <= 100_005


def test_what_only_looks_like_a_quote_stays():
    text = "Le préfet nous a écrit :\nle bail est possible.\n\nDe : ce côté-là, rien."
    assert written(text) == text


@pytest.mark.parametrize(
    "sent",
    [
        "Le 23/11/2026 à 09:10, Le Club a écrit :\n> Qui a un modèle ?\n>\n> Le Club\n\nBonjour, nous en avons un.",
        "Bonjour, nous en avons un.\n\nLe lun. 23 nov. 2026 à 09:10, Le Club <a@b.example> a écrit :\n\n> Qui ?\n",
        "Le 23/11/2026 à 09:10, Le Club a écrit :\n> Qui a un modèle ?\nBonjour, nous en avons un.\n> Merci d’avance",
    ],
)
def test_an_answer_is_kept_whether_it_is_above_below_or_between_the_quotation(sent):
    assert written(sent) == "Bonjour, nous en avons un."
