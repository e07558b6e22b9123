"""Factories: `make.member(role="moderator")`. Each writes at once, so that the next request sees its work."""

from datetime import timedelta
from itertools import count
from typing import Any

from argon2 import PasswordHasher

from club import clock, text
from club.collections.models import Collection, CollectionStep
from club.communes.models import ProjectAction
from club.directory.importing.models import PartnerImport
from club.directory.models import Offer, OrganisationContact
from club.experiences.models import Experience
from club.extensions import db
from club.forum.models import Category, Post, Topic
from club.funding.models import Aid, AidProof, AidTerm, AidTerritory, FundingPlan, PlanLine
from club.funding.searches import AidSearch
from club.handover.models import Handover
from club.helping.models import HelpOffer, HelpRequest
from club.inquiries.models import Inquiry
from club.library.importing.models import CatalogueImport
from club.library.models import Resource, ResourceTerritory
from club.library.wishes import Wish
from club.members.models import Member, MemberCommune, Organisation
from club.territories.models import Commune, Departement, Epci, PlaceList, PlaceListCommune, ProgrammeCommune, Region
from club.vocabulary.models import Term

PASSWORD = "une phrase de passe de test"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # tests sign in often
HASH = QUICK.hash(PASSWORD)


class Make:
    """One factory of each kind of thing, with plausible defaults."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _saved(self, thing: Any) -> Any:
        db.session.add(thing)
        db.session.flush()
        return thing

    def departement(self, code: str = "36", name: str = "Indre", region: str = "24") -> Departement:
        if db.session.get(Region, region) is None:
            db.session.add(
                Region(code=region, name={"24": "Centre-Val de Loire"}.get(region, f"Région {region}"), zone="metro")
            )
            db.session.flush()
        found = db.session.get(Departement, code)
        return found or self._saved(Departement(code=code, name=name, region_code=region, zone="metro"))

    def commune(self, code: str = "36093", name: str = "Levroux", *, programme: bool = True, **more: Any) -> Commune:
        found = db.session.get(Commune, code)
        if found is not None:
            return found
        departement = self.departement(
            code[:2], {"36": "Indre", "37": "Indre-et-Loire"}.get(code[:2], f"Dép. {code[:2]}")
        )
        siren = more.pop("epci_siren", "243600293")
        if db.session.get(Epci, siren) is None:
            db.session.add(Epci(siren=siren, name="CC Levroux Boischaut Champagne", kind="CC"))
            db.session.flush()
        commune = Commune(
            code=code, name=name, key=more.pop("key", name.lower()),
            slug=more.pop("slug", name.lower().replace(" ", "-")),
            departement_code=departement.code, region_code=departement.region_code, epci_siren=siren,
            population=more.pop("population", 2797), siren=more.pop("siren", "200082204"),
            postcodes=more.pop("postcodes", "36110"), **more,
        )  # fmt: skip
        db.session.add(commune)
        db.session.flush()
        if programme:
            db.session.add(ProgrammeCommune(commune_code=code, label=name))
        return self._saved(commune)

    def term(self, kind: str, slug: str, label: str) -> Term:
        found = db.session.query(Term).filter_by(kind=kind, slug=slug).one_or_none()
        return found or self._saved(Term(kind=kind, slug=slug, label=label, position=next(self._numbers)))

    def theme(self, slug: str = "commerce-et-artisanat", label: str = "Commerce et artisanat") -> Term:
        theme = self.term("theme", slug, label)
        if db.session.get(Category, theme.id) is None:
            self._saved(Category(theme_id=theme.id))
        return theme

    def organisation(self, name: str = "", **more: Any) -> Organisation:
        number = next(self._numbers)
        kind = self.term("partner_type", "epf", "Établissement public foncier")
        return self._saved(
            Organisation(name=name or f"Organisation {number}", slug=f"organisation-{number}", type_id=kind.id, **more)
        )

    def offer(self, organisation: Organisation, title: str = "Étude de faisabilité", **more: Any) -> Offer:
        return self._saved(Offer(organisation_id=organisation.id, title=title, verified_on=clock.today(), **more))

    def contact(self, organisation: Organisation, name: str = "Lise Arnaud", **more: Any) -> OrganisationContact:
        return self._saved(OrganisationContact(organisation_id=organisation.id, name=name, **more))

    def place_list(self, name: str = "Syndicat des eaux", *codes: str, **more: Any) -> PlaceList:
        one = self._saved(PlaceList(name=name, size=len(codes), **more))
        for code in codes:
            db.session.add(PlaceListCommune(list_id=one.id, commune_code=code))
        return self._saved(one)

    def member(self, first_name: str = "Ana", *, commune: str | None = "36093", **more: Any) -> Member:
        number = next(self._numbers)
        place = self.commune(commune, *([f"Commune {commune}"] if commune != "36093" else [])) if commune else None
        more.setdefault("departement_code", place.departement_code if place else None)
        member = Member(
            first_name=first_name, last_name=more.pop("last_name", f"Dupont{number}"),
            email=more.pop("email", f"membre{number}@essai.example"), password_hash=HASH,
            slug=f"membre-{number}", status=more.pop("status", "active"), commune_code=place.code if place else None,
            confirmed_at=clock.now(), admitted_at=clock.now(), welcome_step=more.pop("welcome_step", 3), **more,
        )  # fmt: skip
        db.session.add(member)
        db.session.flush()
        if place:
            db.session.add(MemberCommune(member_id=member.id, commune_code=place.code, position=0))
        return self._saved(member)

    def referent(self, departement: str = "36", **more: Any) -> Member:
        self.departement(departement)
        return self.member(
            role="referent", scope_kind="departement", scope_code=departement, scope_departements=[departement],
            **({"commune": None, "departement_code": departement} | more),
        )  # fmt: skip

    def partner(self, organisation: Organisation | None = None, **more: Any) -> Member:
        place = organisation or self.organisation()
        return self.member(role="partner", organisation_id=place.id, **({"commune": None} | more))

    def topic(
        self,
        author: Member,
        title: str = "Qui a un modèle de bail dérogatoire ?",
        *,
        body: str = "Bonjour",
        **more: Any,
    ) -> Topic:
        theme = more.pop("theme", None) or self.theme()
        topic = Topic(
            title=title, slug="sujet", theme_id=theme.id, author_id=author.id, commune_code=author.commune_code,
            departement_code=author.departement_code, posts_count=0, last_number=0, **more,
        )  # fmt: skip
        db.session.add(topic)
        db.session.flush()
        self.post(topic, author, body)
        return topic

    def post(self, topic: Topic, author: Member, body: str = "Voici notre modèle.", **more: Any) -> Post:
        topic.last_number += 1
        topic.posts_count += 1
        topic.last_post_at = clock.now()
        topic.last_post_by_id = author.id
        if topic.last_number > 1 and author.id != topic.author_id:
            topic.answered_at = topic.answered_at or clock.now()
        return self._saved(
            Post(
                topic_id=topic.id,
                number=topic.last_number,
                author_id=author.id,
                body=body,
                body_html=f"<p>{body}</p>",
                departement_code=author.departement_code,
                **more,
            )
        )

    def experience(
        self,
        author: Member,
        title: str = "La halle rouverte trois soirs par semaine",
        *,
        published: bool = True,
        **more: Any,
    ) -> Experience:
        return self._saved(
            Experience(
                title=title,
                slug="experience",
                author_id=author.id,
                commune_code=more.pop("commune_code", author.commune_code),
                departement_code=author.departement_code,
                context="Une halle vide.",
                context_html="<p>Une halle vide.</p>",
                published_at=clock.now() if published else None,
                **more,
            )
        )

    def resource(
        self, author: Member, title: str = "Le guide des halles", *, published: bool = True, **more: Any
    ) -> Resource:
        kind = self.term("resource_type", "guide", "Guide")
        resource = Resource(
            title=title, slug="ressource", summary="Un guide.", body="Texte", body_html="<p>Texte</p>", type_id=kind.id,
            organisation_id=more.pop("organisation_id", author.organisation_id), author_id=author.id,
            departement_code=more.pop("departement_code", author.departement_code),
            published_at=clock.now() if published else None,
            state=more.pop("state", "published" if published else "draft"), **more,
        )  # fmt: skip
        db.session.add(resource)
        db.session.flush()
        db.session.add(ResourceTerritory(resource_id=resource.id, scope="france"))
        return self._saved(resource)

    def catalogue_import(self, author: Member, **more: Any) -> CatalogueImport:
        """An import that waits to be launched."""
        kind = self.term("resource_type", "guide", "Guide")
        said = {"organisation_id": author.organisation_id, "kind": "csv", "name": "catalogue.csv", "phase": "checked"}
        return self._saved(CatalogueImport(author_id=author.id, type_id=kind.id, **said | more))

    def partner_import(self, author: Member, **more: Any) -> PartnerImport:
        """An import of organisations that waits to be launched."""
        return self._saved(PartnerImport(author_id=author.id, **{"name": "partenaires.csv", "phase": "checked"} | more))

    def wish(self, author: Member, words: str = "Modèle de convention de halle", **more: Any) -> Wish:
        place = more.pop("departement_code", author.departement_code)
        return self._saved(Wish(author_id=author.id, words=words, key=text.fold(words), departement_code=place, **more))

    def inquiry(self, author: Member, organisation: Organisation, **more: Any) -> Inquiry:
        """What the commune of a member asks of an organisation."""
        body = more.pop("body", "Pouvez-vous visiter notre halle ?")
        said = {"commune_code": author.commune_code, "body": body, "body_html": f"<p>{body}</p>"} | more
        return self._saved(Inquiry(author_id=author.id, organisation_id=organisation.id, **said))

    def collection(
        self, author: Member, *resources: Resource, title: str = "Monter son ORT", state: str = "shared", **more: Any
    ) -> Collection:
        """A path through these resources; `state` is private, shared or recommended."""
        now = clock.now()
        made = Collection(
            title=title, slug="parcours", author_id=author.id, intro="Par où commencer.",
            intro_html="<p>Par où commencer.</p>", shared_at=None if state == "private" else now,
            departement_code=more.pop("departement_code", author.departement_code),
            recommended_at=now if state == "recommended" else None, **more,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        for position, one in enumerate(resources, 1):
            step = {"collection_id": made.id, "resource_id": one.id, "position": position}
            db.session.add(CollectionStep(**step, why=f"À lire en {position}"))
        return self._saved(made)

    def aid(
        self,
        author: Member,
        title: str = "Aide à la halle",
        *,
        published: bool = True,
        scope: str = "france",
        code: str = "",
        **more: Any,
    ) -> Aid:
        aid = Aid(
            title=title, slug="aide", summary="Une aide.", body_html="<p>Texte</p>", author_id=author.id,
            organisation_id=more.pop("organisation_id", author.organisation_id),
            published_at=clock.now() if published else None, **more,
        )  # fmt: skip
        db.session.add(aid)
        db.session.flush()
        kind = self.term("funding_kind", "subvention", "Subvention")
        label = "France entière" if scope == "france" else f"{scope} {code}"
        db.session.add(AidTerm(aid_id=aid.id, term_id=kind.id))
        db.session.add(AidTerritory(aid_id=aid.id, scope=scope, code=code, label=label))
        return self._saved(aid)

    def kept_search(self, author: Member, query: str = "q=halle") -> AidSearch:
        return self._saved(AidSearch(author_id=author.id, name="Halles", query=query, rhythm="jamais"))

    def leader(self, first_name: str = "Ana", **more: Any) -> Member:
        """The chef de projet of a commune."""
        function = self.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD")
        return self.member(first_name, function_id=function.id, **more)

    def proof(
        self, aid: Aid, by: Member, state: str = "obtained", amount: int | None = 10_000, **more: Any
    ) -> AidProof:
        """What the commune of a member declares of an aid."""
        said = {"commune_code": by.commune_code, "member_id": by.id} | more
        return self._saved(AidProof(aid_id=aid.id, state=state, amount=amount, **said))

    def plan(self, by: Member, *lines: tuple[str, int, str], cost: int | None = 100_000, **more: Any) -> FundingPlan:
        """A plan of the commune of a member; its lines are names, amounts and states of public funders."""
        said = {"title": "La halle", "commune_code": by.commune_code, "least_share": 2000} | more
        made = FundingPlan(cost=cost, updated_by_id=by.id, **said)
        made.lines = [
            PlanLine(name=name, amount=amount, state=state, position=position)
            for position, (name, amount, state) in enumerate(lines)
        ]
        return self._saved(made)

    def handover(self, member: Member, **more: Any) -> Handover:
        """The departure of a member, who left yesterday unless said."""
        place = db.session.get_one(Commune, more.pop("commune_code", member.commune_code))
        day = more.pop("leaves_on", clock.today() - timedelta(days=1))
        said = {"declared_by_id": member.id, "leaves_on": day, "ends_on": day} | more
        places = {"commune_code": place.code, "departement_code": place.departement_code}
        return self._saved(Handover(member_id=member.id, **places, **said))

    def help_offer(self, author: Member, title: str = "Une halle rouverte", **more: Any) -> HelpOffer:
        said = {"kind": "visite", "body": "x", "body_html": "<p>Venez voir.</p>"} | more
        place = {"commune_code": author.commune_code, "departement_code": author.departement_code} | more
        return self._saved(HelpOffer(author_id=author.id, title=title, **(said | place)))

    def help_request(self, offer: HelpOffer, author: Member, state: str = "sent", **more: Any) -> HelpRequest:
        said = {"message": "Pouvons-nous venir ?", "commune_code": author.commune_code} | more
        place = offer.departement_code
        return self._saved(
            HelpRequest(offer_id=offer.id, author_id=author.id, state=state, departement_code=place, **said)
        )

    def project_action(self, commune: Commune, title: str = "Rouvrir la halle", **more: Any) -> ProjectAction:
        return self._saved(ProjectAction(commune_code=commune.code, title=title, **more))
