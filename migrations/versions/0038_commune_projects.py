"""Communes tell their project: where it stands, its axes, its actions, its documents, and every change."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("seeks", sa.Text(), nullable=False),
        sa.Column("seeks_html", sa.Text(), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("shows_html", sa.Text(), nullable=False),
        *_money(),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps_version", sa.Integer(), nullable=False),
        sa.Column("axes_version", sa.Integer(), nullable=False),
        _to("project", "commune_code", "commune.code"),
        _to("project", "stage_id", "term.id"),
        _to("project", "updated_by_id", "member.id"),
        sa.PrimaryKeyConstraint("commune_code", name=op.f("pk_project")),
    )
    op.create_index(op.f("ix_project_stage_id"), "project", ["stage_id"])
    op.create_table(
        "project_step",
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        _to("project_step", "commune_code", "commune.code"),
        _to("project_step", "term_id", "term.id"),
        sa.PrimaryKeyConstraint("commune_code", "term_id", name=op.f("pk_project_step")),
    )
    op.create_table(
        "project_axis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _to("project_axis", "commune_code", "commune.code"),
        _to("project_axis", "theme_id", "term.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_axis")),
    )
    op.create_index(op.f("ix_project_axis_commune_code"), "project_axis", ["commune_code"])
    _actions()
    _files_and_changes()


def _money() -> list[sa.Column]:
    return [
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("budget_source", sa.String(length=200), nullable=False),
        sa.Column("budget_on", sa.Date(), nullable=True),
    ]


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _actions() -> None:
    op.create_table(
        "project_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("axis_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=600), nullable=False),
        sa.Column("state_id", sa.Integer(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("why_dropped", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        *_money(),
        sa.Column("experience_id", sa.Integer(), nullable=True),
        sa.Column("aid_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _to("project_action", "commune_code", "commune.code"),
        _to("project_action", "axis_id", "project_axis.id"),
        _to("project_action", "state_id", "term.id"),
        _to("project_action", "experience_id", "experience.id"),
        _to("project_action", "aid_id", "aid.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_action")),
    )
    for column in ("commune_code", "axis_id", "experience_id", "aid_id"):
        op.create_index(op.f(f"ix_project_action_{column}"), "project_action", [column])


def _files_and_changes() -> None:
    op.create_table(
        "project_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("stored_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        _to("project_file", "commune_code", "commune.code"),
        _to("project_file", "stored_id", "stored_file.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_file")),
    )
    op.create_index(op.f("ix_project_file_commune_code"), "project_file", ["commune_code"])
    op.create_table(
        "project_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _to("project_change", "commune_code", "commune.code"),
        _to("project_change", "by_id", "member.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_change")),
    )
    op.create_index("ix_project_change_newest", "project_change", ["commune_code", "at", "id"])


def downgrade() -> None:
    for table in ("project_change", "project_file", "project_action", "project_axis", "project_step", "project"):
        op.drop_table(table)
