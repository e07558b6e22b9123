"""One message: its lasting address, its edits, its removal."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forms import RestoreForm, saying_files_are_kept
from club.forum import attachments, forms, operations, pace, queries, versions
from club.forum.models import Post
from club.forum.views import attaching, bp
from club.forum.views.addresses import page_or_none, topic_address
from club.policy import Action, can


@bp.get("/messages/<int:id>")
@guard(Action.POST_READ, queries.post)
def post_link(post: Post) -> ResponseReturnValue:
    """The lasting address of a message: it leads to the page that holds it."""
    return redirect(topic_address(post.topic, page=page_or_none(post.number), _anchor=f"message-{post.number}"))


@bp.route("/messages/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.POST_EDIT, queries.post)
def edit_post(post: Post) -> ResponseReturnValue:
    has_title = post.number == 1 and post.topic.about_kind is None
    form = forms.EditForm(data={"title": post.topic.title, "body": post.body, "version": post.version})
    if not has_title or ("title" not in request.form and request.method == "POST"):
        del form.title
    files = f"message-{post.id}", attachments.of_post(post.id)
    if request.method != "POST":
        form.attached = [*files[1], *attachments.unpublished(current_user.id, files[0])]
        return render_template("forum/edit_post.html", form=form, post=post)
    if attaching.is_joining() or not form.validate_on_submit():
        attaching.receive(form, *files)
        return render_template("forum/edit_post.html", form=form, post=post)
    if refusal := pace.edit_refusal(post.body, form.body.data, current_user):
        form.body.errors = [refusal]
        attaching.receive(form, *files)
        return render_template("forum/edit_post.html", form=form, post=post), 429
    if form.stale_from == post.version and not attaching.ready(form, *files):
        return render_template("forum/edit_post.html", form=form, post=post)
    title = form.title.data if "title" in form else None
    with saying_files_are_kept(attaching.keep_from_conflict(form, post, files[0])):
        operations.edit(
            post, form.body.data, version=form.stale_from, by=current_user, title=title, files=form.attached
        )
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
    return redirect(topic_address(post.topic, page=page_or_none(post.number), _anchor=f"message-{post.number}"))


@bp.get("/messages/<int:id>/historique")
@guard(Action.POST_HISTORY, queries.post)
def history(post: Post) -> ResponseReturnValue:
    """The versions of a message, and what one of them changed: the newest, or the one asked for."""
    known = versions.versions(post)
    asked = request.args.get("version", "")
    place = next((rank for rank, one in enumerate(known) if str(one.number) == asked), 0)
    before = known[place + 1].body if place + 1 < len(known) else None
    pieces = versions.compared(before, known[place].body) if before is not None else None
    return render_template("forum/history.html", post=post, versions=known, shown=known[place], pieces=pieces)


@bp.post("/messages/<int:id>/historique/retablir")
@guard(Action.POST_REVERT, queries.post)
def restore_version(post: Post) -> ResponseReturnValue:
    form = RestoreForm()
    versions.restore(post, form.number, version=form.stale_from, by=current_user)
    flash(f"La version {form.number} est rétablie. La précédente reste dans l’historique.", "success")
    return redirect(url_for(".history", id=post.id))
