"""One's own account: profile, password, sessions, mails, data, closing."""

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import mail, pictures, storage
from club.access import guard, open_to_all
from club.extensions import csrf, db
from club.members import accounts, failing, forms, mails, operations, queries, sessions
from club.members import export as data
from club.members.models import Member
from club.members.profile_form import ProfileForm
from club.members.views import bp
from club.policy import Action, can
from club.storage.models import StoredFile
from club.territories import choosing, zones

NEVER_MINE = ("role", "status", "confirmed_at", "admitted_at")


def _me() -> Member:
    me = queries.member(current_user.id)
    assert me is not None
    me.session_token = current_user.session_token
    return me


def _start(me: Member) -> dict[str, Any]:
    return {
        "function_id": me.function_id or 0,
        "communes": choosing.shown(me.communes),
        "themes": [theme.id for theme in me.themes],
        "helps": [theme.id for theme in me.helps],
        "version": me.version,
    }


@bp.route("/profil", methods=["GET", "POST"])
@guard(Action.ACCOUNT_OWN)
def profile() -> ResponseReturnValue:
    if any(name in request.form for name in NEVER_MINE):
        abort(403)
    me = _me()
    form = ProfileForm(data={**me.__dict__, **_start(me)})
    if form.validate_on_submit() and _photo_kept(form, me):
        operations.edit_profile(me, _profile(form), version=form.stale_from)
        flash("Votre profil est à jour.", "success")
        return redirect(url_for(".profile"))
    return render_template("members/profile.html", form=form, me=me)


def _profile(form: ProfileForm) -> operations.Profile:
    return operations.Profile(
        first_name=forms.line(form.first_name.data),
        last_name=forms.line(form.last_name.data),
        function_id=form.function_id.data or None,
        bio=(form.bio.data or "").strip(),
        help_offer=forms.line(form.help_offer.data),
        phone=forms.line(form.phone.data),
        is_phone_shown=form.is_phone_shown.data,
        is_email_shown=form.is_email_shown.data,
        is_bio_shown=form.is_bio_shown.data,
        is_listed=form.is_listed.data,
        communes=form.communes.communes,
        theme_ids=form.themes.data or [],
        help_ids=form.helps.data or [],
    )


def _photo_kept(form: ProfileForm, me: Member) -> bool:
    """Store the portrait that was sent, if any; False when it is refused, said beside the field."""
    sent = form.photo.data
    if form.remove_photo.data:
        operations.put_photo(me, None)
    elif sent and sent.filename:
        try:
            content = pictures.portrait(sent.stream.read())
            kept = storage.keep(content, name="portrait.webp", mime="image/webp", kind_label="WEBP")
        except (pictures.BadPicture, storage.StorageDown) as why:
            form.photo.errors = [str(why)]
            return False
        operations.put_photo(me, kept)
    return True


@bp.get("/photos/<int:id>")
@guard(Action.MEMBER_READ, queries.photo_of)
def photo(member: Member) -> ResponseReturnValue:
    stored = db.session.get(StoredFile, member.photo_id) if member.photo_id else None
    return storage.serve(stored) if stored else abort(404)


@bp.get("/compte")
@guard(Action.ACCOUNT_OWN)
def account() -> ResponseReturnValue:
    open_sessions = sessions.of_member(current_user.id)
    mine = sessions.hashed(current_user.session_token)
    return render_template("members/account.html", sessions=open_sessions, mine=mine)


@bp.get("/compte/sessions", endpoint="sessions")
@guard(Action.ACCOUNT_OWN)
def own_sessions() -> ResponseReturnValue:
    return redirect(url_for(".account", _anchor="sessions"))


@bp.post("/compte/sessions/fermer-les-autres")
@guard(Action.ACCOUNT_OWN)
def end_other_sessions() -> ResponseReturnValue:
    sessions.end_all(current_user.id, but=current_user.session_token)
    flash("Les autres appareils sont déconnectés.", "success")
    return redirect(url_for(".account"))


