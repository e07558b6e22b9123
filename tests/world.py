"""A small club with one person of each kind and one thing of each kind, and the request of each permission."""

import io
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from werkzeug.datastructures import FileStorage

from club import clock, storage
from club.collections.models import CollectionExport
from club.communes.models import ProjectFile
from club.directory.claims import OrganisationClaim
from club.experiences.models import CoAuthor, ExperienceTheme
from club.extensions import db
from club.forum.attachments import Attachment
from club.forum.ledger import Announcement, HeldPost
from club.forum.models import PostRevision, Topic
from club.forum.tags import TagProposal
from club.inquiries import mails
from club.library.bookmarks import ResourceFolder
from club.library.care import ResourceWord
from club.library.corrections import Correction
from club.library.models import Resource, ResourcePartner
from club.mail.models import Letter
from club.members import sessions
from club.members.models import Invitation, Member, MemberCommune
from club.moderation.models import Report
from club.territories.models import Commune
from tests.factories import PASSWORD, Make

PEOPLE = ("visiteur", "en_attente", "membre", "partenaire", "referent", "moderateur", "administrateur", "suspendu")
LONG = "Un texte assez long pour être publié."
TITLE = "Qui a rédigé un bail dérogatoire ?"


@dataclass(frozen=True)
class Ask:
    """One request of the matrix."""

    path: str
    data: dict[str, Any] | None = None  # None: GET


class World:
    """`where` is the département of the things: 36 is the référent's own, 37 another's."""

    def __init__(self, make: Make, where: str) -> None:
        self.make = make
        self.place = f"{where}093"
        self.departement = where
        make.departement("36")
        make.commune(self.place, "Levroux" if where == "36" else "Ailleurs")
        self.organisation = make.organisation("Établissement des Deux Vallées")
        self.other_organisation = make.organisation("Agence d’ailleurs")
        self.people = self._people()
        self.author = make.member("Autrice", commune=self.place)
        self.editor = make.partner(self.other_organisation, departement_code=where)
        self.topic = make.topic(self.author)
        self.post = make.post(self.topic, self.author)

    def _people(self) -> dict[str, Member | None]:
        make = self.make
        return {
            "visiteur": None,
            "en_attente": make.member("Paule", status="pending"),
            "membre": make.member("Marie"),
            "partenaire": make.partner(self.organisation),
            "referent": make.referent("36"),
            "moderateur": make.member("Modeste", role="moderator"),
            "administrateur": make.member("Adèle", role="administrator"),
            "suspendu": make.member("Sami", status="suspended"),
        }

    def again(self) -> "World":
        """This club for another session: the same rows."""
        other = copy(self)
        things = {name: thing for name, thing in vars(self).items() if isinstance(thing, db.Model)}
        vars(other).update({name: known(thing) for name, thing in things.items()})
        other.people = {who: person and known(person) for who, person in self.people.items()}
        return other

    def someone(self, who: str) -> Member:
        """The person asking, or the author when nobody does: for things of one's own."""
        return self.people[who] or self.author


def known(thing: Any) -> Any:
    """The same row in this session, read when a case looks at it: most look at two or three."""
    return db.session.merge(thing, load=False)


def path(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)


Case = Callable[[World, str], Ask]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    def keep(function: Case) -> Case:
        CASES[name] = function
        return function

    return keep


def _simple(name: str, endpoint: str, data: dict[str, Any] | None = None) -> None:
    CASES[name] = lambda world, who: Ask(path(endpoint), data)


_simple("pub.accueil", "home.legal_notice")
_simple("pub.sante", "home.health")
_simple("pub.reset", "members.forgotten", {"email": "personne@essai.example"})
_simple("cpt.deconnexion", "members.sign_out", {})
_simple("cpt.sessions", "members.end_other_sessions", {})
_simple("cpt.adresse", "members.good_address", {})
_simple("cpt.notifications", "members.notifications", {"reply": "y", "daily_hour": "8", "timezone": ""})
_simple("cpt.export", "members.export")
_simple("cpt.portee", "reach.mine")
_simple("mem.annuaire", "directory.members")
_simple("com.liste", "directory.communes")
_simple("com.carte", "atlas.france")
_simple("for.liste", "forum.index")
_simple("bro.liste", "drafts.index")
_simple("for.apercu", "home.preview", {"body": LONG})
_simple("for.programmees", "forum.announcements")
_simple("for.etiquettes", "forum.proposed_tags")
_simple("for.proches", "forum.similar")
_simple("for.noms", "forum.names")
_simple("for.en_attente", "forum.own_held")
_simple("mod.a_relire", "moderation.held")
_simple("res.liste", "library.index")
_simple("aid.dates", "funding.dates")
_simple("res.a_relire", "library.queue")
_simple("res.exporter", "library.export_csv")
_simple("res.fil", "library.atom")
_simple("res.demandes", "library.wished")
_simple("imp.liste", "library.imports")
_simple("imp.modele", "library.import_model")
_simple("res.demander", "library.ask", {"words": "Un modèle de convention"})
_simple("res.gardees", "library.kept")
_simple("res.a_verifier", "library.watch")
_simple("aid.liste", "funding.index")
_simple("col.liste", "collections.index")
_simple("par.liste", "directory.partners")
_simple("par.imports", "directory.imports")
_simple("par.import_modele", "directory.import_model")
_simple("mod.file", "moderation.index")
_simple("adm.accueil", "admin.index")
_simple("adm.journal", "admin.journal")
_simple("adm.recherches", "admin.searches")
_simple("adm.export_membres", "directory.export_members")
_simple("adm.emporter_membres", "directory.export_members", {})
_simple("accueil.membre", "members.welcome")
_simple("exp.liste", "experiences.index")
_simple("rec.chercher", "home.search")
_simple("not.liste", "notifications.index")
_simple("not.lire", "notifications.mark_all_read", {})
_simple("for.lu", "forum.mark_all_read", {})
_simple("cpt.bienvenue", "members.welcome")
_simple("adm.membres", "admin.members")


def _page_of_commune(world: World, *, is_own: bool) -> Commune:
    """The commune that Marie serves, or another one of the same département."""
    if is_own:
        return world.make.commune(world.place)
    return world.make.commune(f"{world.departement}001", "Aigurande")


PRESENTED = {"summary": "Un bourg à remettre en marche.", "version": "1"}


@case("com.modifier")
def _edit_own_commune(world: World, who: str) -> Ask:
    return Ask(path("directory.edit_commune", code=_page_of_commune(world, is_own=True).path), PRESENTED)


@case("com.modifier_autre")
def _edit_other_commune(world: World, who: str) -> Ask:
    return Ask(path("directory.edit_commune", code=_page_of_commune(world, is_own=False).path), PRESENTED)


@case("com.etape")
def _place_project(world: World, who: str) -> Ask:
    place = _page_of_commune(world, is_own=True)
    return Ask(path("directory.edit_steps", code=place.path), {"stage_id": "0", "version": "1"})


@case("com.action_autre")
def _edit_other_action(world: World, who: str) -> Ask:
    action = world.make.project_action(_page_of_commune(world, is_own=False))
    data = {"title": "La halle", "axis_id": "0", "state_id": "0", "experience_id": "0", "aid_id": "0", "version": "1"}
    return Ask(path("directory.edit_action", id=action.id), data)


@case("com.document_lire")
def _read_document(world: World, who: str) -> Ask:
    stored = storage.keep(b"a,b\n1,2\n", name="etude.csv", mime="text/csv", kind_label="CSV")
    file = ProjectFile(commune_code=_page_of_commune(world, is_own=False).code, stored_id=stored.id, title="Étude")
    db.session.add(file)
    db.session.commit()
    return Ask(path("directory.commune_document", id=file.id))


@case("com.historique_autre")
def _read_history(world: World, who: str) -> Ask:
    return Ask(path("directory.commune_history", code=_page_of_commune(world, is_own=False).path))


