"""The pages of the forum."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once, text
from club.access import guard
from club.forum import forms, operations, queries
from club.forum.models import Post, Topic, TopicKind
from club.policy import Action, can
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

bp = Blueprint("forum", __name__, url_prefix="/forum")

TOPICS_A_DAY, REPLIES_A_BURST = "20 per day", "20 per 10 minutes"
TOO_FAST = "Vous avez beaucoup publié en peu de temps. Votre texte est gardé ci-dessous : réessayez dans quelques minutes."


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
        return redirect(url_for(".topic", id=topic.id, slug=topic.slug, **request.args), 301)
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


def _quoted(topic: Topic) -> str:
    """The message that « Citer » puts at the head of the answer."""
    asked = request.args.get("citer", "")
    quoted = queries.post(int(asked)) if asked.isdecimal() and len(asked) < 9 else None
    if quoted is None or quoted.topic_id != topic.id or quoted.hidden_at or quoted.removed_at:
        return ""
    lines = [f"> {line}" for line in text.excerpt(quoted.body, 600).splitlines()]
    return f"> **{quoted.author.full_name}** :\n>\n" + "\n".join(lines) + "\n\n"


@bp.get("/messages/<int:id>")
@guard(Action.POST_READ, queries.post)
def post_link(post: Post) -> ResponseReturnValue:
    """The lasting address of a message: it leads to the page that holds it."""
    page = queries.page_of(post.number)
    return redirect(
        url_for(".topic", id=post.topic_id, slug=post.topic.slug, page=page if page > 1 else None, _anchor=f"message-{post.number}")
    )


@bp.route("/nouveau-sujet", methods=["GET", "POST"])
@guard(Action.TOPIC_CREATE)
def new_topic() -> ResponseReturnValue:
    form = _topic_form()
    if form.validate_on_submit():
        if form.kind.data == TopicKind.ANNOUNCEMENT and not can(current_user, Action.TOPIC_ANNOUNCE):
            abort(403)
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if limits.hit("topic", current_user.id, TOPICS_A_DAY):
            return _opened(form)
        form.body.errors = [TOO_FAST]
    return render_template("forum/new_topic.html", form=form)


def _topic_form() -> forms.TopicForm:
    asked = request.args.get("genre", TopicKind.QUESTION)
    start = {"kind": asked, "submission": once.new_key(), "theme_id": request.args.get("theme", type=int)}
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
        title=" ".join(form.title.data.split()),
        body=text.clean(form.body.data),
        theme_id=form.theme_id.data,
        by=current_user,
    )
    address = url_for(".topic", id=topic.id, slug=topic.slug)
    once.settle(form.submission.data, current_user.id, address)
    flash("Votre sujet est publié. Vous serez prévenu des réponses.", "success")
    return redirect(address)


@bp.route("/sujets/<int:id>/repondre", methods=["GET", "POST"])
@guard(Action.TOPIC_REPLY, queries.topic)
def reply(topic: Topic) -> ResponseReturnValue:
    form = forms.ReplyForm()
    last = queries.last_page(topic)
    if request.method == "GET":
        return redirect(url_for(".topic", id=topic.id, slug=topic.slug, page=last, _anchor="reponse"))
    if form.validate_on_submit():
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if limits.hit("reply", current_user.id, REPLIES_A_BURST):
            return _replied(topic, form)
        form.body.errors = [TOO_FAST]
    return _topic_page(topic, last, form)


def _replied(topic: Topic, form: forms.ReplyForm) -> ResponseReturnValue:
    before = topic.last_number
    post = operations.reply(topic, text.clean(form.body.data), by=current_user)
    address = _home_of(topic) or url_for(".post_link", id=post.id)
    once.settle(form.submission.data, current_user.id, address)
    came = before - form.seen_number if form.seen_number else 0
    news = " D’autres réponses sont arrivées pendant que vous écriviez." if came > 0 else ""
    flash("Votre réponse est publiée." + news, "success")
    return redirect(address)


def _home_of(topic: Topic) -> str | None:
    """Where a discussion about something lives: on the page of that thing."""
    if topic.about_kind == "experience":
        return url_for("experiences.show", id=topic.about_id, slug=topic.slug, _anchor="discussion")
    return None


@bp.route("/messages/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.POST_EDIT, queries.post)
def edit_post(post: Post) -> ResponseReturnValue:
    has_title = post.number == 1 and post.topic.about_kind is None
    form = forms.EditForm(data={"title": post.topic.title, "body": post.body, "version": post.version})
    if not has_title or "title" not in request.form and request.method == "POST":
        del form.title
    if form.validate_on_submit():
        title = " ".join(form.title.data.split()) if "title" in form else None
        operations.edit(post, text.clean(form.body.data), version=form.stale_from, by=current_user, title=title)
        flash("Le message est modifié.", "success")
        return redirect(url_for(".post_link", id=post.id))
    return render_template("forum/edit_post.html", form=form, post=post)


@bp.route("/messages/<int:id>/retirer", methods=["GET", "POST"])
@guard(Action.POST_REMOVE, queries.post)
def remove_post(post: Post) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("forum/remove_post.html", post=post)
    operations.remove(post, by=current_user)
    flash("Le message est retiré.", "success")
    if not can(current_user, Action.TOPIC_READ, post.topic):
        return redirect(url_for(".index"))
    return redirect(url_for(".topic", id=post.topic_id, slug=post.topic.slug, page=queries.page_of(post.number)))


@bp.get("/messages/<int:id>/historique")
@guard(Action.POST_HISTORY, queries.post)
def history(post: Post) -> ResponseReturnValue:
    return render_template("forum/history.html", post=post, revisions=queries.revisions(post.id))


@bp.post("/sujets/<int:id>/suivre")
@guard(Action.TOPIC_FOLLOW, queries.topic)
def follow(topic: Topic) -> ResponseReturnValue:
    operations.follow(topic, current_user)
    flash("Vous suivez ce sujet : vous serez prévenu des réponses.", "success")
    return redirect(url_for(".topic", id=topic.id, slug=topic.slug))


@bp.post("/sujets/<int:id>/ne-plus-suivre")
@guard(Action.TOPIC_FOLLOW, queries.topic)
def unfollow(topic: Topic) -> ResponseReturnValue:
    operations.unfollow(topic, current_user)
    flash("Vous ne suivez plus ce sujet.", "success")
    return redirect(url_for(".topic", id=topic.id, slug=topic.slug))


@bp.post("/sujets/<int:id>/lu")
@guard(Action.TOPIC_FOLLOW, queries.topic)
def mark_read(topic: Topic) -> ResponseReturnValue:
    """Said by the page's script once it is shown, or by its button."""
    sent = request.form.get("jusqua", "")
    number = int(sent) if sent.isdecimal() and len(sent) < 9 else topic.last_number
    operations.mark_read(topic.id, current_user.id, min(number, topic.last_number))
    if request.headers.get("X-Fragment"):
        return "", 204
    return redirect(url_for(".topic", id=topic.id, slug=topic.slug))


@bp.post("/tout-lu")
@guard(Action.TOPIC_LIST)
def mark_all_read() -> ResponseReturnValue:
    operations.mark_all_read(current_user)
    flash("Tous les sujets sont marqués comme lus.", "success")
    return redirect(url_for(".index"))


@bp.post("/sujets/<int:id>/verrouiller")
@guard(Action.TOPIC_CURATE, queries.topic)
def lock(topic: Topic) -> ResponseReturnValue:
    operations.lock(topic, is_locked=not topic.is_locked, by=current_user)
    flash("Le sujet est fermé aux réponses." if topic.is_locked else "Le sujet est rouvert.", "success")
    return redirect(url_for(".topic", id=topic.id, slug=topic.slug))


@bp.post("/sujets/<int:id>/epingler")
@guard(Action.TOPIC_CURATE, queries.topic)
def pin(topic: Topic) -> ResponseReturnValue:
    operations.pin(topic, is_pinned=not topic.is_pinned, by=current_user)
    flash("Le sujet est épinglé." if topic.is_pinned else "Le sujet n’est plus épinglé.", "success")
    return redirect(url_for(".topic", id=topic.id, slug=topic.slug))
