"""Answering by e-mail: posted by the rules of the site, once, or refused with a word."""

import mailbox
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from club import clock, jobs
from club.extensions import db
from club.forum import operations
from club.forum.ledger import HeldPost
from club.forum.models import Post, Topic
from club.notifications import rhythm
from club.replies import reading
from club.replies.models import MailedReply


@pytest.fixture
def ana(make):
    return make.member("Ana")


@pytest.fixture
def bea(make):
    return make.member("Béa")


@pytest.fixture
def post(make, ana, bea):
    """An answer of Béa to a question of Ana."""
    topic = operations.open_topic(
        kind="question", title="Qui a un modèle de bail ?", theme_id=make.theme().id, body="Bonjour", by=ana
    )
    written = operations.reply(topic, "Nous en avons un.", by=bea)
    db.session.commit()
    return written


def bodies():
    return list(db.session.scalars(select(Post.body).where(Post.number > 2).order_by(Post.number)))


def plain(message):
    return message.get_body(("plain",)).get_content()


def left(inbox):
    return len(list(inbox.glob("new/*"))) + len(list(inbox.glob("cur/*")))


def test_the_mail_about_an_answer_has_an_address_that_answers_it(
    app, reply_at, inbox, read, wait_until, work, post, ana
):
    wait_until(10)
    work()
    with jobs.background(app):
        rhythm.write_soon(at_once=True)
    sent = read()
    assert [one["Reply-To"] for one in sent] == [None]
    assert "répondre à ce courriel" not in plain(sent[0])


def test_where_it_is_on_that_mail_says_so_and_its_answer_is_posted(
    app, arrive, inbox, read, wait_until, work, letter, post, ana, bea
):
    wait_until(10)
    work()
    with jobs.background(app):
        rhythm.write_soon(at_once=True)
    sent = read()[0]
    assert "Vous pouvez aussi répondre à ce courriel" in plain(sent)
    assert len(sent["Reply-To"].partition("@")[0]) <= 64
    quoted = "".join(f"> {line}\n" for line in plain(sent).splitlines())
    text = f"Merci, je le prends.\n\nLe 23 nov. 2026 à 10:00, Le Club a écrit :\n{quoted}"
    arrive(letter(post, ana, text, To=sent["Reply-To"].upper()))
    assert read() == []
    answer = db.session.scalars(select(Post).where(Post.number == 3)).one()
    assert (answer.body, answer.author_id, answer.reply_to_id) == ("Merci, je le prends.", ana.id, post.id)
    assert left(inbox) == 0


def test_the_same_mail_twice_answers_once(arrive, read, letter, post, ana):
    arrive(letter(post, ana))
    arrive(letter(post, ana))
    read()
    arrive(letter(post, ana))
    assert read() == []
    assert bodies() == ["Oui, voici le nôtre."]


def test_an_answer_that_cannot_be_published_comes_back_with_the_reason(
    app, arrive, inbox, read, letter, monkeypatch, post, ana, bea
):
    def told(message):
        arrive(message)
        sent = read()
        assert [one["To"] for one in sent] == [ana.email]
        assert bodies() == []
        assert left(inbox) == 0
        return plain(sent[0])

    numbers = iter(range(99))

    def changed(**values):
        topic = db.session.get_one(Topic, post.topic_id)
        for name, value in values.items():
            setattr(topic, name, value)
        db.session.commit()

    def written(text="Oui, voici le nôtre.", **headers):
        return letter(post, ana, text, Message_ID=f"<{next(numbers)}@essai.example>", **headers)

    assert "aucun texte" in told(written("\n> Bonjour\n"))
    assert "32 000 caractères" in told(written("Bonjour ! " * 4000))
    forged = "reponse+1-2-739999-aaaaaaaaaaaaaaaaaaaaaaaaaa@club.example"
    assert "ne correspond à aucun message" in told(written(To=forged))
    assert "ne correspond à aucun message" in told(written(To="reponse@club.example"))
    other = told(written(From=bea.email))
    assert "une autre adresse" in other
    assert "voici le nôtre" not in other  # the text is somebody else's
    changed(is_locked=True)
    locked = told(written())
    assert "fermé aux réponses" in locked
    assert "voici le nôtre" in locked
    changed(is_locked=False, hidden_at=clock.now())
    assert "plus accessible" in told(written())
    ana.status = "suspended"
    db.session.commit()
    assert "suspendu" in told(written())