@case("res.demande_lire")
def _read_wish(world: World, who: str) -> Ask:
    return Ask(path("library.wish", id=world.make.wish(world.author).id))


@case("res.demande_close_lire")
def _read_closed_wish(world: World, who: str) -> Ask:
    return Ask(path("library.wish", id=world.make.wish(world.author, closed_at=clock.now()).id))


@case("res.demande_moi_aussi")
def _echo_wish(world: World, who: str) -> Ask:
    return Ask(path("library.echo_wish", id=world.make.wish(world.author).id), {})


@case("res.demande_repondre")
def _answer_wish(world: World, who: str) -> Ask:
    found = world.make.resource(world.editor)
    return Ask(path("library.answer_wish", id=world.make.wish(world.author).id), {"resource": str(found.id)})


@case("res.demande_clore")
def _close_wish(world: World, who: str) -> Ask:
    return Ask(path("library.close_wish", id=world.make.wish(world.author).id), {"word": "Rien de tel."})


@case("pub.inscription")
def _register(world: World, who: str) -> Ask:
    function = world.make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD")
    return Ask(
        path("members.register"),
        {
            "email": "nouvelle@essai.example", "first_name": "Nora", "last_name": "Petit", "function_id": function.id,
            "communes": world.place, "message": LONG, "password": PASSWORD, "password_again": PASSWORD, "terms": "y",
        },
    )  # fmt: skip


@case("pub.connexion")
def _sign_in(world: World, who: str) -> Ask:
    return Ask(path("members.sign_in"), {"email": world.someone(who).email, "password": PASSWORD})


def _invitation(world: World, token: str, *, is_dead: bool) -> Ask:
    now = clock.now()
    inviter = world.people["administrateur"]
    assert inviter is not None
    db.session.add(
        Invitation(
            email="invitee@essai.example", token_hash=sessions.hashed(token), role="member", invited_by_id=inviter.id,
            commune_codes=[world.place], expires_at=now if is_dead else now.replace(year=now.year + 1),
        )
    )  # fmt: skip
    db.session.commit()
    data = {
        "first_name": "Inès",
        "last_name": "Petit",
        "password": "des-mots-longs-et-rares",
        "password_again": "des-mots-longs-et-rares",
    }
    return Ask(path("members.invitation", token=token), data)


@case("pub.invitation")
def _accept(world: World, who: str) -> Ask:
    return _invitation(world, "une-invitation-vivante", is_dead=False)


@case("pub.invitation_morte")
def _accept_dead(world: World, who: str) -> Ask:
    return _invitation(world, "une-invitation-morte", is_dead=True)


def _profile(person: Member, **more: Any) -> dict[str, Any]:
    return {
        "first_name": person.first_name, "last_name": person.last_name, "bio": "Bonjour", "version": person.version,
        "communes": person.commune_code or "",
    } | more  # fmt: skip


@case("cpt.profil")
def _own_profile(world: World, who: str) -> Ask:
    return Ask(path("members.profile"), _profile(world.someone(who)))


@case("cpt.role")
def _own_role(world: World, who: str) -> Ask:
    return Ask(path("members.profile"), _profile(world.someone(who), role="administrator", status="active"))


@case("cpt.motdepasse")
def _own_password(world: World, who: str) -> Ask:
    new = "quatre mots rares et longs"
    return Ask(path("members.password"), {"current": PASSWORD, "password": new, "password_again": new})


@case("cpt.supprimer")
def _close(world: World, who: str) -> Ask:
    world.make.member("Autre", role="administrator")
    return Ask(path("members.close"), {"password": PASSWORD})


@case("mem.fiche")
def _card(world: World, who: str) -> Ask:
    return Ask(path("directory.member", id=world.author.id, slug=world.author.slug))


@case("mem.fiche_suspendu")
def _suspended_card(world: World, who: str) -> Ask:
    gone = world.make.member("Partie", status="suspended", commune=world.place)
    return Ask(path("directory.member", id=gone.id, slug=gone.slug))


@case("com.qui_appeler")
def _whom_to_call(world: World, who: str) -> Ask:
    slug = "levroux" if world.departement == "36" else "ailleurs"
    return Ask(path("directory.whom_to_call", code=f"{world.place}-{slug}"))


@case("com.carnet")
def _address_book(world: World, who: str) -> Ask:
    slug = "levroux" if world.departement == "36" else "ailleurs"
    return Ask(path("directory.whom_to_call_vcard", code=f"{world.place}-{slug}"))


@case("com.couverture")
def _coverage(world: World, who: str) -> Ask:
    return Ask(path("directory.coverage", code=world.departement))


@case("com.manque")
def _hole(world: World, who: str) -> Ask:
    return Ask(path("directory.hole", code=world.departement, term_id=world.make.theme().id))


@case("mem.fiche_absente")
def _absent_card(world: World, who: str) -> Ask:
    absent = world.make.member("Absente", commune=world.place, is_listed=False)
    return Ask(path("directory.member", id=absent.id, slug=absent.slug))


@case("com.territoire")
def _territory(world: World, who: str) -> Ask:
    return Ask(path("atlas.departement", code=world.departement))


@case("com.silencieuses")
def _silent(world: World, who: str) -> Ask:
    return Ask(path("atlas.silent_departement", code=world.departement))


@case("com.fiche")
def _commune(world: World, who: str) -> Ask:
    return Ask(
        path("directory.commune", code=f"{world.place}-{'levroux' if world.departement == '36' else 'ailleurs'}")
    )


@case("for.lire")
def _topic(world: World, who: str) -> Ask:
    return Ask(path("forum.topic", id=world.topic.id, slug=world.topic.slug))


@case("for.lire_supprime")
def _removed_topic(world: World, who: str) -> Ask:
    gone = world.make.topic(world.author, hidden_at=clock.now(), hidden_reason="Doublon")
    return Ask(path("forum.topic", id=gone.id, slug=gone.slug))


def _new_topic(world: World, kind: str) -> Ask:
    theme = world.make.theme()
    return Ask(path("forum.new_topic"), {"kind": kind, "title": TITLE, "theme_id": theme.id, "body": LONG})


@case("for.creer")
def _ask(world: World, who: str) -> Ask:
    return _new_topic(world, "question")


@case("for.annoncer")
def _announce(world: World, who: str) -> Ask:
    return _new_topic(world, "announcement")


def _announcement(world: World, author: Any) -> Announcement:
    later = clock.now().replace(year=clock.now().year + 1)
    said = {"title": TITLE, "body": LONG, "theme_id": world.make.theme().id}
    made = Announcement(author_id=author.id, publish_at=later, **said)
    db.session.add(made)
    db.session.commit()
    return made


def _announcement_form(world: World) -> dict[str, Any]:
    words = {"title": TITLE, "body": LONG, "theme_id": world.make.theme().id, "version": 1}
    return words | {"audience": "members", "moment": "later", "day": "2040-01-31", "hour": "09:30"}


@case("for.programmer")
def _schedule(world: World, who: str) -> Ask:
    return Ask(path("forum.announce"), _announcement_form(world))


@case("for.programmee_sienne")
def _edit_own_announcement(world: World, who: str) -> Ask:
    mine = _announcement(world, world.someone(who))
    return Ask(path("forum.edit_announcement", id=mine.id), _announcement_form(world))


@case("for.programmee_autre")
def _cancel_other_announcement(world: World, who: str) -> Ask:
    return Ask(path("forum.cancel_announcement", id=_announcement(world, world.make.referent("36")).id), {})


@case("for.repondre")
def _reply(world: World, who: str) -> Ask:
    return Ask(path("forum.reply", id=world.topic.id), {"body": LONG})


