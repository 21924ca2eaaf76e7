"""Circulars for tests: approved and in force since January 2026, unless told otherwise."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from marketplace.circulars.models import Band, Binding, Circular, Clause, Exemption, SellerTest
from marketplace.circulars.states import APPROVED, DRAFT, CircularState
from marketplace.partners.models import Partner
from tests.conftest import NOW

numbers = count(1)


def make_clause(rule: str = "value_share", least: int = 1500, **given: Any) -> Clause:
    return Clause(
        **{
            "code": f"{next(numbers)}",
            "text": "Paling sedikit sekian dari pembuat di Kota Metro.",
            "rule": rule,
            "figures": {"least": least},
            "seller_test": SellerTest.LOCAL,
            "lowest_grade": "D",
            "binding": Binding.MANDATORY,
        }
        | given
    )


def make_circular(
    session: Session, *clauses: Clause, state: CircularState = APPROVED, **given: Any
) -> Circular:
    circular = Circular(
        **{
            "number": f"500/{next(numbers):03}/2026",
            "title": "Belanja produk lokal",
            "example": True,
            "from_on": date(2026, 1, 1),
            "drafted_by": None,
            "drafted_at": NOW,
        }
        | given
    )
    circular.clauses = list(clauses) or [make_clause()]
    session.add(circular)
    session.flush()
    session.execute(
        insert(Band),
        [
            {"circular_id": circular.id, "from_score": start, "name": name}
            for start, name in ((9000, "Sangat baik"), (0, "Perlu pembinaan"))
        ],
    )
    if state is not DRAFT:
        circular.state = state
    session.commit()
    return circular


def make_exemption(session: Session, partner: Partner, clause: Clause, **given: Any) -> Exemption:
    exemption = Exemption(
        **{
            "partner_id": partner.id,
            "clause_id": clause.id,
            "decision": "Keputusan 12/2026",
            "from_on": date(2026, 8, 1),
            "until_on": date(2026, 10, 31),
            "granted_by": None,
        }
        | given
    )
    session.add(exemption)
    session.commit()
    return exemption
