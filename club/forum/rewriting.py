"""Messages follow what they cite: the search index says what changed, was hidden or came back."""

from collections.abc import Sequence

from club.forum import attachments, citing, operations, searching
from club.forum.events import PostChanged


def things_changed(things: Sequence[tuple[str, str]]) -> None:
    """Write again the HTML of the messages that link to these things, and what the search knows of them."""
    for post in citing.citing(things):
        written = operations.rendered(post.body, attachments.of_post(post.id))
        if written != post.body_html:
            post.body_html = written
            searching.index_post(PostChanged(topic_id=post.topic_id, post_id=post.id))