def _piece(world: World, topic: Topic) -> Ask:
    post = world.make.post(topic, world.author)
    stored = storage.keep(b"Un plan", name="plan.csv", mime="text/csv", kind_label="CSV")
    file = Attachment(author_id=world.author.id, place=f"reponse-{topic.id}", post_id=post.id, stored_id=stored.id)
    db.session.add(file)
    db.session.commit()
    return Ask(path("forum.piece", id=file.id))


@case("for.piece")
def _readable_piece(world: World, who: str) -> Ask:
    return _piece(world, world.topic)


@case("for.piece_reserve")
def _closed_piece(world: World, who: str) -> Ask:
    return _piece(world, world.make.topic(world.author, audience="project_leaders"))


@case("fic.envoyer")
def _slice(world: World, who: str) -> Ask:
    return Ask(path("arriving.add", fichier="plan.pdf", debut=0), {"part": "du plan"})


@case("for.joindre")
def _join(world: World, who: str) -> Ask:
    sent = FileStorage(io.BytesIO(b"nom;nombre\nune;1\n"), filename="liste.csv")
    return Ask(path("forum.attach", place="nouveau-sujet"), {"files": sent})


@case("for.repondre_verrou")
def _reply_locked(world: World, who: str) -> Ask:
    locked = world.make.topic(world.author, is_locked=True)
    return Ask(path("forum.reply", id=locked.id), {"body": LONG})


def _own_post(world: World, who: str) -> Any:
    return world.make.post(world.topic, world.someone(who))


@case("for.modifier_sien")
def _edit_own(world: World, who: str) -> Ask:
    return Ask(path("forum.edit_post", id=_own_post(world, who).id), {"body": LONG, "version": 1})


@case("for.modifier_autre")
def _edit_other(world: World, who: str) -> Ask:
    return Ask(path("forum.edit_post", id=world.post.id), {"body": LONG, "version": 1})


@case("for.supprimer_sien")
def _remove_own(world: World, who: str) -> Ask:
    return Ask(path("forum.remove_post", id=_own_post(world, who).id), {})


@case("for.supprimer_autre")
def _remove_other(world: World, who: str) -> Ask:
    return Ask(path("forum.remove_post", id=world.post.id), {})


@case("for.historique")
def _history(world: World, who: str) -> Ask:
    return Ask(path("forum.history", id=world.post.id))


@case("for.version")
def _restore_version(world: World, who: str) -> Ask:
    db.session.add(PostRevision(post_id=world.post.id, version=1, body="Avant", replaced_by_id=world.author.id))
    world.post.version = 2
    db.session.commit()
    return Ask(path("forum.restore_version", id=world.post.id), {"wanted": 1, "version": 2})


@case("for.epingler")
def _pin(world: World, who: str) -> Ask:
    topic = world.topic
    wanted = {"title": topic.title, "theme_id": topic.theme_id, "kind": topic.kind, "pin": "theme", "version": 1}
    wanted["audience"] = topic.audience
    return Ask(path("forum.keep", id=topic.id), wanted | {"is_locked": "y", "reason": "Une réponse qui sert à tous."})


@case("for.reunir")
def _merge(world: World, who: str) -> Ask:
    double = world.make.topic(world.author)
    return Ask(path("forum.merge", id=double.id), {"into": world.topic.id, "reason": "Le même sujet deux fois."})


@case("for.detacher")
def _split(world: World, who: str) -> Ask:
    new = {"title": TITLE, "theme_id": world.topic.theme_id, "kind": "discussion"}
    return Ask(path("forum.split", id=world.topic.id), new | {"posts": [world.post.id], "reason": "Un autre sujet."})


@case("for.signaler")
def _report(world: World, who: str) -> Ask:
    return Ask(path("moderation.report", kind="post", id=world.post.id), {"reason": "erreur", "note": ""})


@case("for.solution")
def _choose(world: World, who: str) -> Ask:
    return Ask(path("forum.choose_solution", id=world.make.post(world.topic, world.author).id), {})


@case("for.solution_sienne")
def _choose_own(world: World, who: str) -> Ask:
    own = world.make.topic(world.someone(who))
    return Ask(path("forum.choose_solution", id=world.make.post(own, world.author).id), {})


@case("for.merci")
def _thank(world: World, who: str) -> Ask:
    return Ask(path("forum.thank", id=world.post.id), {})


@case("for.moi_aussi")
def _echo(world: World, who: str) -> Ask:
    return Ask(path("forum.echo", id=world.topic.id), {})


@case("for.suivre")
def _follow(world: World, who: str) -> Ask:
    return Ask(path("forum.follow", id=world.topic.id), {})


@case("res.telecharger")
def _download(world: World, who: str) -> Ask:
    return Ask(path("library.show", id=world.make.resource(world.editor).id, slug="ressource"))


def _resource_form(world: World, **more: Any) -> dict[str, Any]:
    kind = world.make.term("resource_type", "guide", "Guide")
    return {
        "title": "Le guide des halles", "summary": "Un guide.", "body": LONG, "type_id": kind.id, "version": 1,
        "themes": [world.make.theme().id], "covers_france": "y", "scope": "france",
        "organisation_id": world.organisation.id,
    } | more  # fmt: skip


@case("imp.envoyer")
def _send_catalogue(world: World, who: str) -> Ask:
    kind = world.make.term("resource_type", "guide", "Guide")
    content = b"identifiant;titre\nF-1;La halle\n"
    typed = {"type_id": kind.id, "state": "draft", "covers_france": "y", "organisation_id": world.organisation.id}
    return Ask(path("library.new_import"), typed | {"file": FileStorage(io.BytesIO(content), filename="catalogue.csv")})


@case("imp.lire_sien")
def _read_own_import(world: World, who: str) -> Ask:
    return Ask(path("library.imported", id=world.make.catalogue_import(world.people["partenaire"]).id))


@case("imp.lire_autre")
def _read_other_import(world: World, who: str) -> Ask:
    return Ask(path("library.imported", id=world.make.catalogue_import(world.editor).id))


@case("imp.lancer_sien")
def _launch_own_import(world: World, who: str) -> Ask:
    return Ask(path("library.launch_import", id=world.make.catalogue_import(world.people["partenaire"]).id), {})


@case("imp.lancer_autre")
def _launch_other_import(world: World, who: str) -> Ask:
    return Ask(path("library.launch_import", id=world.make.catalogue_import(world.editor).id), {})


@case("res.verifier_sienne")
def _verify_own_resource(world: World, who: str) -> Ask:
    return Ask(path("library.verify", id=world.make.resource(world.people["partenaire"]).id), {})


@case("res.verifier_autre")
def _verify_other_resource(world: World, who: str) -> Ask:
    return Ask(path("library.verify", id=world.make.resource(world.editor).id), {})


@case("res.valable")
def _say_valid(world: World, who: str) -> Ask:
    return Ask(path("library.say_valid", id=world.make.resource(world.editor).id), {})


@case("res.erreur")
def _report_error(world: World, who: str) -> Ask:
    return Ask(path("library.report_error", id=world.make.resource(world.editor).id), {"word": "Le taux a changé."})


@case("res.erreur_reglee")
def _settle_error(world: World, who: str) -> Ask:
    said = {"resource_id": world.make.resource(world.editor).id, "member_id": world.author.id, "kind": "error"}
    word = ResourceWord(month="2026-01", word="Le taux a changé.", **said)
    db.session.add(word)
    db.session.commit()
    return Ask(path("library.settle_error", id=word.id), {})


@case("res.corriger")
def _suggest(world: World, who: str) -> Ask:
    said = {"body": "Un texte corrigé.", "why": "Une date."}
    return Ask(path("library.suggest", id=world.make.resource(world.editor).id), said)


def _correction(world: World) -> Correction:
    resource = world.make.resource(world.editor)
    texts = {"base": resource.body, "body": "Un texte corrigé.", "why": "Une date."}
    proposed = Correction(resource_id=resource.id, author_id=world.author.id, **texts)
    db.session.add(proposed)
    db.session.commit()
    return proposed


