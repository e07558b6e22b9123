"""The pages of the administration."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import clock, french, once
from club.access import Refused, guard
from club.admin import forms, labels, operations, queries
from club.mail import MOST_TRIES, Letter
from club.members import inviting, vouching
from club.members import operations as accounts
from club.members.models import Invitation, Member, Status
from club.policy import Action, can
from club.vocabulary import unanswered

bp = Blueprint("admin", __name__, url_prefix="/administration")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "roles": labels.ROLES,
        "statuses": labels.STATUSES,
        "acts": labels.ACTS,
        "names": labels.NAMES,
        "told": labels.told,
    }


@bp.get("/")
@guard(Action.ADMIN_HOME)
def index() -> ResponseReturnValue:
    return render_template("admin/index.html", counts=queries.counts(current_user))


@bp.get("/recherches")
@guard(Action.SEARCH_WATCH)
def searches() -> ResponseReturnValue:
    """The words that found nothing."""
    asked = request.args.get("jours", "")
    days = int(asked) if asked in map(str, unanswered.PERIODS) else 30
    return render_template(
        "admin/searches.html",
        rows=unanswered.most_asked(days),
        days=days,
        periods=unanswered.PERIODS,
        places=unanswered.PLACES,
    )


@bp.get("/demandes")
@guard(Action.REQUEST_LIST)
def requests() -> ResponseReturnValue:
    return render_template("admin/requests.html", page=queries.requests(current_user, after=request.args.get("apres")))


@bp.get("/demandes/<int:id>")
@guard(Action.REQUEST_READ, queries.request_of)
def request_page(member: Member) -> ResponseReturnValue:
    return render_template(
        "admin/request.html", member=member, form=forms.DecideForm(), is_waiting=member.status == Status.PENDING
    )


@bp.post("/demandes/<int:id>")
@guard(Action.REQUEST_DECIDE, queries.request_of)
def decide(member: Member) -> ResponseReturnValue:
    form = forms.DecideForm()
    if not form.validate_on_submit():
        return render_template(
            "admin/request.html", member=member, form=form, is_waiting=member.status == Status.PENDING
        )
    if form.decision.data == "admit":
        accounts.admit(member, by=current_user)
        flash(f"{member.full_name} est membre du club et en est prévenu par courriel.", "success")
    else:
        accounts.refuse(member, reason=form.reason.data.strip(), by=current_user)
        flash("La demande n’est pas retenue. La personne reçoit votre raison par courriel.", "success")
    return redirect(url_for(".requests"))


@bp.get("/invitations")
@guard(Action.INVITATION_LIST)
def invitations() -> ResponseReturnValue:
    page = queries.invitations(current_user, after=request.args.get("apres"))
    return render_template("admin/invitations.html", page=page, now=clock.now())


@bp.route("/invitations/nouvelle", methods=["GET", "POST"])
@guard(Action.INVITATION_CREATE)
def invite() -> ResponseReturnValue:
    form = forms.InviteForm(current_user, data={"communes": request.args.get("communes", "")[:200]})
    if form.validate_on_submit():
        others = [one.name for one in form.communes.communes if not can(current_user, Action.INVITATION_READ, one)]
        if others:
            form.communes.errors = [f"Vous invitez pour votre territoire : {french.listed(others)} n’en est pas."]
            return render_template("admin/invite.html", form=form), 403
        if once.claim(form.submission.data, current_user.id) or _invited(form):
            return redirect(url_for(".invitations"))
    return render_template("admin/invite.html", form=form)


def _invited(form: forms.InviteForm) -> bool:
    """Send the invitation; False when it is refused, said beside the field."""
    try:
        inviting.invite(form.invited(), by=current_user)
    except Refused as why:
        form.email.errors = [str(why)]
        return False
    once.settle(form.submission.data, current_user.id, url_for(".invitations"))
    flash("L’invitation est envoyée. Elle est valable trente jours.", "success")
    return True


@bp.post("/invitations/<int:id>/annuler")
@guard(Action.INVITATION_REVOKE, queries.invitation)
def revoke(invitation: Invitation) -> ResponseReturnValue:
    inviting.revoke(invitation, by=current_user)
    flash("L’invitation est annulée.", "success")
    return redirect(url_for(".invitations"))


@bp.post("/invitations/<int:id>/renvoyer")
@guard(Action.INVITATION_REVOKE, queries.invitation)
def send_again(invitation: Invitation) -> ResponseReturnValue:
    inviting.send(invitation, by=current_user)
    flash("L’invitation est renvoyée. L’ancien lien ne sert plus.", "success")
    return redirect(url_for(".invitations"))


@bp.get("/membres")
@guard(Action.ADMIN_HOME)
def members() -> ResponseReturnValue:
    asked = {name: request.args.get(name, "").strip()[:80] for name in ("q", "role", "statut")}
    page = queries.members(
        current_user, words=asked["q"], role=asked["role"], status=asked["statut"], after=request.args.get("apres")
    )
    return render_template("admin/members.html", page=page, asked=asked)


@bp.get("/membres/<int:id>")
@guard(Action.MEMBER_KEEP, queries.member)
def member(member: Member) -> ResponseReturnValue:
    entries = queries.journal_of(member.id) if can(current_user, Action.JOURNAL_READ) else []
    waiting = vouching.waiting(member.id, by=current_user)
    return render_template("admin/member.html", member=member, entries=entries, waiting=waiting)


@bp.post("/membres/<int:id>/confirmer-ses-communes")
@guard(Action.MEMBER_VOUCH, queries.member)
def vouch(member: Member) -> ResponseReturnValue:
    vouching.vouch(member, by=current_user)
    flash(f"Les communes de {member.full_name} sont confirmées.", "success")
    return redirect(url_for(".member", id=member.id))


@bp.route("/membres/<int:id>/suspendre", methods=["GET", "POST"])
@guard(Action.MEMBER_SUSPEND, queries.member)
def suspend(member: Member) -> ResponseReturnValue:
    form = forms.SuspendForm()
    if form.validate_on_submit():
        accounts.suspend(member, until=form.moment(), reason=form.reason.data.strip(), by=current_user)
        flash(f"Le compte de {member.full_name} est suspendu. La personne en reçoit la raison.", "success")
        return redirect(url_for(".member", id=member.id))
    return render_template("admin/suspend.html", form=form, member=member)


@bp.post("/membres/<int:id>/retablir")
@guard(Action.MEMBER_SUSPEND, queries.member)
def reinstate(member: Member) -> ResponseReturnValue:
    accounts.reinstate(member, by=current_user)
    flash(f"Le compte de {member.full_name} est rouvert.", "success")
    return redirect(url_for(".member", id=member.id))


@bp.route("/membres/<int:id>/role", methods=["GET", "POST"])
@guard(Action.ROLE_CHANGE, queries.member)
def role(member: Member) -> ResponseReturnValue:
    start = {
        "role": member.role,
        "organisation_id": member.organisation_id or 0,
        "scope": f"{member.scope_kind}:{member.scope_code}" if member.scope_code else "",
    }
    form = forms.RoleForm(data=start)
    if form.validate_on_submit():
        accounts.change_role(member, form.place(), by=current_user)
        flash(f"Le rôle de {member.full_name} est changé. Ses sessions ouvertes sont fermées.", "success")
        return redirect(url_for(".member", id=member.id))
    return render_template("admin/role.html", form=form, member=member)


@bp.get("/journal")
@guard(Action.JOURNAL_READ)
def journal() -> ResponseReturnValue:
    act = request.args.get("acte", "")[:40]
    actor_id = request.args.get("qui", type=int)
    page = queries.journal(act=act, actor_id=actor_id, after=request.args.get("apres"))
    return render_template(
        "admin/journal.html", page=page, act=act, actor_id=actor_id, known=queries.acts(), actors=queries.actors()
    )


@bp.get("/courriels")
@guard(Action.MAIL_QUEUE)
def mails() -> ResponseReturnValue:
    is_waiting = request.args.get("etat") == "en-attente"
    page = queries.letters(is_waiting=is_waiting, after=request.args.get("apres"))
    return render_template("admin/mails.html", page=page, is_waiting=is_waiting, most_tries=MOST_TRIES)


@bp.post("/courriels/<int:id>/relancer")
@guard(Action.MAIL_RETRY, queries.letter)
def retry_mail(letter: Letter) -> ResponseReturnValue:
    operations.retry_mail(letter, by=current_user)
    flash("Le courriel repart dans un instant.", "success")
    return redirect(url_for(".mails"))
