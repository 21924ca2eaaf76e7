"""What partners promised in their memoranda, as judgements and papers read it. Addenda add to their memorandum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from marketplace.circulars.events import CommitmentsSealed
from marketplace.circulars.models import Commitment
from marketplace.circulars.terms import JudgedMonths, Promise, spell_figures
from marketplace.journal.facts import fact_about
from marketplace.kernel.labels import Label, _l
from marketplace.partners.models import Mou
from marketplace.partners.verifying import AS_WRITTEN, UNKNOWN, SignedPart

FIRST = "K"  # a commitment's mark: K1, K2, …


@dataclass(frozen=True, kw_only=True)
class Pledge:
    """A promise with the memorandum it stands in and the days it binds on, both counted."""

    promise: Promise
    mou_number: str
    mou_code: str  # public id
    first_day: date
    last_day: date
    addendum: bool


def promise_of(row: Commitment) -> Promise:
    return Promise(
        code=row.code,
        text=row.text,
        rule=row.rule,
        figures=row.figures,
        scope=tuple(row.scope),
        stretch=JudgedMonths(row.period),
        seller_test=row.seller_test,
        lowest_grade=row.lowest_grade,
    )


def commitments_of(session: Session, mou_id: int) -> Sequence[Promise]:
    """What this very paper promises, in the order of its marks."""
    rows = session.scalars(select(Commitment).filter_by(mou_id=mou_id).order_by(Commitment.id))
    return [promise_of(row) for row in rows]


def pledges_under(session: Session, mou: Mou) -> Sequence[Pledge]:
    """All that binds under a memorandum: its own commitments and those of its accepted addenda; two statements."""
    papers = session.scalars(
        select(Mou).where(or_(Mou.id == mou.id, and_(Mou.amends_id == mou.id, Mou.accepted_on.is_not(None))))
    ).all()
    by_id = {paper.id: paper for paper in papers}
    rows = session.scalars(
        select(Commitment).where(Commitment.mou_id.in_(by_id)).order_by(Commitment.mou_id, Commitment.id)
    )
    last_day = mou.ended_on or mou.ends_on
    return [_pledge(row, by_id[row.mou_id], last_day) for row in rows]


def _pledge(row: Commitment, paper: Mou, last_day: date) -> Pledge:
    """An addendum holds no longer than the memorandum it amends."""
    return Pledge(
        promise=promise_of(row),
        mou_number=paper.number,
        mou_code=paper.public_id,
        first_day=max(paper.starts_on, paper.accepted_on or paper.starts_on),
        last_day=min(last_day, paper.ended_on or paper.ends_on),
        addendum=paper.amends_id is not None,
    )


def next_code(session: Session, mou: Mou) -> str:
    """The first mark that no commitment of the memorandum and its addenda has had: K3 after K1 and K2."""
    base = mou.amends_id or mou.id
    codes = session.scalars(
        select(Commitment.code)
        .join(Mou, Mou.id == Commitment.mou_id)
        .where(or_(Mou.id == base, Mou.amends_id == base))
    )
    used = [int(code.removeprefix(FIRST)) for code in codes if code.removeprefix(FIRST).isdecimal()]
    return f"{FIRST}{max(used, default=0) + 1}"


def seal_of(promises: Sequence[Promise]) -> str:
    """SHA-256 over one text for the same commitments: what the journal keeps of them at signing."""
    rows = [
        {
            "code": one.code,
            "text": one.text,
            "rule": one.rule,
            "figures": dict(one.figures),
            "scope": list(one.scope),
            "period": one.stretch.value,
            "seller_test": one.seller_test.value,
            "lowest_grade": one.lowest_grade,
        }
        for one in sorted(promises, key=lambda one: one.code)
    ]
    text = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify_commitments(session: Session, mou_id: int) -> SignedPart:
    """Whether a signed memorandum promises what it promised then; of one signed before there were any, nothing."""
    name, promises = _l("Komitmen"), commitments_of(session, mou_id)
    sealed = fact_about(session, CommitmentsSealed, mou_id)
    if sealed is not None and not sealed.whole:
        return SignedPart(name, False, UNKNOWN)
    if seal_of(promises) != (sealed.payload.get("sha256") if sealed else seal_of(())):
        return SignedPart(name, False, _l("Komitmennya berubah sesudah ditandatangani."))
    return SignedPart(
        name, True, AS_WRITTEN if promises else _l("Tidak ada komitmen, seperti saat ditandatangani.")
    )


def summary_of(promise: Promise) -> str:
    """All that is asked, in one line: Belanja lokal minimum; Paling sedikit (Rp): Rp5.000.000; Bulan; …"""
    figures = [f"{title}: {figure}" for title, figure in spell_figures(promise)]
    return "; ".join([promise.rule_type.label, *figures, *conditions(promise)])


def conditions(promise: Promise, names: dict[str, str] | None = None) -> list[Label]:
    """What counts towards it, in a few words each."""
    parts = [
        promise.stretch.label,
        promise.seller_test.label,
        _l("bukti paling rendah %(grade)s", grade=promise.lowest_grade),
    ]
    if promise.scope:
        goods = ", ".join((names or {}).get(code, code) for code in promise.scope)
        parts.append(_l("hanya %(goods)s", goods=goods))
    return parts
