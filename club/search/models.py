"""What is indexed, as it is shown; the words themselves are in the database's own full-text table."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from club.extensions import Model


class SearchDocument(Model):
    """One thing that can be found. Its id grows with its moment, so that the newest have the largest ids."""

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    moment: Mapped[datetime]
    # What else it holds, such as its files: pairs of a name and a text.
    parts: Mapped[list[list[str]]] = mapped_column(JSON, default=list, deferred=True)

    __table_args__ = (
        UniqueConstraint("kind", "key"),
        # The key of many documents, without reading their texts: see `sqlite.HOLDING`.
        Index("ix_search_document_identity", "id", "kind", "key"),
    )


class SearchWord(Model):
    """A word met in a document, for « Vouliez-vous dire… »."""

    word: Mapped[str] = mapped_column(String(30), primary_key=True)  # folded
    shown: Mapped[str] = mapped_column(String(60))
