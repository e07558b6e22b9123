"""Whatever is written, cited, hidden and narrowed: no list, search, count or export shows what one may not read."""

import json

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from club import jobs
from club.experiences import operations as experiences
from club.experiences import queries as written
from club.experiences.models import Experience
from club.forum import listing, operations
from club.policy import Action, can
from club.search import rebuild
from tests.notifications.test_never_told import MARK, PEOPLE, STEPS, TOPICS, Story, undone

pytestmark = pytest.mark.anywhere  # filters are proven equal to the rules on both databases; this looks at pages

OWN = "https://club.example"
NUMBERS = st.integers(0, 1)
MORE = st.one_of(
    st.tuples(st.just("cite"), TOPICS, TOPICS, PEOPLE),
    st.tuples(st.just("cite_experience"), TOPICS, NUMBERS, PEOPLE),
    st.tuples(st.sampled_from(["hide_experience", "restore_experience", "withdraw_experience"]), NUMBERS),
)
STORIES = st.lists(st.one_of(STEPS, MORE), min_size=4, max_size=12)
PAGES = (
    "/forum/", "/forum/?onglet=non-lus", "/forum/?onglet=sans-reponse", "/forum/themes/commerce-et-artisanat",
    "/recherche?q=halle", "/recherche?q=parole3x", "/experiences/", "/experiences/export.csv",
    "/experiences/export.json", "/communes/36093-levroux", "/",
)  # fmt: skip


class Shown(Story):
    """The same story with two experiences, and messages that link to topics and experiences."""

    def __init__(self, make) -> None:
        super().__init__(make)
        self.told = [make.experience(self.people[who], f"Sujet{9 + who}x, une halle rouverte") for who in (0, 1)]
        rebuild.reindex()

    def _experience(self, number) -> Experience:
        found = written.experience(self.told[number].id)
        assert found is not None
        return found

    def cite(self, topic, other, who) -> None:
        self._say(topic, f"{OWN}/forum/sujets/{self.topics[other].id}", who)

    def cite_experience(self, topic, number, who) -> None:
        self._say(topic, f"{OWN}/experiences/{self.told[number].id}", who)

    def _say(self, topic, address, who) -> None:
        operations.reply(self.topics[topic], f"Parole{self.said}x\n\n{address}", by=self.people[who])
        self.said += 1

    def hide_experience(self, number) -> None:
        experiences.hide(self._experience(number), reason="À relire", by=self.keeper)

    def restore_experience(self, number) -> None:
        experiences.restore(self._experience(number), by=self.keeper)

    def withdraw_experience(self, number) -> None:
        one = self._experience(number)
        experiences.withdraw(one, by=one.author)

    def _marks(self, reader) -> set[str]:
        """A message carries a mark and, perhaps, an address: the card's words are judged by what it leads to."""
        marks = {mark for one in super()._marks(reader) for mark in MARK.findall(one)}
        mine = [self._experience(number) for number in (0, 1)]
        return marks | {one.title.partition(",")[0] for one in mine if can(reader, Action.EXPERIENCE_READ, one)}

    def check_pages(self, readers, sign_in) -> None:
        """Each page of these people."""
        for reader in (self.people[who] for who in sorted(readers)):
            browser, allowed = sign_in(reader), self._marks(reader)
            topics = [one for one in self.topics if can(reader, Action.TOPIC_READ, one)]
            for path in (*PAGES, *(f"/forum/sujets/{one.id}-{one.slug}" for one in topics)):
                answer = browser.get(path)
                assert answer.status_code == 200, path
                assert set(MARK.findall(shown(answer))) <= allowed, (reader.role, path)
            in_sight = {one.id for one in topics if not (one.hidden_at or one.removed_at) and one.posts_count}
            assert {row.id for row in listing.topics(reader).items} == in_sight
            assert sum(one.topics_count or 0 for one in listing.categories(reader)) == len(in_sight)


def shown(answer) -> str:
    """What an answer says: of JSON, its texts."""
    return json.dumps(answer.json, ensure_ascii=False) if answer.is_json else answer.text


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(
    readers={2, 3, 5},
    story=[("cite", 0, 1, 0), ("cite_experience", 2, 1, 2), ("audience", 1, "project_leaders"), ("hide_experience", 1)],
)
@given(story=STORIES, readers=st.sets(PEOPLE, min_size=3, max_size=3))
def test_no_page_shows_what_its_reader_may_not_read(app, make, sign_in, story, readers):
    with undone():
        with jobs.background(app):
            told = Shown(make)
            for step in story:
                told.do(*step)
        told.check_pages(readers, sign_in)
