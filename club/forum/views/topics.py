"""One topic: opened, read, answered, followed."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once
from club.access import guard, me
from club.drafts import queries as drafts
from club.drafts.operations import drop
from club.forum import (
    attachments,
    forms,
    holding,
    mentions,
    operations,
    pace,
    queries,
    reading,
    similar,
    thread,
    timeline,
)
from club.forum.audience import Audience
from club.forum.models import Topic, TopicKind
from club.forum.sheet import Sheet, sheet
from club.forum.views import attaching, bp
from club.forum.views.addresses import home_of, page_or_none, topic_address
from club.forum.views.holding import held
from club.paging import AnyRow
from club.policy import Action, can

LOCKED = "Ce sujet est fermé aux réponses : la vôtre n’est pas publiée. Votre texte est gardé ci-dessous, copiez-le."
NEW = "nouveau-sujet"  # the place of its draft
QUOTED = 800  # characters of a quotation


@bp.get("/sujets/<int:id>")
@bp.get("/sujets/<int:id>-<slug>")
@guard(Action.TOPIC_READ, sheet)
def topic(topic: Sheet, slug: str = "") -> ResponseReturnValue:
    if request.view_args and request.view_args["id"] != topic.id:
        return redirect(topic_address(topic), 301)  # its messages joined another topic
    if slug != topic.slug:
        kept = {name: request.args[name] for name in ("page", "citer", "repondre") if name in request.args}
        return redirect(topic_address(topic, **kept), 301)
    number = _page(topic)
    target = _named_message(topic, request.args.get("citer") or request.args.get("repondre", ""))
    quotation = _quoted(target) if target and "citer" in request.args else ""
    start = {"submission": once.new_key(), "seen": topic.last_number, "body": quotation}
    form = forms.ReplyForm(**start, reply_to=target.id if target else "")
    return _topic_page(topic, number, form)


def _topic_page(topic: Sheet, number: int, form: forms.ReplyForm) -> str:
    reader = me()
    posts = queries.posts(topic.id, number, reader.member_id)
    if request.method == "GET" and topic.draft:
        form.body.data = f"{topic.draft}\n\n{form.body.data or ''}".strip()
    if request.method == "GET" and topic.has_files:
        form.attached = attachments.unpublished(reader.member_id, f"reponse-{topic.id}")
    solution = queries.solution(topic) if number == 1 else None
    events = timeline.told(topic, number, [post.number for post in posts]) if topic.has_events else {}
    return render_template(
        "forum/topic.html",
        topic=topic,
        runs=thread.runs(thread.lines(posts, topic, reader), {1, *events} if solution else events),
        waiting=holding.in_topic(topic.id, reader.member_id),
        solution=solution,
        events=events,
        number=number,
        last=queries.last_page(topic),
        form=form,
        target=_named_message(topic, form.reply_to.data) if form.reply_to.data else None,
    )


def _answered_badly(topic: Topic, form: forms.ReplyForm) -> str:
    """The last page of the topic again, with what is wrong beside what was typed."""
    shown = sheet(topic.id)
    assert shown is not None  # its row is at hand
    return _topic_page(shown, queries.last_page(topic), form)


def _page(topic: Sheet) -> int:
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
    return number if 1 <= number <= queries.last_page(topic) else abort(404)


def _named_message(topic: Topic | Sheet, typed: object) -> AnyRow | None:
    """The message of this topic that « Répondre » or « Citer » names."""
    asked = str(typed)
    return queries.quotable(int(asked), topic.id, me()) if asked.isdecimal() and len(asked) < 9 else None


def _quoted(found: AnyRow) -> str:
    """The message that « Citer » puts at the head of the answer."""
    said = found.body if len(found.body) <= QUOTED else found.body[:QUOTED].rpartition(" ")[0] + " …"
    lines = [f"> {line}".rstrip() for line in said.splitlines() if not line.startswith(">")]
    return f"> **{found.first_name} {found.last_name}** :\n>\n" + "\n".join(lines) + "\n\n"


@bp.route("/nouveau-sujet", methods=["GET", "POST"])
@guard(Action.TOPIC_CREATE)
def new_topic() -> ResponseReturnValue:
    form = _topic_form()
    if request.method != "POST":
        form.attached = attachments.unpublished(current_user.id, NEW)
        return _new_topic_page(form)
    is_step = "proches" in request.form or attaching.is_joining()  # before publishing: nothing is judged yet
    if is_step or not form.validate_on_submit():
        attaching.receive(form, NEW)
        return _new_topic_page(form, (form.title.data or "") if "proches" in request.form else "")
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if refusal := pace.refusal("topic", current_user, form.body.data):
        form.body.errors = [refusal]
        attaching.receive(form, NEW)
        return _new_topic_page(form), 429
    return _opened(form) if attaching.ready(form, NEW) else _new_topic_page(form)


def _new_topic_page(form: forms.TopicForm, asked: str = "") -> str:
    known = similar.similar(asked, current_user) if asked else []
    return render_template("forum/new_topic.html", form=form, similar=known, asked=asked)


def _topic_form() -> forms.TopicForm:
    asked = request.args.get("genre", TopicKind.QUESTION)
    start = {"kind": asked, "submission": once.new_key(), "theme_id": request.args.get("theme")}
    start["audience"] = request.form.get("audience", Audience.MEMBERS)
    start["place"] = request.form.get("place", _own_place())
    if "bonjour" in request.args:
        start |= {"title": f"Bonjour de {current_user.first_name}", "body": "Bonjour à toutes et à tous,\n\n"}
    if request.method == "GET":
        start |= drafts.filled(current_user.id, NEW, lists=("tags",))
    can_announce = can(current_user, Action.TOPIC_ANNOUNCE)
    form = forms.TopicForm(data=start, can_announce=can_announce, author=current_user)
    if request.method == "POST" and form.kind.data == TopicKind.ANNOUNCEMENT and not can_announce:
        abort(403)
    return form


def _own_place() -> str:
    """Where a topic is about unless its author says otherwise."""
    if current_user.commune_code:
        return f"commune-{current_user.commune_code}"
    return f"departement-{current_user.departement_code}" if current_user.departement_code else ""


def _opened(form: forms.TopicForm) -> ResponseReturnValue:
    drop(current_user.id, NEW)
    if holding.must_wait(current_user):
        start = holding.Start(None, form.title.data)
        holding.hold(start, form.message, form.asked, by=current_user, files=form.attached)
        return held(form)
    written = {"title": form.title.data, "body": form.message, "files": form.attached}
    topic = operations.open_topic(by=current_user, **written, **form.asked)
    address = topic_address(topic)
    once.settle(form.submission.data, current_user.id, address)
    told = "Votre sujet est publié. Vous serez prévenu des réponses."
    flash(told + mentions.left_out(topic, form.message), "success")
    return redirect(address)


@bp.route("/sujets/<int:id>/repondre", methods=["GET", "POST"])
@guard(Action.TOPIC_READ, queries.topic)
def reply(topic: Topic) -> ResponseReturnValue:
    """Guarded by reading: who may no longer answer is refused here, with the text given back."""
    form = forms.ReplyForm()
    if request.method != "POST":
        return redirect(topic_address(topic, page=page_or_none(topic.last_number), _anchor="reponse"))
    if not can(current_user, Action.TOPIC_REPLY, topic):
        form.body.errors = [LOCKED]
        return _answered_badly(topic, form), 403
    place = f"reponse-{topic.id}"
    if attaching.is_joining() or not form.validate_on_submit():
        attaching.receive(form, place)
        return _answered_badly(topic, form)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if refusal := pace.refusal("reply", current_user, form.body.data):
        form.body.errors = [refusal]
        attaching.receive(form, place)
        return _answered_badly(topic, form), 429
    return _replied(topic, form) if attaching.ready(form, place) else _answered_badly(topic, form)


def _replied(topic: Topic, form: forms.ReplyForm) -> ResponseReturnValue:
    drop(current_user.id, f"reponse-{topic.id}")
    target = _named_message(topic, form.reply_to.data)
    answered = {"reply_to_id": target.id if target else None}
    if holding.must_wait(current_user):
        holding.hold(holding.Start(topic, topic.title), form.body.data, answered, by=current_user, files=form.attached)
        return held(form)
    post = operations.reply(topic, form.body.data, by=current_user, files=form.attached, **answered)
    address = home_of(topic, page=page_or_none(post.number), _anchor=f"message-{post.number}")
    once.settle(form.submission.data, current_user.id, address)
    came = post.number - 1 - form.seen_number if form.seen_number else 0
    news = f" Pendant que vous écriviez, {_arrived(came)} : relisez le fil." if came > 0 else ""
    flash("Votre réponse est publiée." + news + mentions.left_out(topic, form.body.data), "success")
    return redirect(address)


def _arrived(came: int) -> str:
    """What came while somebody was typing."""
    return "une autre réponse est arrivée" if came == 1 else f"{came} autres réponses sont arrivées"


@bp.post("/sujets/<int:id>/lu")
@guard(Action.TOPIC_FOLLOW, queries.topic)
def mark_read(topic: Topic) -> ResponseReturnValue:
    """Said by the page's script once it is shown, or by its button."""
    sent = request.form.get("jusqua", "")
    number = min(int(sent) if sent.isdecimal() and len(sent) < 9 else topic.last_number, topic.last_number)
    reading.mark_read(topic.id, current_user.id, number)
    if request.headers.get("X-Fragment"):
        return "", 204
    flash("Ces messages sont marqués comme lus.", "success")
    return redirect(home_of(topic, page=page_or_none(number)))
