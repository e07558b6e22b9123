"""Changes of experiences: written step by step, then led from one state to another by named transitions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from club import clock, journal, storage, text
from club.access import Conflict, Refused
from club.events import emit
from club.experiences import events, writing
from club.experiences.models import Experience, ExperienceFile
from club.experiences.states import LABELS, TRANSITIONS, State
from club.extensions import db
from club.forum import keeping, timeline
from club.forum import operations as forum
from club.forum.events import TopicChanged
from club.forum.models import Topic
from club.members.models import Member
from club.policy import Action
from club.rows import awaited
from club.storage.models import StoredFile
from club.transitions import target

AWAY = "L’expérience dont parle cette discussion n’est plus publiée."
MOST_FILES = 12


def create(essentials: writing.Essentials, *, by: Member) -> Experience:
    """A draft of a new experience, from its first step."""
    experience = Experience(
        author_id=by.id,
        departement_code=by.departement_code or essentials.commune.departement_code,
        title=essentials.title,
        slug=text.slugify(essentials.title),
        commune_code=essentials.commune.code,
    )
    db.session.add(experience)
    db.session.flush()
    writing.put(essentials, experience)
    return experience


def edit(experience: Experience, step: writing.Step, *, version: int, by: Member) -> None:
    """Replace one step; raises Conflict when the experience was changed since `version`."""
    awaited(experience)
    if version != experience.version:
        raise Conflict(writing.stored(step, experience), writing.typed(step))
    experience.version += 1
    experience.updated_at = clock.now()
    writing.put(step, experience)
    db.session.flush()
    _follow_title(experience)
    _note(experience, by, {"edited": True})
    emit(events.ExperienceChanged(experience_id=experience.id))


def _note(experience: Experience, by: Member, after: dict[str, Any], reason: str = "") -> None:
    """What staff do to the experience of others goes to the journal."""
    if by.is_staff and by.id != experience.author_id:
        journal.record(
            Action.EXPERIENCE_EDIT, "experience", experience.id, label=experience.title, after=after,
            reason=reason, by=by.id,
        )  # fmt: skip


def _discussion(experience: Experience) -> Topic | None:
    return db.session.get(Topic, experience.topic_id) if experience.topic_id else None


def _follow_title(experience: Experience) -> None:
    """The discussion is named after what it is about."""
    topic = _discussion(experience)
    if topic is not None and topic.title != experience.title:
        topic.title, topic.slug = experience.title, experience.slug
        emit(TopicChanged(topic_id=topic.id))


def _follow_visibility(experience: Experience) -> None:
    """The discussion is seen when the experience is; one that moderation hid for itself stays hidden."""
    topic = _discussion(experience)
    if topic is None:
        return
    is_seen = experience.published_at is not None and experience.hidden_at is None
    if not is_seen and topic.hidden_at is None:
        keeping.hide_topic(topic, reason=AWAY)
    elif is_seen and topic.hidden_at is not None and topic.hidden_reason == AWAY:
        keeping.restore_topic(topic)


def missing(experience: Experience) -> list[tuple[str, int]]:
    """What publication still asks for, each with the step where it is written."""
    pictures = [file for file in experience.files if file.is_picture and not file.alt]
    needed = [
        ("les thèmes", 1, experience.themes),
        ("le stade", 1, experience.stage),
        ("le problème", 2, experience.context.strip()),
        ("ce qui a été fait", 2, experience.actions.strip()),
        ("la description de chaque image", 5, not pictures),
    ]
    return [(name, step) for name, step, value in needed if not value]


def _move(experience: Experience, name: str, by: Member, reason: str = "") -> None:
    """One named transition; raises Refused when the state does not allow it."""
    experience.state = target(TRANSITIONS, name, experience.state)
    _note(experience, by, {"state": LABELS[State(experience.state)]}, reason)


def submit(experience: Experience, *, by: Member) -> None:
    """Ask for a second look before publication."""
    _move(experience, "submit", by)
    emit(events.ReviewAsked(experience_id=experience.id, by_id=by.id))


def give_back(experience: Experience, *, word: str, by: Member) -> None:
    """Back to its author, with a word on what to change."""
    _move(experience, "give_back", by, word)
    emit(events.ExperienceGivenBack(experience_id=experience.id, by_id=by.id, word=word))


def publish(experience: Experience, *, by: Member, at: datetime | None = None) -> None:
    """Show it to all members and open its discussion; raises Refused when something is missing."""
    if lacks := missing(experience):
        raise Refused(f"Avant de publier, complétez : {', '.join(name for name, _ in lacks)}.")
    _move(experience, "publish", by)
    now = at or clock.now()
    experience.published_at = experience.published_at or now
    experience.checked_at, experience.asked_at = now, None
    if experience.topic_id is None:
        _open_discussion(experience, by, at)
        _tell_source(experience, by)
    _follow_visibility(experience)
    emit(events.ExperiencePublished(experience_id=experience.id, by_id=by.id))


def _open_discussion(experience: Experience, by: Member, at: datetime | None) -> None:
    """It is the author's, even when staff published for them."""
    owner = by if by.id == experience.author_id else db.session.get_one(Member, experience.author_id)
    topic = forum.open_discussion(
        about_kind="experience", about_id=experience.id, title=experience.title,
        theme_id=experience.themes[0].id, by=owner, at=at,
    )  # fmt: skip
    experience.topic_id = topic.id


