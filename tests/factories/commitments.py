"""Promises of partners for tests, as values and straight into a draft."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marketplace.circulars.models import Commitment, SellerTest
from marketplace.circulars.terms import Promise
from marketplace.partners.models import Mou, Partner
from marketplace.partners.states import DRAFT, SIGNED, MouAcceptance
from tests.factories.partners import make_mou


def a_promise(rule: str = "minimum_spend", least: int = 1_000_000, **given: Any) -> Promise:
    return Promise(
        **{"code": "K1", "text": "Belanja dari pembuat Metro.", "rule": rule, "figures": {"least": least}}
        | given
    )


def make_commitment(session: Session, mou: Mou, **given: Any) -> Commitment:
    """One million rupiah a month, unless told otherwise; only a draft takes one."""
    row = Commitment(
        **{
            "mou_id": mou.id,
            "code": "K1",
            "text": "Belanja dari pembuat Metro.",
            "rule": "minimum_spend",
            "figures": {"least": 1_000_000},
            "seller_test": SellerTest.LOCAL,
        }
        | given
    )
    session.add(row)
    session.commit()
    return row


def make_promising_mou(session: Session, partner: Partner, *commitments: dict[str, Any], **given: Any) -> Mou:
    """A signed memorandum with these commitments; one of a million rupiah a month where none are named."""
    mou = make_mou(session, partner, **({"state": DRAFT} | given))
    for number, fields in enumerate(commitments or ({},), start=1):
        make_commitment(session, mou, **({"code": f"K{number}"} | fields))
    mou.state = SIGNED
    if mou.accepted_on is None:
        mou.accepted_on, mou.accepted_how = min(mou.starts_on, date(2026, 1, 1)), MouAcceptance.BEFORE
    session.commit()
    return mou
