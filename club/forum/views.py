"""The pages of the forum."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once
from club.access import guard
from club.forum import forms, operations, pace, queries, reading
from club.forum.models import Post, Topic, TopicKind
from club.policy import Action, can
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

bp = Blueprint("forum", __name__, url_prefix="/forum")

LOCKED = "Ce sujet est fermé aux réponses : la vôtre n’est pas publiée. Votre texte est gardé ci-dessous, copiez-le."
QUOTED = 800  # characters of a quotation


@bp.get("/")
@guard(Action.TOPIC_LIST)
def index() -> ResponseReturnValue:
    return _list(None)


@bp.get("/themes/<slug>")
@guard(Action.TOPIC_LIST)
def category(slug: str) -> ResponseReturnValue:
    theme = vocabulary.term(TermKind.THEME, slug)
    return _list(theme) if theme else abort(404)


def _list(theme: object) -> str:
    tab = request.args.get("onglet", "recents")
    tab = tab if tab in queries.TABS else "recents"
    after = request.args.get("apres")
    theme_id = getattr(theme, "id", None)
    is_first = tab == "recents" and not after
    return render_template(
        "forum/index.html",
        page=queries.topics(current_user, tab=tab, theme_id=theme_id, after=after),
        pinned=queries.pinned(current_user, theme_id) if is_first else [],
        categories=queries.categories(),
        tab=tab,
        tabs_of=queries.TABS,
        theme=theme,
    )


@bp.get("/sujets/<int:id>")
@bp.get("/sujets/<int:id>-<slug>")
@guard(Action.TOPIC_READ, queries.topic)
def topic(topic: Topic, slug: str = "") -> ResponseReturnValue:
    if slug != topic.slug:
        kept = {name: request.args[name] for name in ("page", "citer") if name in request.args}
        return redirect(_address(topic, **kept), 301)
    number = _page(topic)
    form = forms.ReplyForm(submission=once.new_key(), seen=topic.last_number, body=_quoted(topic))
    return _topic_page(topic, number, form)


def _topic_page(topic: Topic, number: int, form: forms.ReplyForm) -> str:
    return render_template(
        "forum/topic.html",
        topic=topic,
        posts=queries.posts(topic.id, number),
        state=queries.state_for(topic.id, current_user.id),
        number=number,
        last=queries.last_page(topic),
        form=form,
    )


def _page(topic: Topic) -> int:
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
    return number if 1 <= number <= queries.last_page(topic) else abort(404)


def _address(topic: Topic, **more: Any) -> str:
    return url_for(".topic", id=topic.id, slug=topic.slug, **more)


def _quoted(topic: Topic) -> str:
    """The message that « Citer » puts at the head of the answer."""
    asked = request.args.get("citer", "")
    found = queries.quotable(int(asked), topic.id, current_user) if asked.isdecimal() and len(asked) < 9 else None
    if found is None:
        return ""
    said = found.body if len(found.body) <= QUOTED else found.body[:QUOTED].rpartition(" ")[0] + " …"
    lines = [f"> {line}".rstrip() for line in said.splitlines() if not line.startswith(">")]
    return f"> **{found.first_name} {found.last_name}** :\n>\n" + "\n".join(lines) + "\n\n"


@bp.get("/messages/<int:id>")
@guard(Action.POST_READ, queries.post)
def post_link(post: Post) -> ResponseReturnValue:
    """The lasting address of a message: it leads to the page that holds it."""
    return redirect(_address(post.topic, page=_page_or_none(post.number), _anchor=f"message-{post.number}"))


def _page_or_none(number: int) -> int | None:
    """The page of a message; the first one needs no number in its address."""
    page = queries.page_of(number)
    return page if page > 1 else None


@bp.route("/nouveau-sujet", methods=["GET", "POST"])
@guard(Action.TOPIC_CREATE)
def new_topic() -> ResponseReturnValue:
    form = _topic_form()
    if not form.validate_on_submit():
        return render_template("forum/new_topic.html", form=form)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if refusal := pace.refusal("topic", current_user):
        form.body.errors = [refusal]
        return render_template("forum/new_topic.html", form=form), 429
    return _opened(form)


def _topic_form() -> forms.TopicForm:
    asked = request.args.get("genre", TopicKind.QUESTION)
    start = {"kind": asked, "submission": once.new_key(), "theme_id": request.args.get("theme")}
    if "bonjour" in request.args:
        start |= {"title": f"Bonjour de {current_user.first_name}", "body": "Bonjour à toutes et à tous,\n\n"}
    can_announce = can(current_user, Action.TOPIC_ANNOUNCE)
    form = forms.TopicForm(data=start, can_announce=can_announce)
    if request.method == "POST" and form.kind.data == TopicKind.ANNOUNCEMENT and not can_announce:
        abort(403)
    return form


def _opened(form: forms.TopicForm) -> ResponseReturnValue:
    topic = operations.open_topic(
        kind=form.kind.data,
        title=form.title.data,
        body=form.body.data,
        theme_id=form.theme_id.data,
        by=current_user,
    )
    address = _address(topic)
    once.settle(form.submission.data, current_user.id, address)
    flash("Votre sujet est publié. Vous serez prévenu des réponses.", "success")
    return redirect(address)


@bp.route("/sujets/<int:id>/repondre", methods=["GET", "POST"])
@guard(Action.TOPIC_READ, queries.topic)
def reply(topic: Topic) -> ResponseReturnValue:
    """Guarded by reading: who may no longer answer is refused here, with the text given back."""
    form = forms.ReplyForm()
    last = queries.last_page(topic)
    if request.method != "POST":
        return redirect(_address(topic, page=_page_or_none(topic.last_number), _anchor="reponse"))
    if not can(current_user, Action.TOPIC_REPLY, topic):
        form.body.errors = [LOCKED]
        return _topic_page(topic, last, form), 403
    if not form.validate_on_submit():
        return _topic_page(topic, last, form)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if refusal := pace.refusal("reply", current_user):
        form.body.errors = [refusal]
        return _topic_page(topic, last, form), 429
    return _replied(topic, form)


def _replied(topic: Topic, form: forms.ReplyForm) -> ResponseReturnValue:
    post = operations.reply(topic, form.body.data, by=current_user)
    address = _home_of(topic, page=_page_or_none(post.number), _anchor=f"message-{post.number}")
    once.settle(form.submission.data, current_user.id, address)
    came = post.number - 1 - form.seen_number if form.seen_number else 0
    news = f" Pendant que vous écriviez, {_arrived(came)} : relisez le fil." if came > 0 else ""
    flash("Votre réponse est publiée." + news, "success")
    return redirect(address)


def _arrived(came: int) -> str:
    """What came while somebody was typing."""
    return "une autre réponse est arrivée" if came == 1 else f"{came} autres réponses sont arrivées"


def _home_of(topic: Topic, **more: Any) -> str:
    """Where a topic lives: a discussion about something, on the page of that thing."""
    if topic.about_kind == "experience":
        return url_for("experiences.show", id=topic.about_id, slug=topic.slug, **more)
    return _address(topic, **more)


@bp.route("/messages/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.POST_EDIT, queries.post)
def edit_post(post: Post) -> ResponseReturnValue:
    has_title = post.number == 1 and post.topic.about_kind is None
    form = forms.EditForm(data={"title": post.topic.title, "body": post.body, "version": post.version})
    if not has_title or ("title" not in request.form and request.method == "POST"):
        del form.title
    if not form.validate_on_submit():
        return render_template("forum/edit_post.html", form=form, post=post)
    title = form.title.data if "title" in form else None
    operations.edit(post, form.body.data, version=form.stale_from, by=current_user, title=title)
    flash("Le message est modifié.", "success")
    return redirect(url_for(".post_link", id=post.id))


@bp.route("/messages/<int:id>/retirer", methods=["GET", "POST"])
@guard(Action.POST_REMOVE, queries.post)
def remove_post(post: Post) -> ResponseReturnValue:
    if request.method != "POST":
        return render_template("forum/remove_post.html", post=post)
    operations.remove(post, by=current_user)
    flash("Le message est retiré.", "success")
    if not can(current_user, Action.TOPIC_READ, post.topic):
        return redirect(url_for(".index"))
    return redirect(_address(post.topic, page=_page_or_none(post.number), _anchor=f"message-{post.number}"))


@bp.get("/messages/<int:id>/historique")
@guard(Action.POST_HISTORY, queries.post)
def history(post: Post) -> ResponseReturnValue:
    return render_template("forum/history.html", post=post, revisions=queries.revisions(post.id))


@bp.post("/sujets/<int:id>/suivre")
@guard(Action.TOPIC_FOLLOW, queries.topic)
def follow(topic: Topic) -> ResponseReturnValue:
    reading.follow(topic, current_user)
    flash("Vous suivez ce sujet : vous serez prévenu des réponses.", "success")
    return redirect(_home_of(topic))


@bp.post("/sujets/<int:id>/ne-plus-suivre")
@guard(Action.TOPIC_FOLLOW, queries.topic)
def unfollow(topic: Topic) -> ResponseReturnValue:
    reading.unfollow(topic, current_user)
    flash("Vous ne suivez plus ce sujet.", "success")
    return redirect(_home_of(topic))


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
    return redirect(_home_of(topic, page=_page_or_none(number)))


@bp.post("/tout-lu")
@guard(Action.TOPIC_LIST)
def mark_all_read() -> ResponseReturnValue:
    reading.mark_all_read(current_user)
    flash("Tous les sujets sont marqués comme lus.", "success")
    return redirect(url_for(".index"))


@bp.post("/sujets/<int:id>/verrouiller")
@guard(Action.TOPIC_CURATE, queries.topic)
def lock(topic: Topic) -> ResponseReturnValue:
    operations.lock(topic, is_locked=not topic.is_locked, by=current_user)
    flash("Le sujet est fermé aux réponses." if topic.is_locked else "Le sujet est rouvert.", "success")
    return redirect(_address(topic))


@bp.post("/sujets/<int:id>/epingler")
@guard(Action.TOPIC_CURATE, queries.topic)
def pin(topic: Topic) -> ResponseReturnValue:
    operations.pin(topic, is_pinned=not topic.is_pinned, by=current_user)
    flash("Le sujet est épinglé." if topic.is_pinned else "Le sujet n’est plus épinglé.", "success")
    return redirect(_address(topic))
