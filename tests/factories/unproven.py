"""Answers to refusals of before evidence was asked for: rows that nobody can write any more."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.db.rules import create_rules
from marketplace.purchases.models.answers import (
    ANSWERS_PROVEN,
    DECISIONS_PROVEN,
    AnswerRuling,
    Refusal,
    RefusalAnswer,
    RefusalDecision,
)
from tests.conftest import NOW

RULES = {"refusal_answers": ANSWERS_PROVEN, "refusal_decisions": DECISIONS_PROVEN}


def make_unproven_answer(
    session: Session, refusal: Refusal, *, ruling: AnswerRuling | None = None
) -> RefusalAnswer:
    """As a base has it that was upgraded, its rules laid down after the rows."""
    connection = session.connection()
    for table in RULES:
        _drop(session, table)
    answer = RefusalAnswer(refusal_id=refusal.id, text="Ya, benar", answered_by=None, answered_at=NOW)
    session.add(answer)
    session.flush()
    if ruling is not None:
        given = {"answer_id": answer.id, "refusal_id": refusal.id, "reason": "kabur"}
        session.add(RefusalDecision(ruling=ruling, decided_by=None, decided_at=NOW, **given))
        session.flush()
    for rules in RULES.values():
        create_rules(connection, rules)
    session.commit()
    return answer


def _drop(session: Session, table: str) -> None:
    name = f"{table}_proven"
    if session.connection().dialect.name == "postgresql":
        session.execute(text(f"DROP TRIGGER {name} ON {table}"))
        session.execute(text(f"DROP FUNCTION {name}()"))
    else:
        session.execute(text(f"DROP TRIGGER {name}_insert"))