@case("res.correction_autre")
def _accept_correction(world: World, who: str) -> Ask:
    said = {"body": "Un texte corrigé.", "version": 1}
    return Ask(path("library.accept_correction", id=_correction(world).id), said)


@case("res.correction_lire")
def _read_correction(world: World, who: str) -> Ask:
    return Ask(path("library.correction", id=_correction(world).id))


@case("res.garder")
def _keep(world: World, who: str) -> Ask:
    return Ask(path("library.keep", id=world.make.resource(world.editor).id), {})


def _folder(owner: Member) -> Ask:
    folder = ResourceFolder(member_id=owner.id, name="Halles")
    db.session.add(folder)
    db.session.commit()
    return Ask(path("library.rename_folder", id=folder.id), {"name": "Commerces"})


@case("res.dossier_sien")
def _rename_own_folder(world: World, who: str) -> Ask:
    return _folder(world.someone(who))


@case("res.dossier_autre")
def _rename_other_folder(world: World, who: str) -> Ask:
    return _folder(world.author)


@case("res.portee_sienne")
def _own_reach(world: World, who: str) -> Ask:
    return Ask(path("reach.resource", id=world.make.resource(world.people["partenaire"]).id))


@case("res.portee_autre")
def _other_reach(world: World, who: str) -> Ask:
    return Ask(path("reach.resource", id=world.make.resource(world.editor).id))


@case("par.portee_sienne")
def _own_organisation_reach(world: World, who: str) -> Ask:
    return Ask(path("reach.organisation", id=world.organisation.id))


@case("par.portee_autre")
def _other_organisation_reach(world: World, who: str) -> Ask:
    return Ask(path("reach.organisation", id=world.other_organisation.id))


@case("par.note_autre")
def _other_note(world: World, who: str) -> Ask:
    return Ask(path("reach.note", id=world.other_organisation.id, quarter="2026-t3"))


@case("exp.portee_sienne")
def _own_experience_reach(world: World, who: str) -> Ask:
    mine = world.make.experience(world.someone(who), commune_code=world.place)
    return Ask(path("reach.experience", id=mine.id))


@case("exp.portee_autre")
def _other_experience_reach(world: World, who: str) -> Ask:
    return Ask(path("reach.experience", id=world.make.experience(world.author).id))


@case("res.brouillon_sien")
def _edit_own_draft(world: World, who: str) -> Ask:
    owner = world.people["partenaire"]
    draft = world.make.resource(owner, published=who == "membre", departement_code=world.departement)
    return Ask(path("library.edit", id=draft.id), _resource_form(world))


@case("res.brouillon_autre")
def _other_draft(world: World, who: str) -> Ask:
    draft = world.make.resource(world.editor, published=False)
    return Ask(path("library.show", id=draft.id, slug=draft.slug))


@case("res.creer")
def _create_resource(world: World, who: str) -> Ask:
    return Ask(path("library.new"), _resource_form(world))


@case("res.modifier_sienne")
def _edit_own_resource(world: World, who: str) -> Ask:
    mine = world.make.resource(world.people["partenaire"], departement_code=world.departement)
    return Ask(path("library.edit", id=mine.id), _resource_form(world))


@case("res.modifier_autre")
def _edit_other_resource(world: World, who: str) -> Ask:
    other = world.make.resource(world.editor)
    return Ask(path("library.edit", id=other.id), _resource_form(world, organisation_id=world.other_organisation.id))


def _shared_resource(world: World, *, is_accepted: bool) -> Resource:
    """Another's, in which the organisation of the partner is named."""
    shared = world.make.resource(world.editor)
    named = ResourcePartner(resource_id=shared.id, organisation_id=world.organisation.id)
    named.accepted_at = clock.now() if is_accepted else None
    db.session.add(named)
    db.session.commit()
    return shared


@case("res.modifier_ensemble")
def _edit_shared_resource(world: World, who: str) -> Ask:
    shared = _shared_resource(world, is_accepted=True)
    return Ask(path("library.edit", id=shared.id), _resource_form(world, organisation_id=world.other_organisation.id))


@case("res.modifier_nommee")
def _edit_before_accepting(world: World, who: str) -> Ask:
    named = _shared_resource(world, is_accepted=False)
    return Ask(path("library.edit", id=named.id), _resource_form(world, organisation_id=world.other_organisation.id))


@case("res.accepter_ensemble")
def _join_resource(world: World, who: str) -> Ask:
    return Ask(path("library.join", id=_shared_resource(world, is_accepted=False).id), {})


@case("res.refuser_ensemble")
def _decline_resource(world: World, who: str) -> Ask:
    return Ask(path("library.decline", id=_shared_resource(world, is_accepted=False).id), {})


@case("aid.lire")
def _read_aid(world: World, who: str) -> Ask:
    return Ask(path("funding.show", id=world.make.aid(world.editor).id, slug="aide"))


@case("aid.brouillon_autre")
def _other_aid_draft(world: World, who: str) -> Ask:
    draft = world.make.aid(world.editor, published=False, departement_code=world.departement)
    return Ask(path("funding.show", id=draft.id, slug=draft.slug))


def _aid_form(world: World, **more: Any) -> dict[str, Any]:
    kind = world.make.term("funding_kind", "subvention", "Subvention")
    return {
        "title": "L’aide aux halles", "summary": "Une aide.", "kinds": [kind.id], "themes": [world.make.theme().id],
        "departements": [world.departement], "is_permanent": "y", "version": 1, "organisation_id": 0,
    } | more  # fmt: skip


@case("aid.creer")
def _create_aid(world: World, who: str) -> Ask:
    return Ask(path("funding.new"), _aid_form(world, departements=["36"], publish="1"))


@case("aid.modifier_sienne")
def _edit_own_aid(world: World, who: str) -> Ask:
    mine = world.make.aid(world.people["partenaire"], departement_code=world.departement)
    return Ask(path("funding.edit", id=mine.id), _aid_form(world))


@case("aid.modifier_autre")
def _edit_other_aid(world: World, who: str) -> Ask:
    other = world.make.aid(world.editor, departement_code=world.departement)
    return Ask(path("funding.edit", id=other.id), _aid_form(world))


def _lead(world: World, who: str) -> Any:
    """The member leads the project of a commune; nobody else does."""
    function = world.make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD")
    leader = world.people["membre"]
    assert leader is not None
    leader.function_id = function.id
    db.session.commit()
    return leader


def _declaration(world: World, **more: Any) -> dict[str, Any]:
    said = {"commune_code": "36093", "state": "obtained", "amount": "12 000", "experience_id": "0", "version": 1}
    return said | more


@case("aid.declarer")
def _declare(world: World, who: str) -> Ask:
    _lead(world, who)
    return Ask(path("funding.declare", id=world.make.aid(world.editor).id), _declaration(world))


@case("aid.declarer_sans_fonction")
def _declare_without_function(world: World, who: str) -> Ask:
    return Ask(path("funding.declare", id=world.make.aid(world.editor).id), _declaration(world))


_simple("aid.declarations", "funding.declared")


@case("aid.corriger_la_sienne")
def _correct_own_proof(world: World, who: str) -> Ask:
    mine = world.make.proof(world.make.aid(world.editor), _lead(world, who))
    return Ask(path("funding.correct", id=mine.id), _declaration(world, amount="15 000"))


def _other_proof(world: World) -> Any:
    world.make.commune("37002", "Loches")
    function = world.make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD")
    other = world.make.member("Autre", commune="37002", function_id=function.id)
    return world.make.proof(world.make.aid(world.editor), other)


@case("aid.corriger_autre")
def _correct_other_proof(world: World, who: str) -> Ask:
    _lead(world, who)
    return Ask(path("funding.correct", id=_other_proof(world).id))


@case("aid.retirer_autre")
def _take_back_other_proof(world: World, who: str) -> Ask:
    _lead(world, who)
    return Ask(path("funding.take_back", id=_other_proof(world).id), {})