@bp.post("/compte/adresse-bonne")
@guard(Action.ACCOUNT_OWN)
def good_address() -> ResponseReturnValue:
    """Mails came back, and the member says that they arrive."""
    failing.address_is_good(current_user)
    flash("C’est noté : les courriels repartent vers votre adresse.", "success")
    return redirect(url_for(".account"))


@bp.route("/compte/mot-de-passe", methods=["GET", "POST"])
@guard(Action.ACCOUNT_OWN)
def password() -> ResponseReturnValue:
    form = forms.PasswordForm(current_user)
    if form.validate_on_submit():
        accounts.change_password(current_user, form.password.data)
        flash("Votre mot de passe est changé. Les autres appareils sont déconnectés.", "success")
        return redirect(url_for(".account"))
    return render_template("members/password.html", form=form)


@bp.route("/compte/courriels", methods=["GET", "POST"])
@guard(Action.ACCOUNT_NOTIFICATIONS)
def notifications() -> ResponseReturnValue:
    stopped = queries.stopped_mails(current_user.id)
    kinds = [name for name, kind in mails.KINDS.items() if _concerns_me(kind)]
    wanted = {kind: not stopped & {kind, mail.ALL} for kind in kinds}
    chosen = wanted | {"daily_hour": current_user.daily_hour, "timezone": current_user.timezone or ""}
    form = forms.mail_form(kinds, zones.of_departement(current_user.departement_code), chosen)
    if form.validate_on_submit():
        hour, zone = form.daily_hour.data, form.timezone.data or None
        operations.choose_mails(current_user, form.wanted(), daily_hour=hour, timezone=zone)
        flash("Vos choix sont enregistrés.", "success")
        return redirect(url_for(".notifications"))
    return render_template("members/notifications.html", form=form)


def _concerns_me(kind: mails.MailKind) -> bool:
    """Staff and publishers have mails of their own."""
    is_mine = not kind.is_for_staff or can(current_user, Action.REQUEST_LIST)
    return is_mine and (not kind.is_for_publishers or can(current_user, Action.RESOURCE_CREATE))


@bp.get("/compte/donnees.json")
@guard(Action.ACCOUNT_OWN)
def export() -> ResponseReturnValue:
    answer: Response = jsonify(data.of_member(_me()))
    answer.headers["Content-Disposition"] = "attachment; filename=mes-donnees.json"
    return answer


@bp.route("/compte/fermer", methods=["GET", "POST"])
@guard(Action.ACCOUNT_OWN)
def close() -> ResponseReturnValue:
    form = forms.CloseForm(current_user)
    if form.validate_on_submit():
        accounts.close(current_user)
        session.clear()
        flash("Votre compte est fermé et vos données personnelles sont effacées.", "info")
        return redirect(url_for("home.index"))
    return render_template("members/close.html", form=form)


@bp.route("/desabonnement/<token>", methods=["GET", "POST"])
@csrf.exempt
@open_to_all
def unsubscribe(token: str) -> ResponseReturnValue:
    """Stop one kind of mail, or all, without signing in; mail programs post here by themselves (RFC 8058)."""
    known = mail.read_unsubscribe(token)
    if known is None or not (known[1] == mail.ALL or mails.known(known[1])):
        return render_template("members/dead_link.html", kind="unsubscribe"), 404
    member_id, kind = known
    if request.method == "POST":
        operations.stop_mail(member_id, kind)
        return render_template("members/unsubscribed.html", is_all=kind == mail.ALL)
    all_url = url_for(".unsubscribe", token=mail.unsubscribe_token(member_id, mail.ALL))
    kind_of = mails.known(kind)
    stopped = (kind_of.one_stopped if "-" in kind else kind_of.stopped) if kind_of else ""
    words = {"kind": kind_of, "stopped": stopped, "all_url": all_url}
    return render_template("members/unsubscribe.html", form=forms.ConfirmForm(), **words)
