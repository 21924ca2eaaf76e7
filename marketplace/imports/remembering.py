"""What a shop answered about its registers before: the meaning of its columns, what is in its packs."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.registers.questions import OF_MANY, Answers, QuestionKey
from marketplace.imports.states import COMMITTED
from marketplace.kernel.ids import PartnerId

LATEST = 24  # imports: a shop may bring files of several shapes


def remembered_answers(session: Session, partner_id: PartnerId) -> Answers:
    """Of its latest imports that stand, of each question the newest answer.

    What was said of all goods in a pack holds for the goods it was said of: it was stored with each of them.
    """
    latest = session.scalars(
        select(ImportBatch.answers)
        .where(
            ImportBatch.organisation_id == partner_id,
            ImportBatch.kind == BatchKind.PURCHASES,
            ImportBatch.state == COMMITTED,
        )
        .order_by(ImportBatch.ended_at.desc(), ImportBatch.id.desc())
        .limit(LATEST)
    )
    found: dict[str, str] = {}
    for answers in latest:
        found = answers | found
    return {key: value for key, value in found.items() if _is_of_many(key)}


def _is_of_many(key: str) -> bool:
    """A column, or the goods in a pack; not a pack whatever is in it."""
    family, *names = key.split(":")
    return family in OF_MANY and len(names) == (2 if family == QuestionKey.PACK else 1)