_simple("aid.recherches", "funding.kept_searches")
_simple("aid.garder_recherche", "funding.kept_searches", {"name": "Halles", "rhythm": "jamais", "query": "q=halle"})
_simple("aid.plans", "funding.plan_list")
PLAN = {"title": "La halle", "commune_code": "36093", "experience_id": "0", "cost": "100 000", "least": "20",
        "lines-0-name": "Région", "lines-0-amount": "40 000", "lines-0-state": "asked", "lines-0-origin": "public",
        "version": "1"}  # fmt: skip


@case("aid.plan_creer")
def _create_plan(world: World, who: str) -> Ask:
    _lead(world, who)
    return Ask(path("funding.new_plan"), PLAN)


@case("aid.recherche_autre")
def _forget_anothers_search(world: World, who: str) -> Ask:
    return Ask(path("funding.forget_search", id=world.make.kept_search(world.editor).id), {})


def _own_plan(world: World) -> Any:
    member = world.people["membre"]
    assert member is not None
    return world.make.plan(member)


@case("aid.plan_lire")
def _read_plan(world: World, who: str) -> Ask:
    return Ask(path("funding.plan", id=_own_plan(world).id))


@case("aid.plan_modifier_equipe")
def _edit_plan_without_function(world: World, who: str) -> Ask:
    return Ask(path("funding.edit_plan", id=_own_plan(world).id), PLAN)


@case("aid.plan_modifier")
def _edit_plan(world: World, who: str) -> Ask:
    _lead(world, who)
    return Ask(path("funding.edit_plan", id=_own_plan(world).id), PLAN)


@case("aid.plan_emporter")
def _take_plan(world: World, who: str) -> Ask:
    return Ask(path("funding.plan_ods", id=_own_plan(world).id))


@case("aid.plan_autre")
def _read_other_plan(world: World, who: str) -> Ask:
    _lead(world, who)
    return Ask(path("funding.plan", id=world.make.plan(world.make.leader("Autre", commune="37002")).id))


_simple("mer.liste", "inquiries.index")


@case("mer.demander")
def _ask_organisation(world: World, who: str) -> Ask:
    said = {"commune_code": "36093", "theme_id": "", "stage_id": "", "body": LONG}
    return Ask(path("inquiries.new", partenaire=world.organisation.id), said)


def _our_inquiry(world: World, **more: Any) -> Any:
    """From a colleague of the member, to the organisation of the partner."""
    return world.make.inquiry(world.make.member("Collègue"), world.organisation, **more)


def _other_inquiry(world: World) -> Any:
    return world.make.inquiry(world.make.member("Ailleurs", commune="37002"), world.other_organisation)


@case("mer.lire")
def _read_inquiry(world: World, who: str) -> Ask:
    return Ask(path("inquiries.show", id=_our_inquiry(world).id))


@case("mer.lire_autre")
def _read_other_inquiry(world: World, who: str) -> Ask:
    return Ask(path("inquiries.show", id=_other_inquiry(world).id))


@case("mer.signaler")
def _report_inquiry(world: World, who: str) -> Ask:
    return Ask(path("moderation.report", kind="inquiry", id=_our_inquiry(world).id), {"reason": "erreur", "note": ""})


@case("mer.masquer")
def _hide_inquiry(world: World, who: str) -> Ask:
    return Ask(path("moderation.hide", kind="inquiry", id=_our_inquiry(world).id), {"reason": "Coordonnées."})


@case("mer.masquer_signalee")
def _hide_reported_inquiry(world: World, who: str) -> Ask:
    asked = world.make.inquiry(world.make.member("Collègue", commune=world.place), world.organisation)
    report = Report(thing_kind="inquiry", thing_id=asked.id, reporter_id=asked.author_id, reason="autre")
    db.session.add(report)
    db.session.commit()
    return Ask(path("moderation.hide", kind="inquiry", id=asked.id), {"reason": "Coordonnées."})


@case("mer.repondre")
def _reply_to_inquiry(world: World, who: str) -> Ask:
    return Ask(path("inquiries.reply", id=_our_inquiry(world).id), {"body": LONG})


@case("mer.repondre_autre")
def _reply_to_other_inquiry(world: World, who: str) -> Ask:
    return Ask(path("inquiries.reply", id=_other_inquiry(world).id), {"body": LONG})


@case("mer.lue")
def _acknowledge_inquiry(world: World, who: str) -> Ask:
    return Ask(path("inquiries.acknowledge", id=_our_inquiry(world).id), {})


@case("mer.a_repondu")
def _say_inquiry_answered(world: World, who: str) -> Ask:
    return Ask(path("inquiries.say_answered", id=_our_inquiry(world).id), {"reponse": "oui"})


@case("mer.clore")
def _close_inquiry(world: World, who: str) -> Ask:
    return Ask(path("inquiries.close", id=_our_inquiry(world).id), {"answer": "non"})


@case("mer.contact")
def _answer_from_mail(world: World, who: str) -> Ask:
    asked = _our_inquiry(world, contact_name="Lise Arnaud", contact_email="lise@essai.example")
    return Ask(path("inquiries.answer", token=mails.token_of(asked)), {"body": LONG})


@case("adm.confirmer_communes")
def _vouch(world: World, who: str) -> Ask:
    served = db.session.query(MemberCommune).filter_by(member_id=world.author.id).one()
    served.is_vouched = False
    db.session.commit()
    return Ask(path("admin.vouch", id=world.author.id), {})


@case("aid.verifier")
def _verify_aid(world: World, who: str) -> Ask:
    other = world.make.aid(world.editor, departement_code=world.departement)
    return Ask(path("funding.verify", id=other.id), {})


@case("col.lire")
def _read_collection(world: World, who: str) -> Ask:
    return Ask(path("collections.show", id=world.make.collection(world.author).id, slug="parcours"))


@case("col.lire_prive")
def _read_private_collection(world: World, who: str) -> Ask:
    return Ask(path("collections.show", id=world.make.collection(world.author, state="private").id, slug="parcours"))


@case("col.lire_masque")
def _read_hidden_collection(world: World, who: str) -> Ask:
    hidden = world.make.collection(world.author, hidden_at=clock.now(), departement_code=world.departement)
    return Ask(path("collections.show", id=hidden.id, slug="parcours"))


@case("col.creer")
def _create_collection(world: World, who: str) -> Ask:
    return Ask(path("collections.new"), {"title": "Monter son ORT", "sharing": "partage"})


@case("col.ajouter")
def _add_to_collection(world: World, who: str) -> Ask:
    resource = world.make.resource(world.editor)
    return Ask(path("collections.add", id=resource.id), {"collection_id": "0", "title": "À relire", "why": "Utile"})


@case("col.modifier_autre")
def _edit_other_collection(world: World, who: str) -> Ask:
    other = world.make.collection(world.author)
    return Ask(path("collections.edit", id=other.id), {"title": "Autre titre", "version": "1", "sharing": "prive"})


@case("col.modifier_recommande")
def _edit_recommended_collection(world: World, who: str) -> Ask:
    other = world.make.collection(world.author, state="recommended", departement_code=world.departement)
    return Ask(path("collections.edit", id=other.id), {"title": "Autre titre", "version": "1"})


@case("col.recommander")
def _recommend_collection(world: World, who: str) -> Ask:
    resource = world.make.resource(world.editor)
    other = world.make.collection(world.author, resource, departement_code=world.departement)
    return Ask(path("collections.recommend", id=other.id), {})


@case("col.supprimer_autre")
def _drop_other_collection(world: World, who: str) -> Ask:
    return Ask(path("collections.drop", id=world.make.collection(world.author).id), {})


@case("col.supprimer_sien")
def _drop_own_collection(world: World, who: str) -> Ask:
    return Ask(path("collections.drop", id=world.make.collection(world.someone(who)).id), {})


