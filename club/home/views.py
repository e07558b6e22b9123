"""The pages that look across the club, and those that anybody may read."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from club import clock, french, search, text
from club.access import guard, me, open_to_all
from club.config import Settings
from club.forum import audience, citing, mentions, waiting
from club.funding import matching
from club.handover import receiving
from club.home import queries
from club.home.forms import KINDS, SearchForm
from club.policy import Action
from club.territories import drawing as drawings
from club.territories import outlines, painting
from club.vocabulary import unanswered

bp = Blueprint("home", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.config["CLUB"]
    return settings


@bp.get("/")
@open_to_all
def index() -> ResponseReturnValue:
    """Three doors behind one address: the visitor's home, the waiting page, the member's home."""
    if me().is_active:
        return _member_home()
    counts = queries.programme_by_departement()
    return render_template(
        "home/visitor.html",
        figures=queries.figures(),
        share=waiting.share(),
        counts=counts,
        picture=_france({row.code: row.communes for row in counts}),
        keys=painting.classes([row.communes for row in counts]).keys,
        map=outlines.outlines(),
    )


def _france(values: dict[str, int]) -> painting.Picture:
    """The départements by their communes of the programme."""
    drawing = drawings.france(outlines.outlines())
    areas = painting.painted(drawing.areas, values, lambda value: french.plural(value, "commune"))
    said = "Carte des départements, selon le nombre de communes du programme. La liste à côté donne les mêmes nombres."
    return painting.whole(drawing, areas, said)


def _member_home() -> str:
    reader = me()
    return render_template(
        "home/member.html",
        questions=queries.waiting_questions(reader),
        share=waiting.share(),
        news=queries.unread_news(reader.member_id),
        experiences=queries.new_experiences(reader),
        resources=queries.new_resources(),
        members=queries.new_members(reader),
        given=receiving.waiting_of(reader.member_id),
        aids=matching.closing_first(reader.commune_code) if reader.commune_code else [],
    )


@bp.get("/recherche", endpoint="search")
@guard(Action.SEARCH_USE)
def search_page() -> ResponseReturnValue:
    """One list of all that the words find."""
    form = SearchForm(request.args)
    kind = form.genre.data if form.genre.data in KINDS else None
    words = (form.q.data or "")[:300]
    page = min(request.args.get("page", 1, type=int) or 1, 50)
    results = search.find(words, audiences=audience.words_of(me()), kinds=[kind] if kind else None, page=max(page, 1))
    if not results.total and not kind:
        unanswered.told(words, "all")
    return render_template(
        "home/search.html", form=form, words=words, kind=kind, kinds=KINDS, results=results, page=page
    )


@bp.post("/apercu")
@guard(Action.TEXT_PREVIEW)
def preview() -> ResponseReturnValue:
    """The HTML of a text as it would be published; a fragment for scripts, a page without them."""
    asked = request.form.get(request.form.get("apercu", ""))  # the button names its text; the script sends nothing else
    given = next((value for name, value in request.form.items() if name != "csrf_token"), "")
    source = text.clean(given if asked is None else asked)
    try:
        html, error = citing.with_cards(mentions.rendered(source)), None
    except text.TooComplex as why:
        html, error = "", str(why)
    template = "home/_preview.html" if request.headers.get("X-Fragment") else "home/preview.html"
    return render_template(template, html=html, error=error, source=source)


@bp.get("/mentions-legales")
@open_to_all
def legal_notice() -> ResponseReturnValue:
    return render_template("home/legal_notice.html", settings=_settings())


@bp.get("/donnees-personnelles")
@open_to_all
def privacy() -> ResponseReturnValue:
    return render_template("home/privacy.html", settings=_settings())


@bp.get("/conditions")
@open_to_all
def terms() -> ResponseReturnValue:
    return render_template("home/terms.html", settings=_settings())


@bp.get("/accessibilite")
@open_to_all
def accessibility() -> ResponseReturnValue:
    return render_template("home/accessibility.html", settings=_settings())


@bp.get("/plan-du-site")
@open_to_all
def sitemap() -> ResponseReturnValue:
    return render_template("home/sitemap.html")


@bp.get("/sources")
@open_to_all
def sources() -> ResponseReturnValue:
    return render_template("home/sources.html", settings=_settings())


@bp.get("/.well-known/security.txt")
@open_to_all
def security_txt() -> ResponseReturnValue:
    """Whom to tell of a weakness (RFC 9116)."""
    settings = _settings()
    expires = clock.now() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/robots.txt")
@open_to_all
def robots() -> ResponseReturnValue:
    """The club is a closed place: only its public pages may be indexed."""
    return Response(
        "User-agent: *\nDisallow: /recherche\nDisallow: /forum/\nDisallow: /membres/\n", mimetype="text/plain"
    )


@bp.get("/healthz")
@open_to_all
def health() -> ResponseReturnValue:
    """Whether the site can serve: 200 « ok », or 503 when the database does not answer."""
    queries.is_database_up()
    return make_response(Response("ok\n", mimetype="text/plain"), 200)
