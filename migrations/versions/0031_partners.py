"""Partners: ad hoc lists of communes, offers, contacts by territory, and the life of an organisation's card."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

POINTERS = {
    **{"logo_id": "stored_file", "parent_id": "organisation", "proposed_by_id": "member"},
    **{"successor_id": "organisation", "merged_into_id": "organisation"},
}
INDEXED = ("parent_id", "merged_into_id", "departement_code")


def upgrade() -> None:
    _lists()
    with op.batch_alter_table("organisation") as table:
        table.add_column(sa.Column("siret", sa.String(length=14), nullable=True))
        for name in POINTERS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("standing", sa.String(length=10), nullable=False, server_default="listed"))
        table.add_column(sa.Column("decision_reason", sa.String(length=500), nullable=False, server_default=""))
        table.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("departement_code", sa.String(length=3), nullable=True))
    with op.batch_alter_table("organisation") as table:
        table.alter_column("standing", server_default=None)
        table.alter_column("decision_reason", server_default=None)
        table.create_unique_constraint(op.f("uq_organisation_siret"), ["siret"])
        table.create_index("ix_organisation_standing", ["standing", "name", "id"])
        for name in INDEXED:
            table.create_index(op.f(f"ix_organisation_{name}"), [name])
        for name, other in POINTERS.items():
            table.create_foreign_key(op.f(f"fk_organisation_{name}_{other}"), other, [name], ["id"])
        table.create_foreign_key(
            op.f("fk_organisation_departement_code_departement"), "departement", ["departement_code"], ["code"]
        )
    with op.batch_alter_table("organisation_contact") as table:
        table.add_column(sa.Column("reachable", sa.String(length=120), nullable=False, server_default=""))
        table.add_column(sa.Column("verified_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("organisation_contact") as table:
        table.alter_column("reachable", server_default=None)
        table.alter_column("version", server_default=None)
    _territories("contact", "organisation_contact", "contact_territory")
    _offers()


def _lists() -> None:
    op.create_table(
        "place_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_place_list_author_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_list")),
        sa.UniqueConstraint("name", name=op.f("uq_place_list_name")),
    )
    op.create_table(
        "place_list_commune",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_code"], ["commune.code"], name=op.f("fk_place_list_commune_commune_code_commune")
        ),
        sa.ForeignKeyConstraint(["list_id"], ["place_list.id"], name=op.f("fk_place_list_commune_list_id_place_list")),
        sa.PrimaryKeyConstraint("list_id", "commune_code", name=op.f("pk_place_list_commune")),
    )
    op.create_index(op.f("ix_place_list_commune_commune_code"), "place_list_commune", ["commune_code"])


def _territories(owner: str, owners: str, name: str) -> None:
    """A table of territories of one kind of thing."""
    column = f"{owner}_id"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint([column], [f"{owners}.id"], name=op.f(f"fk_{name}_{column}_{owners}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _offers() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("is_free", sa.Boolean(), nullable=True),
        sa.Column("price", sa.String(length=200), nullable=False),
        sa.Column("delay_days", sa.Integer(), nullable=True),
        sa.Column("delay", sa.String(length=200), nullable=False),
        sa.Column("audience", sa.String(length=300), nullable=False),
        sa.Column("how_to_ask", sa.String(length=600), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["organisation_contact.id"], name=op.f("fk_offer_contact_id_organisation_contact")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_offer_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["verified_by_id"], ["member.id"], name=op.f("fk_offer_verified_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    for name in ("contact_id", "organisation_id"):
        op.create_index(op.f(f"ix_offer_{name}"), "offer", [name])
    op.create_table(
        "offer_term",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_term_offer_id_offer")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_offer_term_term_id_term")),
        sa.PrimaryKeyConstraint("offer_id", "term_id", name=op.f("pk_offer_term")),
    )
    op.create_index("ix_offer_term_term_id_offer_id", "offer_term", ["term_id", "offer_id"])
    _territories("offer", "offer", "offer_territory")
    op.create_index("ix_offer_territory_place", "offer_territory", ["scope", "code", "offer_id"])


def downgrade() -> None:
    for name in ("offer_territory", "offer_term", "offer", "contact_territory"):
        op.drop_table(name)
    with op.batch_alter_table("organisation_contact") as table:
        table.drop_column("version")
        table.drop_column("verified_on")
        table.drop_column("reachable")
    with op.batch_alter_table("organisation") as table:
        table.drop_constraint(op.f("fk_organisation_departement_code_departement"), type_="foreignkey")
        for name, other in POINTERS.items():
            table.drop_constraint(op.f(f"fk_organisation_{name}_{other}"), type_="foreignkey")
        for name in INDEXED:
            table.drop_index(op.f(f"ix_organisation_{name}"))
        table.drop_index("ix_organisation_standing")
        table.drop_constraint(op.f("uq_organisation_siret"), type_="unique")
        for name in ("departement_code", "closed_on", "decision_reason", "standing", *POINTERS, "siret"):
            table.drop_column(name)
    op.drop_table("place_list_commune")
    op.drop_table("place_list")