def _tell_source(experience: Experience, by: Member) -> None:
    """The thread it was made of says so, and leads to it."""
    if experience.source_topic_id is not None:
        source = db.session.get_one(Topic, experience.source_topic_id)
        address = f"/experiences/{experience.id}-{experience.slug}"
        timeline.note(source, "written_up", by, title=experience.title, url=address)


def flag(experience: Experience, *, by: Member) -> None:
    """Say that it does not hold any more as it is."""
    _move(experience, "flag", by)
    emit(events.ExperienceFlagged(experience_id=experience.id, by_id=by.id))


def confirm(experience: Experience, *, by: Member) -> None:
    """Say that it still holds."""
    _move(experience, "confirm", by)
    experience.checked_at, experience.asked_at = clock.now(), None


def archive(experience: Experience, *, by: Member) -> None:
    """Out of the gallery and the search; links to it stay alive."""
    _move(experience, "archive", by)
    emit(events.ExperienceChanged(experience_id=experience.id))


def withdraw(experience: Experience, *, by: Member) -> None:
    """Back to a draft."""
    _move(experience, "withdraw", by)
    experience.published_at = None
    _follow_visibility(experience)
    emit(events.ExperienceChanged(experience_id=experience.id))


def hide(experience: Experience, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    experience.hidden_at, experience.hidden_reason = clock.now(), reason
    _follow_visibility(experience)
    emit(events.ExperienceHidden(experience_id=experience.id))


def restore(experience: Experience, *, by: Member) -> None:
    """Back in sight."""
    experience.hidden_at, experience.hidden_reason = None, ""
    _follow_visibility(experience)
    emit(events.ExperienceChanged(experience_id=experience.id))


def refuse_too_many(experience: Experience) -> None:
    """Raises Refused when no file may be added: asked before a content is stored."""
    if len(experience.files) >= MOST_FILES:
        raise Refused(f"{MOST_FILES} documents ou images au plus pour une expérience.")


def add_file(experience: Experience, stored: StoredFile, *, title: str, alt: str) -> None:
    """One more document or picture, after the others."""
    position = max((file.position for file in experience.files), default=-1) + 1
    file = ExperienceFile(
        experience_id=experience.id, stored_id=stored.id, title=title[:160], alt=alt[:300], position=position
    )
    db.session.add(file)
    db.session.flush()


def arrange_files(experience: Experience, words: dict[int, tuple[str, str]], removed: Sequence[int]) -> None:
    """Rename files, describe pictures, take some away; a content goes with the last row that names it."""
    for file in list(experience.files):
        if file.id in removed:
            stored = file.stored
            db.session.delete(file)
            db.session.flush()
            storage.let_go(stored)
        elif file.id in words:
            title, alt = words[file.id]
            file.title, file.alt = title[:160] or file.title, alt[:300]


def is_public(experience: Experience) -> bool:
    """Whether all members may read it, moderation apart."""
    return experience.state not in (State.DRAFT, State.REVIEW)