@case("col.emporter")
def _carry_collection(world: World, who: str) -> Ask:
    return Ask(path("collections.carry", id=world.make.collection(world.author).id), {})


def _copy_for(world: World, reader: Member) -> Ask:
    kept = storage.keep(b"PK", name="parcours.zip", mime="application/zip", kind_label="ZIP")
    made = {"collection_id": world.make.collection(world.author).id, "stored_id": kept.id, "next_try_at": None}
    copy = CollectionExport(author_id=reader.id, **made)
    db.session.add(copy)
    db.session.commit()
    return Ask(path("collections.copy", id=copy.id))


@case("col.copie_autre")
def _copy_of_other(world: World, who: str) -> Ask:
    return _copy_for(world, world.author)


@case("col.copie_sienne")
def _own_copy(world: World, who: str) -> Ask:
    return _copy_for(world, world.someone(who))


def _card_form(world: World, organisation: Any) -> dict[str, Any]:
    return {
        "name": organisation.name if organisation else "Une organisation nouvelle", "summary": "Elle aide.",
        "type_id": world.organisation.type_id, "description": LONG,
        "version": organisation.version if organisation else 0,
    }  # fmt: skip


@case("par.modifier_sien")
def _edit_own_card(world: World, who: str) -> Ask:
    return Ask(path("directory.edit_partner", id=world.organisation.id), _card_form(world, world.organisation))


@case("par.modifier_autre")
def _edit_other_card(world: World, who: str) -> Ask:
    other = world.other_organisation
    return Ask(path("directory.edit_partner", id=other.id), _card_form(world, other))


def _card_of_departement(world: World) -> Any:
    return world.make.organisation("Foncière des halles", departement_code=world.departement)


@case("par.modifier_du_departement")
def _edit_card_of_departement(world: World, who: str) -> Ask:
    found = _card_of_departement(world)
    return Ask(path("directory.edit_partner", id=found.id), _card_form(world, found))


@case("par.offre_du_departement")
def _edit_offer_of_departement(world: World, who: str) -> Ask:
    offer = world.make.offer(_card_of_departement(world))
    return Ask(path("directory.edit_offer", id=offer.id), _offer_form(world) | {"version": 1})


@case("par.creer")
def _create_card(world: World, who: str) -> Ask:
    return Ask(path("directory.new_partner"), _card_form(world, None))


def _offer_form(world: World) -> dict[str, Any]:
    return {"title": "Étude de faisabilité", "themes": [world.make.theme().id], "charge": "free", "contact_id": 0}


@case("par.import_envoyer")
def _send_partners(world: World, who: str) -> Ask:
    content = FileStorage(io.BytesIO("nom;type\nFoncière;epf\n".encode()), filename="partenaires.csv")
    return Ask(path("directory.new_import"), {"file": content, "type_id": "0"})


def _partner_import(world: World, **more: Any) -> int:
    return int(world.make.partner_import(world.author, **more).id)


@case("par.import_lire")
def _read_partner_import(world: World, who: str) -> Ask:
    return Ask(path("directory.imported", id=_partner_import(world)))


@case("par.import_rapport")
def _report_of_partner_import(world: World, who: str) -> Ask:
    return Ask(path("directory.import_report", id=_partner_import(world, phase="done")))


@case("par.import_lancer")
def _launch_partner_import(world: World, who: str) -> Ask:
    return Ask(path("directory.launch_import", id=_partner_import(world)), {})


@case("par.import_arreter")
def _stop_partner_import(world: World, who: str) -> Ask:
    return Ask(path("directory.stop_import", id=_partner_import(world, phase="running")), {})


@case("par.import_reprendre")
def _go_on_with_partner_import(world: World, who: str) -> Ask:
    return Ask(path("directory.go_on_import", id=_partner_import(world, phase="running", halted="stopped")), {})


@case("par.offrir")
def _offer(world: World, who: str) -> Ask:
    return Ask(path("directory.new_offer", id=world.organisation.id), _offer_form(world))


@case("par.offre_sienne")
def _own_offer(world: World, who: str) -> Ask:
    mine = world.make.offer(world.organisation)
    return Ask(path("directory.edit_offer", id=mine.id), _offer_form(world) | {"version": 1})


@case("par.offre_autre")
def _other_offer(world: World, who: str) -> Ask:
    other = world.make.offer(world.other_organisation)
    return Ask(path("directory.withdraw_offer", id=other.id), {})


@case("par.offre_retiree")
def _withdrawn_offer(world: World, who: str) -> Ask:
    other = world.make.offer(world.other_organisation, withdrawn_at=clock.now())
    return Ask(path("directory.verify_offer", id=other.id), {})


@case("par.contact_sien")
def _own_contact(world: World, who: str) -> Ask:
    mine = world.make.contact(world.organisation)
    return Ask(path("directory.edit_contact", id=mine.id), {"name": "Accueil", "version": 1})


@case("par.contact_autre")
def _other_contact(world: World, who: str) -> Ask:
    other = world.make.contact(world.other_organisation)
    return Ask(path("directory.remove_contact", id=other.id), {})


@case("par.proposer")
def _propose_card(world: World, who: str) -> Ask:
    return Ask(path("directory.propose"), _card_form(world, None))


def _proposed(world: World, by: Member) -> Any:
    more = {"standing": "proposed", "proposed_by_id": by.id, "departement_code": world.departement}
    return world.make.organisation("Foncière des halles", **more)


@case("par.proposee_autre")
def _other_proposal(world: World, who: str) -> Ask:
    found = _proposed(world, world.author)
    return Ask(path("directory.partner", id=found.id, slug=found.slug))


@case("par.proposee_sienne")
def _own_proposal(world: World, who: str) -> Ask:
    found = _proposed(world, world.someone(who))
    return Ask(path("directory.edit_coverage", id=found.id), {"covers_france": "y", "version": 1})


@case("par.examiner")
def _settle_proposal(world: World, who: str) -> Ask:
    found = _proposed(world, world.author)
    return Ask(path("directory.settle_proposal", id=found.id), {"decision": "accept"})


@case("par.a_examiner")
def _partner_queue(world: World, who: str) -> Ask:
    return Ask(path("directory.queue"))


@case("par.demander")
def _claim_card(world: World, who: str) -> Ask:
    said = {"function": "Directrice", "proof": "Mon nom est sur le site."}
    return Ask(path("directory.claim_partner", id=world.other_organisation.id), said)


def _claim(world: World, by: Member) -> OrganisationClaim:
    claim = OrganisationClaim(organisation_id=world.other_organisation.id, author_id=by.id, function="x", proof="x")
    db.session.add(claim)
    db.session.commit()
    return claim


@case("par.demande_autre")
def _other_claim(world: World, who: str) -> Ask:
    return Ask(path("directory.claim", id=_claim(world, world.author).id))


@case("par.demande_sienne")
def _own_claim(world: World, who: str) -> Ask:
    return Ask(path("directory.withdraw_claim", id=_claim(world, world.someone(who)).id), {})


@case("par.repondre_demande")
def _settle_claim(world: World, who: str) -> Ask:
    return Ask(path("directory.settle_claim", id=_claim(world, world.author).id), {"decision": "accept"})


@case("par.reunir")
def _merge_cards(world: World, who: str) -> Ask:
    other = world.make.organisation("La même agence")
    said = {"into": world.other_organisation.name, "confirmed": "1"}
    return Ask(path("directory.merge_partner", id=other.id), said)


@case("par.fermer")
def _close_card(world: World, who: str) -> Ask:
    return Ask(path("directory.close_partner", id=world.other_organisation.id), {"closed_on": "2026-01-31"})


@case("par.historique_autre")
def _card_history(world: World, who: str) -> Ask:
    return Ask(path("directory.partner_history", id=world.other_organisation.id))


