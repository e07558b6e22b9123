"""The funding plans of one's communes: the list, the page, the form, and the files to take away."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once, sheets, text
from club.access import Refused, guard, me
from club.forms import whole
from club.funding import balance, plan_exports, plan_form, plans, queries
from club.funding.models import Aid, FundingPlan
from club.funding.progress import LABELS
from club.funding.views import bp
from club.members import vouching
from club.policy import Action, can

A_DAY = "60 per day"
NOWHERE = "Un plan est celui d’une commune : indiquez la vôtre dans votre profil, et l’équipe du club la confirmera."
TOO_MANY = "Vous avez écrit beaucoup de plans aujourd’hui. Revenez demain."


@bp.get("/plans")
@guard(Action.PLAN_LIST)
def plan_list() -> ResponseReturnValue:
    """The plans of one's communes; with `?aide=`, those to which a sheet may be added."""
    return render_template("funding/plans.html", plans=plans.of_my_communes(me()), added=_added(),
        waiting=vouching.waiting(me().member_id),
    )  # fmt: skip


@bp.route("/plans/nouveau", methods=["GET", "POST"])
@guard(Action.PLAN_CREATE)
def new_plan() -> ResponseReturnValue:
    communes = vouching.vouched(current_user.id)
    if not communes:
        raise Refused(NOWHERE)
    least = balance.usual_share(communes[0].departement_code) // 100
    start = {"experience_id": 0, "least": str(least), "commune_code": communes[0].code, "lines": _line_of(_added())}
    form = plan_form.PlanForm(data=start | {"submission": once.new_key()}, communes=communes)
    if _is_longer(form) or not form.validate_on_submit():
        return _form_page(form, None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("plan", current_user.id, A_DAY):
        form.title.errors = [TOO_MANY]
        return _form_page(form, None)
    plan = plans.create(form.plan(), by=current_user)
    address = url_for(".plan", id=plan.id)
    once.settle(form.submission.data, current_user.id, address)
    flash("Le plan est enregistré.", "success")
    return redirect(address)


@bp.get("/plans/<int:id>")
@guard(Action.PLAN_READ, plans.plan)
def plan(plan: FundingPlan) -> ResponseReturnValue:
    return render_template(
        "funding/plan.html", plan=plan, sums=plans.balance_of(plan), source=balance.SOURCE, labels=LABELS,
        usual=balance.usual_share(plan.commune.departement_code),
    )  # fmt: skip


@bp.route("/plans/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.PLAN_EDIT, plans.plan)
def edit_plan(plan: FundingPlan) -> ResponseReturnValue:
    start = plan_form.filled(plan)
    start["lines"] += _line_of(_added())
    form = plan_form.PlanForm(data=start, communes=vouching.vouched(current_user.id))
    if _is_longer(form) or not form.validate_on_submit():
        return _form_page(form, plan)
    plans.edit(plan, form.plan(), version=form.stale_from, by=current_user)
    flash("Le plan est enregistré.", "success")
    return redirect(url_for(".plan", id=plan.id))


@bp.post("/plans/<int:id>/supprimer")
@guard(Action.PLAN_EDIT, plans.plan)
def drop_plan(plan: FundingPlan) -> ResponseReturnValue:
    plans.drop(plan)
    flash("Le plan est supprimé.", "success")
    return redirect(url_for(".plan_list"))


@bp.get("/plans/<int:id>.csv")
@guard(Action.PLAN_READ, plans.plan)
def plan_csv(plan: FundingPlan) -> ResponseReturnValue:
    return sheets.download(plan_exports.as_csv(plan), "text/csv; charset=utf-8", f"{_file_name(plan)}.csv")


@bp.get("/plans/<int:id>.ods")
@guard(Action.PLAN_READ, plans.plan)
def plan_ods(plan: FundingPlan) -> Response:
    return sheets.file(plan_exports.as_ods(plan), sheets.ODS, f"{_file_name(plan)}.ods")


def _file_name(plan: FundingPlan) -> str:
    return f"plan-de-financement-{text.slugify(plan.title)[:60]}"


def _added() -> Aid | None:
    """The sheet that the address asks to add."""
    asked = whole(request.args.get("aide", ""))
    aid = queries.aid(asked) if asked is not None else None
    if request.args.get("aide") and (aid is None or not can(me(), Action.AID_READ, aid)):
        abort(404)
    return aid


def _line_of(aid: Aid | None) -> list[dict[str, Any]]:
    return [plan_form.asked_for(aid)] if aid else []


def _is_longer(form: plan_form.PlanForm) -> bool:
    """Whether more empty lines were asked for: nothing is kept, nothing typed is lost."""
    if request.form.get("go") != "more":
        return False
    for _ in range(min(4, plan_form.MOST_LINES - len(form.lines))):
        form.lines.append_entry()
    return True


def _form_page(form: plan_form.PlanForm, plan: FundingPlan | None) -> str:
    form.lengthen()
    return render_template("funding/edit_plan.html", form=form, plan=plan)
