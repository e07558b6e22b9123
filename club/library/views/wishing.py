"""« Demander cette ressource »: saying what one looks for, joining in, answering, closing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, narrowing, once, text
from club.access import Refused, guard, me
from club.forum.citing import number_of
from club.library import wishes
from club.library.views import bp
from club.library.wish_forms import AnswerForm, CloseForm, WishForm
from club.library.wishes import Asked, Wish
from club.policy import Action
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

A_DAY = "15 per day"
TOO_MANY = "Vous avez beaucoup demandé aujourd’hui. Revenez demain."
ALREADY = "Cette ressource est déjà demandée : vous serez prévenu en même temps."
TABS = (wishes.OPEN, wishes.ANSWERED, wishes.CLOSED)


@bp.get("/demandes")
@guard(Action.WISH_LIST)
def wished() -> ResponseReturnValue:
    asked = request.args.get("onglet", "")
    tab = asked if asked in TABS else wishes.OPEN
    page = wishes.listed(me(), tab, after=request.args.get("apres"))
    return render_template("library/wishes.html", page=page, tab=tab)


@bp.route("/demandes/nouvelle", methods=["GET", "POST"])
@guard(Action.WISH_CREATE)
def ask() -> ResponseReturnValue:
    form = WishForm(data=_start() if request.method == "GET" else None)
    form.offer()
    if form.validate_on_submit():
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if limits.hit("wish", current_user.id, A_DAY):
            made = wishes.ask(_typed(form), by=current_user)
            address = url_for(".wish", id=made.id)
            once.settle(form.submission.data, current_user.id, address)
            is_mine = made.author_id == current_user.id
            flash("Votre demande est publiée." if is_mine else ALREADY, "success")
            return redirect(address)
        form.words.errors = [TOO_MANY]
    return render_template("library/ask.html", form=form)


def _start() -> dict[str, str | int | None]:
    """What the search that found nothing says already."""
    theme = vocabulary.terms_of(narrowing.numbers("theme")[:1], TermKind.THEME)
    place = narrowing.asked("departement") or current_user.departement_code or ""
    words = text.clean(narrowing.asked("q"))
    return {
        "words": words, "theme_id": theme[0].id if theme else None, "departement_code": place,
        "submission": once.new_key(),
    }  # fmt: skip


def _typed(form: WishForm) -> Asked:
    return Asked(
        words=text.clean(form.words.data or ""),
        why=text.clean(form.why.data or ""),
        theme_id=form.theme_id.data,
        departement_code=form.departement_code.data or None,
        wanted_on=form.wanted_on.data,
    )


@bp.get("/demandes/<int:id>")
@guard(Action.WISH_READ, wishes.wish)
def wish(wish: Wish) -> ResponseReturnValue:
    number, is_mine = wishes.echoes(wish.id, me())
    return render_template("library/wish.html", wish=wish, echoes=number, is_echoed=is_mine)


@bp.post("/demandes/<int:id>/moi-aussi")
@guard(Action.WISH_ECHO, wishes.wish)
def echo_wish(wish: Wish) -> ResponseReturnValue:
    wishes.echo(wish, by=current_user)
    flash("Vous serez prévenu en même temps que la personne qui l’a demandée.", "success")
    return redirect(url_for(".wish", id=wish.id))


@bp.post("/demandes/<int:id>/moi-aussi/annuler")
@guard(Action.WISH_ECHO, wishes.wish)
def take_wish_back(wish: Wish) -> ResponseReturnValue:
    wishes.take_echo_back(wish, by=current_user)
    return redirect(url_for(".wish", id=wish.id))


@bp.route("/demandes/<int:id>/repondre", methods=["GET", "POST"])
@guard(Action.WISH_ANSWER, wishes.wish)
def answer_wish(wish: Wish) -> ResponseReturnValue:
    form = AnswerForm()
    if form.validate_on_submit():
        typed = (form.resource.data or "").strip()
        try:
            wishes.answer(wish, number_of(typed, "resource"), by=current_user)
        except Refused as why:
            form.resource.errors = [str(why)]
        else:
            flash("Merci. La personne qui cherchait cette ressource est prévenue.", "success")
            return redirect(url_for(".wish", id=wish.id))
    return render_template("library/answer_wish.html", form=form, wish=wish)


@bp.route("/demandes/<int:id>/clore", methods=["GET", "POST"])
@guard(Action.WISH_CLOSE, wishes.wish)
def close_wish(wish: Wish) -> ResponseReturnValue:
    form = CloseForm()
    if form.validate_on_submit():
        wishes.close(wish, text.clean(form.word.data or ""), by=current_user)
        flash("La demande est close.", "success")
        return redirect(url_for(".wished"))
    return render_template("library/close_wish.html", form=form, wish=wish)
