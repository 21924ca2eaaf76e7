"""A lot on consignment keeps who bears what is lost of it; lines of before go by their handover."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("handover_lines", sa.Column("loss_on", sa.String(32), nullable=True))