@case("par.listes")
def _place_lists(world: World, who: str) -> Ask:
    return Ask(path("directory.place_list", id=world.make.place_list("Syndicat", world.place).id))


@case("par.creer_liste")
def _create_list(world: World, who: str) -> Ask:
    return Ask(path("directory.new_list"), {"name": "Syndicat des eaux", "places": world.place})


@case("par.liste_autre")
def _edit_other_list(world: World, who: str) -> Ask:
    other = world.make.place_list("Syndicat", world.place, author_id=world.editor.id)
    said = {"name": "Syndicat des eaux", "places": world.place, "version": 1}
    return Ask(path("directory.edit_list", id=other.id), said)


def _experience_step(world: World, who: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "La halle rouverte le soir", "summary": "Trois soirs par semaine.", "stage": "usage",
        "commune_code": world.someone(who).commune_code or world.place, "version": 1,
        "themes": [world.make.theme().id],
    } | more  # fmt: skip


@case("exp.creer")
def _create_experience(world: World, who: str) -> Ask:
    return Ask(path("experiences.new"), _experience_step(world, who))


@case("exp.brouillon_autre")
def _other_experience_draft(world: World, who: str) -> Ask:
    draft = world.make.experience(world.author, published=False)
    return Ask(path("experiences.show", id=draft.id, slug=draft.slug))


@case("exp.modifier_sienne")
def _edit_own_experience(world: World, who: str) -> Ask:
    mine = world.make.experience(world.someone(who), commune_code=world.place)
    return Ask(path("experiences.edit", id=mine.id), _experience_step(world, who, commune_code=world.place))


@case("exp.modifier_autre")
def _edit_other_experience(world: World, who: str) -> Ask:
    other = world.make.experience(world.author)
    return Ask(path("experiences.edit", id=other.id), _experience_step(world, who, commune_code=world.place))


def _whole_experience(world: World, author: Member, **more: Any) -> Any:
    """One that lacks nothing to be published."""
    told = world.make.experience(author, stage="usage", actions="x", **more)
    db.session.add(ExperienceTheme(experience_id=told.id, term_id=world.make.theme().id))
    db.session.commit()
    return told


@case("exp.publier_sienne")
def _publish_own_experience(world: World, who: str) -> Ask:
    mine = _whole_experience(world, world.someone(who), commune_code=world.place, published=False)
    return Ask(path("experiences.publish", id=mine.id), {})


@case("exp.publier_autre")
def _publish_other_experience(world: World, who: str) -> Ask:
    other = _whole_experience(world, world.author, published=False)
    return Ask(path("experiences.publish", id=other.id), {})


@case("exp.relire")
def _submit_own_experience(world: World, who: str) -> Ask:
    mine = world.make.experience(world.someone(who), commune_code=world.place, published=False)
    return Ask(path("experiences.submit", id=mine.id), {})


@case("exp.rendre")
def _give_back(world: World, who: str) -> Ask:
    waiting = world.make.experience(world.author, published=False, state="review")
    return Ask(path("experiences.give_back", id=waiting.id), {"word": "Précisez le coût."})


@case("exp.marquer")
def _flag_experience(world: World, who: str) -> Ask:
    return Ask(path("experiences.flag", id=world.make.experience(world.author).id), {})


@case("exp.confirmer")
def _confirm_experience(world: World, who: str) -> Ask:
    return Ask(path("experiences.confirm", id=world.make.experience(world.author).id), {})


@case("exp.archiver")
def _archive_experience(world: World, who: str) -> Ask:
    return Ask(path("experiences.archive", id=world.make.experience(world.author).id), {})


@case("exp.retirer")
def _withdraw_experience(world: World, who: str) -> Ask:
    return Ask(path("experiences.withdraw", id=world.make.experience(world.author).id), {})


@case("exp.inspirer")
def _adopt(world: World, who: str) -> Ask:
    other = world.make.experience(world.make.member("Loin", commune="87085"))
    commune = world.someone(who).commune_code or ""
    said = {"commune_code": commune, "progress": "doing", "note": "Sous un préau", "own_id": "0"}
    return Ask(path("experiences.adopt", id=other.id), said)


@case("exp.utile")
def _rate(world: World, who: str) -> Ask:
    return Ask(path("experiences.rate", id=world.make.experience(world.author).id), {"answer": "oui", "word": "Merci"})


@case("exp.inviter_sienne")
def _invite_to_own(world: World, who: str) -> Ask:
    mine = world.make.experience(world.someone(who), commune_code=world.place)
    return Ask(path("experiences.invite", id=mine.id), {"name": world.make.member("Léa").email})


@case("exp.inviter_autre")
def _invite_to_other(world: World, who: str) -> Ask:
    other = world.make.experience(world.author)
    return Ask(path("experiences.invite", id=other.id), {"name": world.make.member("Léa").email})


@case("exp.rejoindre")
def _join(world: World, who: str) -> Ask:
    draft = world.make.experience(world.author, published=False)
    asked = {"invited_by_id": world.author.id, "member_id": (world.people[who] or world.editor).id}
    db.session.add(CoAuthor(experience_id=draft.id, **asked))
    db.session.commit()
    return Ask(path("experiences.join", id=draft.id), {"answer": "oui"})


@case("exp.rejoindre_sans")
def _join_uninvited(world: World, who: str) -> Ask:
    return Ask(path("experiences.join", id=world.make.experience(world.author, published=False).id), {"answer": "oui"})


@case("exp.depuis_autre")
def _glean(world: World, who: str) -> Ask:
    said = {"posts": [world.post.id], "commune_code": world.place}
    return Ask(path("experiences.glean", id=world.topic.id), said)


@case("mod.traiter")
def _settle(world: World, who: str) -> Ask:
    report = Report(
        thing_kind="post", thing_id=world.post.id, thing_author_id=world.author.id, reason="erreur",
        departement_code=world.departement, reporter_id=world.author.id,
    )  # fmt: skip
    db.session.add(report)
    db.session.commit()
    return Ask(path("moderation.settle", id=report.id), {"decision": "hidden", "note": "Coordonnées personnelles."})


@case("mod.relire")
def _review(world: World, who: str) -> Ask:
    words = {"title": TITLE, "body": LONG, "body_html": LONG, "departement_code": world.departement}
    held = HeldPost(author_id=world.author.id, topic_id=world.topic.id, **words)
    db.session.add(held)
    db.session.commit()
    return Ask(path("moderation.review", id=held.id), {"decision": "accept", "word": ""})


@case("res.rendre")
def _give_resource_back(world: World, who: str) -> Ask:
    waiting = world.make.resource(world.editor, published=False, state="review")
    return Ask(path("library.give_back", id=waiting.id), {"word": "Ajoutez la date."})


@case("for.etiquette")
def _settle_tag(world: World, who: str) -> Ask:
    wanted = TagProposal(label="Halle couverte", topic_id=world.topic.id, proposed_by_id=world.author.id)
    db.session.add(wanted)
    db.session.commit()
    return Ask(path("forum.settle_tag", id=wanted.id), {"decision": "accept", "label": "Halle couverte"})


@case("mod.masquer")
def _hide(world: World, who: str) -> Ask:
    return Ask(path("moderation.hide", kind="post", id=world.post.id), {"reason": "Coordonnées personnelles."})


@case("mod.retablir")
def _restore(world: World, who: str) -> Ask:
    hidden = world.make.post(world.topic, world.author, hidden_at=clock.now(), hidden_reason="x")
    return Ask(path("moderation.restore", kind="post", id=hidden.id), {})


SUSPENSION = {"reason": "Publicité répétée malgré deux rappels.", "until": ""}


@case("mod.suspendre_membre")
def _suspend(world: World, who: str) -> Ask:
    return Ask(path("admin.suspend", id=world.author.id), SUSPENSION)


