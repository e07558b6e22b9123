"""Coming in: sign-in, request to join, confirmation, forgotten password, invitation."""

from urllib.parse import urlsplit

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import guard, open_to_all
from club.members import accounts, forms, passwords, queries, sessions, signing
from club.members.models import Member
from club.members.views import bp
from club.policy import Action
from club.territories import queries as territories

ASKING = "5 per 10 minutes"
REGISTERING = "10 per hour"
AGAIN = "3 per hour"
SHORT = "Votre rôle demande un mot de passe plus long, de 16 caractères au moins : changez-le maintenant."
NOBODY = 0  # visitors have no number: the key of the form is what makes it unique


def _next_page(member: Member) -> str:
    """Where to go after signing in: the waiting page, a path of this site, the first visit, or home."""
    if not member.is_active:
        return url_for(".waiting")
    asked = request.values.get("suite", "")
    parts = urlsplit(asked)
    is_ours = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.netloc and "\\" not in asked
    if is_ours:
        return asked
    return url_for("home.index" if member.welcome_step >= queries.WELCOME_STEPS else ".welcome")


@bp.route("/connexion", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    form = forms.SignInForm()
    answer = signing.Answer()
    if form.validate_on_submit():
        answer = signing.attempt(form.email.data, form.password.data)
        if answer.member is not None:
            signing.open_session(answer.member, is_long=form.is_long.data)
            if passwords.is_short_for(form.password.data, is_staff=answer.member.is_staff):
                flash(SHORT, "warning")
                return redirect(url_for(".password"))
            return redirect(_next_page(answer.member))
        if answer.is_suspended:
            flash(answer.sentence, "warning")
            return redirect(url_for(".sign_in"))
    page = render_template("members/sign_in.html", form=form, answer=answer, suite=request.values.get("suite", ""))
    return page, 429 if answer.is_limited else 200


@bp.post("/confirmation/renvoyer")
@open_to_all
def confirm_again() -> ResponseReturnValue:
    """The button shown after the right password to whoever has not confirmed the address."""
    member = signing.unconfirmed(request.form.get("again", ""))
    if member is None:
        return redirect(url_for(".sign_in"))
    if limits.hit("confirm-again", member.id, AGAIN):
        accounts.send_confirmation(member)
    return render_template("members/registered.html", email=member.email)


@bp.post("/deconnexion")
@guard(Action.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    sessions.end(current_user.session_token)
    session.clear()
    flash("Vous êtes déconnecté.", "info")
    return redirect(url_for("home.index"))


@bp.route("/inscription", methods=["GET", "POST"])
@guard(Action.ACCOUNT_REGISTER)
def register() -> ResponseReturnValue:
    form = forms.RegisterForm()
    if form.validate_on_submit():
        if not limits.hit("register", limits.address(), REGISTERING):
            abort(429)
        if once.claim(form.submission.data, NOBODY) is None and limits.hit(
            "register-account", queries.normal(form.email.data), AGAIN
        ):
            accounts.register(_asked(form))
            once.settle(form.submission.data, NOBODY, url_for(".register"))
        return render_template("members/registered.html", email=form.email.data)
    return render_template("members/register.html", form=form, delay=queries.usual_delay())


def _asked(form: forms.RegisterForm) -> accounts.Request:
    return accounts.Request(
        email=form.email.data,
        password=form.password.data,
        first_name=forms.line(form.first_name.data),
        last_name=forms.line(form.last_name.data),
        function_id=form.function_id.data,
        communes=form.communes.communes,
        organisation_id=form.organisation_id.data or None,
        message=(form.message.data or "").strip(),
    )


@bp.route("/confirmation/<token>", methods=["GET", "POST"])
@open_to_all
def confirm(token: str) -> ResponseReturnValue:
    link = queries.secret_link("confirm", token)
    if link is None:
        return render_template("members/dead_link.html", kind="confirm"), 404
    if forms.ConfirmForm().validate_on_submit():
        accounts.confirm(link)
        signing.open_session(link.member, is_long=False)
        return redirect(url_for(".waiting"))
    return render_template("members/confirm.html", form=forms.ConfirmForm(), email=link.member.email)


@bp.get("/attente")
@guard(Action.ACCOUNT_WAIT)
def waiting() -> ResponseReturnValue:
    if current_user.is_active:
        return redirect(url_for("home.index"))
    return render_template("members/waiting.html", delay=queries.usual_delay())


@bp.route("/mot-de-passe-oublie", methods=["GET", "POST"])
@open_to_all
def forgotten() -> ResponseReturnValue:
    form = forms.EmailForm()
    if form.validate_on_submit():
        if not limits.hit("forgotten", limits.address(), ASKING):
            abort(429)
        if limits.hit("forgotten-account", queries.normal(form.email.data), "3 per hour"):
            accounts.ask_new_password(form.email.data)
        return render_template("members/forgotten_sent.html", email=form.email.data)
    return render_template("members/forgotten.html", form=form)


@bp.route("/nouveau-mot-de-passe/<token>", methods=["GET", "POST"])
@open_to_all
def reset(token: str) -> ResponseReturnValue:
    link = queries.secret_link("reset", token)
    if link is None:
        return render_template("members/dead_link.html", kind="reset"), 404
    form = forms.ResetForm(link.member)
    if form.validate_on_submit():
        accounts.reset_password(link, form.password.data)
        flash("Votre mot de passe est changé. Connectez-vous avec le nouveau.", "success")
        return redirect(url_for(".sign_in"))
    return render_template("members/reset.html", form=form)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@open_to_all
def invitation(token: str) -> ResponseReturnValue:
    found = queries.invitation(token)
    if found is None:
        return render_template("members/dead_link.html", kind="invitation"), 404
    if current_user.is_authenticated:
        abort(403)
    communes = territories.communes_of(found.commune_codes)
    form = forms.InvitationForm(found, communes)
    if form.validate_on_submit():
        member = accounts.accept(
            found,
            first_name=forms.line(form.first_name.data),
            last_name=forms.line(form.last_name.data),
            password=form.password.data,
            communes=communes,
        )
        signing.open_session(member, is_long=False)
        return redirect(url_for(".welcome"))
    return render_template("members/invitation.html", form=form, invitation=found, communes=communes)
