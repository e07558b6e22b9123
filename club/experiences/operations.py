"""Changes of experiences. HTML is rendered here, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from club import clock, journal, text
from club.access import Conflict
from club.events import emit
from club.experiences.events import ExperienceChanged, ExperienceHidden, ExperiencePublished
from club.experiences.models import Experience, ExperienceFunder, ExperienceTheme
from club.extensions import db
from club.forum import keeping
from club.forum import operations as forum
from club.forum.events import TopicChanged
from club.forum.models import Topic
from club.members.models import Member
from club.policy import Action
from club.territories.models import Commune

AWAY = "L’expérience dont parle cette discussion n’est plus publiée."


@dataclass(frozen=True)
class Funder:
    """Who paid what, in whole euros."""

    name: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class WriteUp:
    """All that is written in the form; `parts` holds the text of each of Experience.PARTS."""

    title: str
    summary: str
    commune: Commune
    theme_ids: Sequence[int]
    parts: dict[str, str]
    cost: int | None
    funders: Sequence[Funder]


def create(written: WriteUp, *, by: Member) -> Experience:
    """A draft of a new experience."""
    experience = Experience(
        author_id=by.id,
        departement_code=by.departement_code or written.commune.departement_code,
        title=written.title,
        slug=text.slugify(written.title),
        commune_code=written.commune.code,
    )
    db.session.add(experience)
    db.session.flush()
    _write(experience, written)
    return experience


def edit(experience: Experience, written: WriteUp, *, version: int, by: Member) -> None:
    """Replace the write-up; raises Conflict when it was changed since `version`."""
    if version != experience.version:
        raise Conflict(_stored(experience), _typed(written))
    experience.version += 1
    _write(experience, written)
    _follow_title(experience)
    if by.id != experience.author_id:
        journal.record(Action.EXPERIENCE_EDIT, "experience", experience.id, label=experience.title, by=by.id)
    emit(ExperienceChanged(experience_id=experience.id))


def _stored(experience: Experience) -> str:
    texts = [getattr(experience, part) for part in Experience.PARTS]
    return "\n\n".join(filter(None, [experience.title, experience.summary, *texts]))


def _typed(written: WriteUp) -> str:
    return "\n\n".join(filter(None, [written.title, written.summary, *written.parts.values()]))


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


def _write(experience: Experience, written: WriteUp) -> None:
    experience.title, experience.slug = written.title, text.slugify(written.title)
    experience.summary, experience.cost = written.summary, written.cost
    experience.commune_code = written.commune.code
    experience.updated_at = clock.now()
    for part in Experience.PARTS:
        source = written.parts.get(part, "")
        setattr(experience, part, source)
        setattr(experience, f"{part}_html", text.render(source))
    _replace_themes(experience.id, written.theme_ids)
    _replace_funders(experience.id, written.funders)
    db.session.flush()


def _replace_themes(experience_id: int, theme_ids: Sequence[int]) -> None:
    db.session.execute(delete(ExperienceTheme).where(ExperienceTheme.experience_id == experience_id))
    db.session.add_all(
        ExperienceTheme(experience_id=experience_id, term_id=term_id) for term_id in dict.fromkeys(theme_ids)
    )


def _replace_funders(experience_id: int, funders: Sequence[Funder]) -> None:
    db.session.execute(delete(ExperienceFunder).where(ExperienceFunder.experience_id == experience_id))
    db.session.add_all(
        ExperienceFunder(experience_id=experience_id, name=one.name, amount=one.amount, position=position)
        for position, one in enumerate(funders)
    )


def publish(experience: Experience, *, theme_id: int, by: Member, at: datetime | None = None) -> None:
    """Show it to all members and open its discussion. Publishing twice changes nothing."""
    if experience.published_at is not None:
        return
    experience.published_at = at or clock.now()
    if experience.topic_id is None:
        topic = forum.open_discussion(
            about_kind="experience",
            about_id=experience.id,
            title=experience.title,
            theme_id=theme_id,
            by=_owner(experience, by),
            at=at,
        )
        experience.topic_id = topic.id
    _follow_visibility(experience)
    emit(ExperiencePublished(experience_id=experience.id, by_id=by.id))


def _owner(experience: Experience, by: Member) -> Member:
    """Whose discussion it is: the author's, even when staff published for them."""
    return by if by.id == experience.author_id else db.session.get_one(Member, experience.author_id)


def withdraw(experience: Experience, *, by: Member) -> None:
    """Back to a draft."""
    experience.published_at = None
    if by.id != experience.author_id:
        after = {"published": False}
        journal.record(
            Action.EXPERIENCE_EDIT, "experience", experience.id, label=experience.title, after=after, by=by.id
        )
    _follow_visibility(experience)
    emit(ExperienceChanged(experience_id=experience.id))


def hide(experience: Experience, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    experience.hidden_at, experience.hidden_reason = clock.now(), reason
    _follow_visibility(experience)
    emit(ExperienceHidden(experience_id=experience.id))


def restore(experience: Experience, *, by: Member) -> None:
    """Back in sight."""
    experience.hidden_at, experience.hidden_reason = None, ""
    _follow_visibility(experience)
    emit(ExperienceChanged(experience_id=experience.id))