@case("mod.suspendre_staff")
def _suspend_staff(world: World, who: str) -> Ask:
    staff = world.make.member("Autre", role="moderator", commune=world.place)
    return Ask(path("admin.suspend", id=staff.id), SUSPENSION)


@case("mem.courriel")
def _hidden_email(world: World, who: str) -> Ask:
    return Ask(path("directory.member_email", id=world.author.id))


@case("adm.demandes")
def _decide(world: World, who: str) -> Ask:
    candidate = world.make.member("Candide", status="pending", commune=world.place)
    return Ask(path("admin.decide", id=candidate.id), {"decision": "admit", "reason": ""})


@case("adm.inviter")
def _invite(world: World, who: str) -> Ask:
    return Ask(
        path("admin.invite"),
        {"email": "amie@essai.example", "role": "member", "communes": world.place, "message": "Bienvenue"},
    )


@case("adm.role")
def _role(world: World, who: str) -> Ask:
    return Ask(path("admin.role", id=world.author.id), {"role": "moderator"})


@case("adm.fiche")
def _kept_card(world: World, who: str) -> Ask:
    return Ask(path("admin.member", id=world.author.id))


@case("adm.role_soi")
def _own_last_role(world: World, who: str) -> Ask:
    return Ask(path("admin.role", id=world.someone("administrateur").id), {"role": "member"})


@case("adm.mails")
def _retry(world: World, who: str) -> Ask:
    letter = Letter(
        key=f"essai-{who}",
        kind="reply",
        to="a@essai.example",
        subject="Essai",
        text="x",
        html="x",
        headers={},
        message_id="<x@essai.example>",
    )
    db.session.add(letter)
    db.session.commit()
    return Ask(path("admin.retry_mail", id=letter.id), {})


_simple("pas.liste", "handover.index")


def _coming(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"leaves_on": clock.today().isoformat()}


@case("pas.preparer")
def _leave(world: World, who: str) -> Ask:
    _lead(world, who)
    return Ask(path("handover.new"), _coming({"commune_code": "36093"}))


@case("pas.declarer")
def _declare_departure(world: World, who: str) -> Ask:
    said = _coming({"commune_code": world.place, "reason": "Elle a pris un autre poste."})
    return Ask(path("handover.declare", id=world.author.id), said)


@case("pas.sienne")
def _own_departure(world: World, who: str) -> Ask:
    mine = world.make.handover(world.someone(who), commune_code=world.place)
    return Ask(path("handover.show", id=mine.id))


def _departure(world: World, endpoint: str, data: dict[str, Any] | None = None, **more: Any) -> Ask:
    theirs = world.make.handover(world.author, **more)
    return Ask(path(endpoint, id=theirs.id), data)


@case("pas.lire")
def _read_departure(world: World, who: str) -> Ask:
    return _departure(world, "handover.show")


@case("pas.choisir")
def _choose_fates(world: World, who: str) -> Ask:
    return _departure(world, "handover.choose", {"version": "1", f"questions:{world.topic.id}": "transmettre"})


@case("pas.modifier")
def _edit_departure(world: World, who: str) -> Ask:
    return _departure(world, "handover.edit", _coming({"version": "1"}))


@case("pas.partir")
def _leave_for_another(world: World, who: str) -> Ask:
    return _departure(world, "handover.leave", {})


@case("pas.annuler")
def _take_departure_back(world: World, who: str) -> Ask:
    return _departure(world, "handover.take_back", {})


@case("pas.successeur")
def _invite_successor(world: World, who: str) -> Ask:
    return _departure(world, "handover.successor", {"who": "suite@essai.example"})


@case("pas.recevoir")
def _receive(world: World, who: str) -> Ask:
    given = {"successor_id": world.someone(who).id, "left_at": clock.now()}
    return _departure(world, "handover.answer", {"chose": "tout"}, **given)


@case("pas.recevoir_autre")
def _receive_anothers(world: World, who: str) -> Ask:
    return _departure(world, "handover.received", successor_id=world.editor.id, left_at=clock.now())


def _handover_file(world: World, code: str) -> Ask:
    world.make.commune(code, f"Commune {code}")
    kept = storage.keep(b"PK un dossier", name="passation.zip", mime="application/zip", kind_label="ZIP")
    return _departure(world, "handover.dossier", commune_code=code, stored_id=kept.id)


@case("pas.dossier")
def _own_handover_file(world: World, who: str) -> Ask:
    return _handover_file(world, "36093")


@case("pas.dossier_autre")
def _other_handover_file(world: World, who: str) -> Ask:
    return _handover_file(world, f"{world.departement}018")


_simple("ent.liste", "helping.index")
_simple("ent.echanges", "helping.exchanges")
OFFER = {"kind": "visite", "title": "Notre halle", "body": LONG, "version": "1"}


def _offer(world: World, **more: Any) -> Any:
    return world.make.help_offer(world.author, departement_code=world.departement, **more)


def _exchange(world: World, *, host: Member, author: Member, **more: Any) -> Any:
    offer = world.make.help_offer(host, departement_code=world.departement)
    return world.make.help_request(offer, author, **more)


@case("ent.lire")
def _read_offer(world: World, who: str) -> Ask:
    return Ask(path("helping.show", id=_offer(world).id))


@case("ent.lire_masquee")
def _read_hidden_offer(world: World, who: str) -> Ask:
    return Ask(path("helping.show", id=_offer(world, hidden_at=clock.now()).id))


@case("ent.proposer")
def _offer_help(world: World, who: str) -> Ask:
    return Ask(path("helping.new"), OFFER)


@case("ent.modifier_sienne")
def _edit_own_offer(world: World, who: str) -> Ask:
    return Ask(path("helping.edit", id=world.make.help_offer(world.someone(who)).id), OFFER)


@case("ent.modifier_autre")
def _edit_other_offer(world: World, who: str) -> Ask:
    return Ask(path("helping.edit", id=_offer(world).id), OFFER)


@case("ent.demander")
def _ask_help(world: World, who: str) -> Ask:
    said = {"message": LONG, "commune_code": world.someone(who).commune_code or ""}
    return Ask(path("helping.ask", id=_offer(world).id), said)


@case("ent.echange_autre")
def _read_other_exchange(world: World, who: str) -> Ask:
    return Ask(path("helping.exchange", id=_exchange(world, host=world.author, author=world.editor).id))


@case("ent.repondre")
def _answer_help(world: World, who: str) -> Ask:
    asked = _exchange(world, host=world.someone(who), author=world.editor)
    return Ask(path("helping.answer", id=asked.id), {"answer-decision": "oui"})


@case("ent.repondre_autre")
def _answer_own_request(world: World, who: str) -> Ask:
    asked = _exchange(world, host=world.author, author=world.someone(who) if who != "visiteur" else world.editor)
    return Ask(path("helping.answer", id=asked.id), {"answer-decision": "oui"})


@case("ent.dater")
def _plan_help(world: World, who: str) -> Ask:
    asked = _exchange(world, host=world.author, author=world.someone(who), state="accepted")
    day = clock.today() + timedelta(days=30)
    said = {"meeting-day": day.isoformat(), "meeting-hour": "10:00", "meeting-version": "1"}
    return Ask(path("helping.plan", id=asked.id), said)


@case("ent.annuler")
def _cancel_help(world: World, who: str) -> Ask:
    return Ask(path("helping.cancel", id=_exchange(world, host=world.author, author=world.someone(who)).id), {})


@case("ent.raconter")
def _tell_help(world: World, who: str) -> Ask:
    asked = _exchange(world, host=world.author, author=world.someone(who), state="accepted")
    return Ask(path("helping.tell", id=asked.id), {"note-note": LONG})


@case("ent.retour_masque")
def _hidden_note(world: World, who: str) -> Ask:
    told = {"state": "done", "note": "x", "noted_at": clock.now(), "hidden_at": clock.now()}
    return Ask(path("helping.note", id=_exchange(world, host=world.author, author=world.editor, **told).id))
