"""Handovers know the day their goods count on; those sent before it count on the day they were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("handovers", sa.Column("goods_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE handovers SET answer_by = NULL WHERE state = 'contested'"
    )  # that of the side that answered
    op.add_column(
        "handovers", sa.Column("asked_again", sa.Boolean(), nullable=False, server_default=sa.false())
    )
