"""foundations"""

import sqlalchemy as sa
from alembic import op

from club import journal
from club.extensions import UtcDateTime
from club.search import ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "epci",
        sa.Column("siren", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("siren", name=op.f("pk_epci")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("to_member_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_newest", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_to_member_id"), ["to_member_id"], unique=False)
        batch_op.create_index(
            "ix_letter_waiting",
            ["next_try_at"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_waiting",
            ["next_try_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "region",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "search_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("moment", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_search_document_kind_key")),
    )
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(length=30), nullable=False),
        sa.Column("shown", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("kind_label", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_key"), ["key"], unique=False)

    op.create_table(
        "submission",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    op.create_table(
        "synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("is_suggested", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["term.id"], name=op.f("fk_term_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_term_kind_slug")),
    )
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.create_index("ix_term_kind_position", ["kind", "position", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_term_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "category",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("topics_count", sa.Integer(), nullable=False),
        sa.Column("posts_count", sa.Integer(), nullable=False),
        sa.Column("last_post_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["theme_id"], ["term.id"], name=op.f("fk_category_theme_id")),
        sa.PrimaryKeyConstraint("theme_id", name=op.f("pk_category")),
    )
    op.create_table(
        "departement",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("zone", sa.String(length=5), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_departement_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_departement")),
    )
    with op.batch_alter_table("departement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departement_region_code"), ["region_code"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("acronym", sa.String(length=30), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["type_id"], ["term.id"], name=op.f("fk_organisation_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("siren", name=op.f("uq_organisation_siren")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_type_id"), ["type_id"], unique=False)

    op.create_table(
        "commune",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "key", sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "sort_key",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("epci_siren", sa.String(length=9), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("postcodes", sa.String(length=250), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("is_former", sa.Boolean(), nullable=False),
        sa.Column("merged_into_code", sa.String(length=5), nullable=True),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_commune_departement_code")),
        sa.ForeignKeyConstraint(["epci_siren"], ["epci.siren"], name=op.f("fk_commune_epci_siren")),
        sa.ForeignKeyConstraint(["merged_into_code"], ["commune.code"], name=op.f("fk_commune_merged_into_code")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_commune_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commune")),
    )
    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.create_index("ix_commune_departement_sorted", ["departement_code", "sort_key", "code"], unique=False)
        batch_op.create_index(batch_op.f("ix_commune_epci_siren"), ["epci_siren"], unique=False)
        batch_op.create_index(batch_op.f("ix_commune_key"), ["key"], unique=False)
        batch_op.create_index("ix_commune_region_sorted", ["region_code", "sort_key", "code"], unique=False)
        batch_op.create_index("ix_commune_sorted", ["sort_key", "code"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_coverage_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_coverage_scope_code", ["scope", "code"], unique=False)

    op.create_table(
        "organisation_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("function", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_contact_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_contact")),
    )
    with op.batch_alter_table("organisation_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_contact_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "commune_word",
        sa.Column(
            "word", sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_commune_word_commune_code")),
        sa.PrimaryKeyConstraint("word", "commune_code", name=op.f("pk_commune_word")),
    )
    with op.batch_alter_table("commune_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commune_word_commune_code"), ["commune_code"], unique=False)

    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "key", sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_former_name_commune_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
        sa.UniqueConstraint("code", "name", "commune_code", name=op.f("uq_former_name_code_name_commune_code")),
    )
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_name_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_former_name_commune_code"), ["commune_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_former_name_key"), ["key"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("first_name", sa.String(length=80), nullable=False),
        sa.Column("last_name", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("function_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("scope_kind", sa.String(length=12), nullable=True),
        sa.Column("scope_code", sa.String(length=3), nullable=True),
        sa.Column("scope_departements", sa.JSON(), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("bio_html", sa.Text(), nullable=False),
        sa.Column("help_offer", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("is_phone_shown", sa.Boolean(), nullable=False),
        sa.Column("is_email_shown", sa.Boolean(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("request_message", sa.Text(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("admitted_at", UtcDateTime(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("suspended_until", UtcDateTime(), nullable=True),
        sa.Column("suspension_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("forum_read_at", UtcDateTime(), nullable=False),
        sa.Column("welcome_step", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_member_email_lower")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_member_commune_code")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["member.id"], name=op.f("fk_member_decided_by_id")),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_member_departement_code")),
        sa.ForeignKeyConstraint(["function_id"], ["term.id"], name=op.f("fk_member_function_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_member_organisation_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_member_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_commune_code"), ["commune_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_function_id"), ["function_id"], unique=False)
        batch_op.create_index("ix_member_name", ["last_name", "first_name", "id"], unique=False)
        batch_op.create_index("ix_member_newest", ["admitted_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_member_status_role", ["status", "role"], unique=False)

    op.create_table(
        "programme_commune",
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("programme_id", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("ort_signed_on", sa.Date(), nullable=True),
        sa.Column("is_ort_signed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_programme_commune_commune_code")),
        sa.PrimaryKeyConstraint("commune_code", name=op.f("pk_programme_commune")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("commune_codes", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("scope_kind", sa.String(length=12), nullable=True),
        sa.Column("scope_code", sa.String(length=3), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["member.id"], name=op.f("fk_invitation_accepted_by_id")),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_invitation_departement_code")
        ),
        sa.ForeignKeyConstraint(["invited_by_id"], ["member.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_email"), ["email"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("thing_kind", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.String(length=20), nullable=False),
        sa.Column("thing_label", sa.String(length=200), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["member.id"], name=op.f("fk_journal_entry_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entry_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_journal_entry_newest", ["at", "id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_login_session_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_member_id"), ["member_id"], unique=False)

    op.create_table(
        "mail_choice",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_mail_choice_member_id")),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_mail_choice")),
    )
    op.create_table(
        "member_commune",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_member_commune_commune_code")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_commune_member_id")),
        sa.PrimaryKeyConstraint("member_id", "commune_code", name=op.f("pk_member_commune")),
    )
    with op.batch_alter_table("member_commune", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_commune_commune_code"), ["commune_code"], unique=False)

    op.create_table(
        "member_theme",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_theme_member_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_member_theme_term_id")),
        sa.PrimaryKeyConstraint("member_id", "term_id", name=op.f("pk_member_theme")),
    )
    with op.batch_alter_table("member_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_theme_term_id"), ["term_id"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["member.id"], name=op.f("fk_notification_actor_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notification_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "member_id",
            "kind",
            "subject_kind",
            "subject_id",
            name=op.f("uq_notification_member_id_kind_subject_kind_subject_id"),
        ),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix_notification_newest", ["member_id", "created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_notification_unread",
            ["member_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing_kind", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("thing_label", sa.String(length=200), nullable=False),
        sa.Column("thing_author_id", sa.Integer(), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_report_departement_code")),
        sa.ForeignKeyConstraint(["reporter_id"], ["member.id"], name=op.f("fk_report_reporter_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["member.id"], name=op.f("fk_report_settled_by_id")),
        sa.ForeignKeyConstraint(["thing_author_id"], ["member.id"], name=op.f("fk_report_thing_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index("ix_report_queue", ["settled_at", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index("ix_report_thing", ["thing_kind", "thing_id"], unique=False)

    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_resource_author_id")),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_resource_departement_code")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_resource_organisation_id")),
        sa.ForeignKeyConstraint(["type_id"], ["term.id"], name=op.f("fk_resource_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resource_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(
            "ix_resource_newest", [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")], unique=False
        )
        batch_op.create_index(batch_op.f("ix_resource_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resource_type_id"), ["type_id"], unique=False)

    op.create_table(
        "secret_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_secret_link_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_secret_link_token_hash")),
    )
    with op.batch_alter_table("secret_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secret_link_member_id"), ["member_id"], unique=False)

    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("about_kind", sa.String(length=20), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_post_at", UtcDateTime(), nullable=False),
        sa.Column("last_post_by_id", sa.Integer(), nullable=True),
        sa.Column("posts_count", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_topic_author_id")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_topic_commune_code")),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_topic_departement_code")),
        sa.ForeignKeyConstraint(["last_post_by_id"], ["member.id"], name=op.f("fk_topic_last_post_by_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["term.id"], name=op.f("fk_topic_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("about_kind", "about_id", name=op.f("uq_topic_about_kind_about_id")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_commune_code"), ["commune_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(
            "ix_topic_pinned",
            [sa.literal_column("last_post_at DESC")],
            unique=False,
            sqlite_where=sa.text("is_pinned = 1"),
            postgresql_where=sa.text("is_pinned"),
        )
        batch_op.create_index(
            "ix_topic_recent", [sa.literal_column("last_post_at DESC"), sa.literal_column("id DESC")], unique=False
        )
        batch_op.create_index(
            "ix_topic_theme_recent",
            ["theme_id", sa.literal_column("last_post_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_topic_waiting", ["kind", "posts_count", sa.literal_column("last_post_at DESC")], unique=False
        )

    op.create_table(
        "experience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("again", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("context_html", sa.Text(), nullable=False),
        sa.Column("actions_html", sa.Text(), nullable=False),
        sa.Column("calendar_html", sa.Text(), nullable=False),
        sa.Column("results_html", sa.Text(), nullable=False),
        sa.Column("again_html", sa.Text(), nullable=False),
        sa.Column("contact_html", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_experience_author_id")),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_experience_commune_code")),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_experience_departement_code")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_experience_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience")),
    )
    with op.batch_alter_table("experience", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experience_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_experience_commune_code"), ["commune_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_experience_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(
            "ix_experience_newest", [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")], unique=False
        )

    op.create_table(
        "follow",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_follow_member_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_follow_topic_id")),
        sa.PrimaryKeyConstraint("member_id", "topic_id", name=op.f("pk_follow")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_post_author_id")),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_post_departement_code")),
        sa.ForeignKeyConstraint(["edited_by_id"], ["member.id"], name=op.f("fk_post_edited_by_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_post_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("topic_id", "number", name=op.f("uq_post_topic_id_number")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_author_id"), ["author_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_reading_member_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_reading_topic_id")),
        sa.PrimaryKeyConstraint("member_id", "topic_id", name=op.f("pk_reading")),
    )
    op.create_table(
        "resource_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("stored_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_file_resource_id")),
        sa.ForeignKeyConstraint(["stored_id"], ["stored_file.id"], name=op.f("fk_resource_file_stored_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_file")),
    )
    with op.batch_alter_table("resource_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_file_resource_id"), ["resource_id"], unique=False)

    op.create_table(
        "resource_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_link_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_link")),
    )
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_link_resource_id"), ["resource_id"], unique=False)

    op.create_table(
        "resource_territory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_territory_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_territory")),
    )
    with op.batch_alter_table("resource_territory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_territory_resource_id"), ["resource_id"], unique=False)
        batch_op.create_index("ix_resource_territory_scope_code", ["scope", "code"], unique=False)

    op.create_table(
        "resource_theme",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_theme_resource_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_resource_theme_term_id")),
        sa.PrimaryKeyConstraint("resource_id", "term_id", name=op.f("pk_resource_theme")),
    )
    with op.batch_alter_table("resource_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_theme_term_id"), ["term_id"], unique=False)

    op.create_table(
        "experience_funder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experience_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["experience_id"], ["experience.id"], name=op.f("fk_experience_funder_experience_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience_funder")),
    )
    with op.batch_alter_table("experience_funder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experience_funder_experience_id"), ["experience_id"], unique=False)

    op.create_table(
        "experience_theme",
        sa.Column("experience_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["experience_id"], ["experience.id"], name=op.f("fk_experience_theme_experience_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_experience_theme_term_id")),
        sa.PrimaryKeyConstraint("experience_id", "term_id", name=op.f("pk_experience_theme")),
    )
    with op.batch_alter_table("experience_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experience_theme_term_id"), ["term_id"], unique=False)

    op.create_table(
        "post_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_revision_post_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["member.id"], name=op.f("fk_post_revision_replaced_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_revision")),
    )
    with op.batch_alter_table("post_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_revision_post_id"), ["post_id"], unique=False)
    for statement in [*ddl.statements(op.get_bind().dialect.name), *journal.TRIGGERS[op.get_bind().dialect.name]]:
        op.execute(statement)


def downgrade() -> None:
    for statement in [*ddl.drop_statements(op.get_bind().dialect.name), *journal.DROPS[op.get_bind().dialect.name]]:
        op.execute(statement)
    with op.batch_alter_table("post_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_revision_post_id"))

    op.drop_table("post_revision")
    with op.batch_alter_table("experience_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experience_theme_term_id"))

    op.drop_table("experience_theme")
    with op.batch_alter_table("experience_funder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experience_funder_experience_id"))

    op.drop_table("experience_funder")
    with op.batch_alter_table("resource_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_theme_term_id"))

    op.drop_table("resource_theme")
    with op.batch_alter_table("resource_territory", schema=None) as batch_op:
        batch_op.drop_index("ix_resource_territory_scope_code")
        batch_op.drop_index(batch_op.f("ix_resource_territory_resource_id"))

    op.drop_table("resource_territory")
    with op.batch_alter_table("resource_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_link_resource_id"))

    op.drop_table("resource_link")
    with op.batch_alter_table("resource_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_file_resource_id"))

    op.drop_table("resource_file")
    op.drop_table("reading")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_author_id"))

    op.drop_table("post")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_topic_id"))

    op.drop_table("follow")
    with op.batch_alter_table("experience", schema=None) as batch_op:
        batch_op.drop_index("ix_experience_newest")
        batch_op.drop_index(batch_op.f("ix_experience_departement_code"))
        batch_op.drop_index(batch_op.f("ix_experience_commune_code"))
        batch_op.drop_index(batch_op.f("ix_experience_author_id"))

    op.drop_table("experience")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_waiting")
        batch_op.drop_index("ix_topic_theme_recent")
        batch_op.drop_index("ix_topic_recent")
        batch_op.drop_index(
            "ix_topic_pinned", sqlite_where=sa.text("is_pinned = 1"), postgresql_where=sa.text("is_pinned")
        )
        batch_op.drop_index(batch_op.f("ix_topic_departement_code"))
        batch_op.drop_index(batch_op.f("ix_topic_commune_code"))
        batch_op.drop_index(batch_op.f("ix_topic_author_id"))

    op.drop_table("topic")
    with op.batch_alter_table("secret_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secret_link_member_id"))

    op.drop_table("secret_link")
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_type_id"))
        batch_op.drop_index(batch_op.f("ix_resource_organisation_id"))
        batch_op.drop_index("ix_resource_newest")
        batch_op.drop_index(batch_op.f("ix_resource_departement_code"))
        batch_op.drop_index(batch_op.f("ix_resource_author_id"))

    op.drop_table("resource")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_thing")
        batch_op.drop_index(batch_op.f("ix_report_reporter_id"))
        batch_op.drop_index("ix_report_queue")
        batch_op.drop_index(batch_op.f("ix_report_departement_code"))

    op.drop_table("report")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notification_unread",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index("ix_notification_newest")

    op.drop_table("notification")
    with op.batch_alter_table("member_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_theme_term_id"))

    op.drop_table("member_theme")
    with op.batch_alter_table("member_commune", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_commune_commune_code"))

    op.drop_table("member_commune")
    op.drop_table("mail_choice")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_member_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_newest")
        batch_op.drop_index(batch_op.f("ix_journal_entry_actor_id"))
        batch_op.drop_index(batch_op.f("ix_journal_entry_act"))

    op.drop_table("journal_entry")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_email"))
        batch_op.drop_index(batch_op.f("ix_invitation_departement_code"))

    op.drop_table("invitation")
    op.drop_table("programme_commune")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("ix_member_status_role")
        batch_op.drop_index(batch_op.f("ix_member_organisation_id"))
        batch_op.drop_index("ix_member_newest")
        batch_op.drop_index("ix_member_name")
        batch_op.drop_index(batch_op.f("ix_member_function_id"))
        batch_op.drop_index(batch_op.f("ix_member_departement_code"))
        batch_op.drop_index(batch_op.f("ix_member_commune_code"))

    op.drop_table("member")
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_name_key"))
        batch_op.drop_index(batch_op.f("ix_former_name_commune_code"))
        batch_op.drop_index(batch_op.f("ix_former_name_code"))

    op.drop_table("former_name")
    with op.batch_alter_table("commune_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commune_word_commune_code"))

    op.drop_table("commune_word")
    with op.batch_alter_table("organisation_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_contact_organisation_id"))

    op.drop_table("organisation_contact")
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.drop_index("ix_coverage_scope_code")
        batch_op.drop_index(batch_op.f("ix_coverage_organisation_id"))

    op.drop_table("coverage")
    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.drop_index("ix_commune_sorted")
        batch_op.drop_index("ix_commune_region_sorted")
        batch_op.drop_index(batch_op.f("ix_commune_key"))
        batch_op.drop_index(batch_op.f("ix_commune_epci_siren"))
        batch_op.drop_index("ix_commune_departement_sorted")

    op.drop_table("commune")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_type_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("departement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departement_region_code"))

    op.drop_table("departement")
    op.drop_table("category")
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_term_parent_id"))
        batch_op.drop_index("ix_term_kind_position")

    op.drop_table("term")
    op.drop_table("synonym")
    op.drop_table("submission")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_key"))

    op.drop_table("stored_file")
    op.drop_table("search_word")
    op.drop_table("search_document")
    op.drop_table("region")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )

    op.drop_table("outbox")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_letter_waiting", sqlite_where=sa.text("sent_at IS NULL"), postgresql_where=sa.text("sent_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_letter_to_member_id"))
        batch_op.drop_index("ix_letter_newest")

    op.drop_table("letter")
    op.drop_table("epci")
