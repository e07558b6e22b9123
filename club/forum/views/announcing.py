"""Announcements: now or later, the list of those to come."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once
from club.access import guard
from club.drafts import queries as drafts
from club.drafts.operations import drop
from club.forum import announcing, staff_forms
from club.forum.audience import Audience
from club.forum.ledger import Announcement
from club.forum.views import bp
from club.forum.views.addresses import topic_address
from club.policy import Action


@bp.get("/annonces")
@guard(Action.ANNOUNCEMENT_LIST)
def announcements() -> ResponseReturnValue:
    page = announcing.announcements(current_user, after=request.args.get("apres"))
    return render_template("forum/announcements.html", page=page)


@bp.route("/annonces/nouvelle", methods=["GET", "POST"])
@guard(Action.TOPIC_ANNOUNCE)
def announce() -> ResponseReturnValue:
    start = {"submission": once.new_key(), "moment": "now", "audience": Audience.MEMBERS}
    if request.method == "GET":
        start |= drafts.filled(current_user.id, "annonce")
    form = staff_forms.AnnouncementForm(data=start)
    if not form.validate_on_submit():
        return render_template("forum/announce.html", form=form, one=None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    drop(current_user.id, "annonce")
    if form.said.publish_at is None:
        address = topic_address(announcing.announce(form.said, by=current_user))
        flash("L’annonce est publiée. Les membres la verront dans leurs notifications.", "success")
    else:
        announcing.schedule(form.said, by=current_user)
        address = url_for(".announcements")
        flash("L’annonce est programmée.", "success")
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.route("/annonces/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.ANNOUNCEMENT_EDIT, announcing.announcement)
def edit_announcement(one: Announcement) -> ResponseReturnValue:
    form = staff_forms.AnnouncementForm(data=staff_forms.announcement_data(one))
    del form.submission, form.moment
    if not form.validate_on_submit():
        return render_template("forum/announce.html", form=form, one=one)
    announcing.change(one, form.said, version=form.stale_from, by=current_user)
    flash("L’annonce est modifiée.", "success")
    return redirect(url_for(".announcements"))


@bp.post("/annonces/<int:id>/annuler")
@guard(Action.ANNOUNCEMENT_EDIT, announcing.announcement)
def cancel_announcement(one: Announcement) -> ResponseReturnValue:
    announcing.cancel(one, by=current_user)
    flash("L’annonce est annulée : elle ne sera pas publiée.", "success")
    return redirect(url_for(".announcements"))