def test_an_address_answers_for_thirty_days(arrive, read, letter, monkeypatch, post, ana):
    first, second = letter(post, ana), letter(post, ana, "Encore", Message_ID="<deux@essai.example>")
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=30))
    arrive(first)
    assert read() == []
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=31))
    arrive(second)
    assert "plus de 30 jours" in plain(read()[0])
    assert bodies() == ["Oui, voici le nôtre."]


def test_what_programs_and_strangers_send_is_passed_over(arrive, inbox, read, letter, post, ana):
    arrive(letter(post, ana, Auto_Submitted="auto-replied"))
    arrive(letter(post, ana, Return_Path="<>"))
    arrive(letter(post, ana, From="inconnu@ailleurs.example", To="reponse@club.example"))
    assert read() == []
    assert bodies() == []
    assert left(inbox) == 0


def test_a_mail_that_fails_is_kept_aside_and_the_others_are_read(arrive, inbox, read, letter, monkeypatch, post, ana):
    arrive(b"\xff\xfe\x00 rien qui ressemble \xe0 un courriel")
    huge = letter(post, ana, "La pièce est jointe.", Message_ID="<gros@essai.example>")
    huge.add_attachment(b"x" * 4_000_000, maintype="application", subtype="pdf", filename="plan.pdf")
    arrive(huge)
    arrive(letter(post, ana, "Un courriel qui échoue.", Message_ID="<echec@essai.example>"))
    arrive(letter(post, ana))
    real = operations.reply

    def broken(topic, body, **more):
        if "échoue" in body:
            raise ValueError("what nobody foresaw")
        return real(topic, body, **more)

    monkeypatch.setattr(operations, "reply", broken)
    assert read() == []
    assert sorted(bodies()) == ["La pièce est jointe.", "Oui, voici le nôtre."]
    assert left(inbox) == 0
    aside = mailbox.Maildir(inbox).get_folder("club-en-echec")
    assert [one["Message-ID"] for one in aside] == ["<echec@essai.example>"]


def test_answers_by_mail_are_paced_like_the_others(arrive, read, letter, post, ana):
    for number in range(11):
        arrive(letter(post, ana, f"Réponse {number}", Message_ID=f"<{number}@essai.example>"))
    sent = read()
    assert len(bodies()) == 10
    assert "Vous avez beaucoup publié" in plain(sent[0])


def test_the_first_answers_of_a_new_member_wait_for_the_team_where_that_is_on(
    app, arrive, read, letter, monkeypatch, make, post
):
    new = make.member("Chloé")
    arrive(letter(post, new))
    object.__setattr__(app.config["CLUB"], "premoderate", "on")  # the copy that this test made
    read()
    assert bodies() == []
    assert db.session.scalar(select(func.count(HeldPost.id)).where(HeldPost.author_id == new.id)) == 1


def test_an_mbox_is_read_and_emptied(tmp_path, reply_at, read, letter, monkeypatch, post, ana):
    path = tmp_path / "reponses"
    reply_at(f"mbox:{path}")
    assert read() == []  # nothing has arrived yet: there is no file
    box = mailbox.mbox(path)
    box.add(letter(post, ana))
    box.add(letter(post, ana, "La seconde.", Message_ID="<deux@essai.example>"))
    box.close()
    read()
    assert bodies() == ["Oui, voici le nôtre.", "La seconde."]
    assert path.read_bytes() == b""


def test_what_is_known_of_a_mail_goes_after_its_address_answers_nothing(
    app, arrive, read, letter, monkeypatch, post, ana
):
    def known():
        with jobs.background(app):
            reading.forget_read_mails()
        return db.session.scalar(select(func.count()).select_from(MailedReply))

    arrive(letter(post, ana))
    read()
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=59))
    assert known() == 1
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=61))
    assert known() == 0
