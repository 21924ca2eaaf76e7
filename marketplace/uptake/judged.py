"""Who is judged in a month: each partner as it was on the month's first day, and its outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.kernel.clock import day_of
from marketplace.kernel.period import Month
from marketplace.partners.models import Mou, Outlet, Partner, PartnerHistory
from marketplace.uptake.lines import JudgedOutlet, JudgedPartner, PartnerBefore


def judged_partners(session: Session, month: Month, whose: ColumnElement[bool]) -> Sequence[JudgedPartner]:
    """Of these partners, by name, in one select; `under_mou` is of the month's last day."""
    under_mou = exists().where(
        Mou.partner_id == Partner.id,
        Mou.accepted_on <= month.last_day,
        Mou.starts_on <= month.last_day,
        func.coalesce(Mou.ended_on, Mou.ends_on) >= month.last_day,
    )
    now = (
        Partner.id,
        Organisation.public_id,
        Organisation.name,
        Partner.kind,
        Partner.staff_count,
        under_mou,
        Partner.parent_id,
        Organisation.created_at,
    )
    then = (
        PartnerHistory.until_on,
        PartnerHistory.kind,
        PartnerHistory.staff_count,
        PartnerHistory.parent_id,
    )
    query = (
        select(*now, *then)
        .join(Organisation, Organisation.id == Partner.id)
        .outerjoin(PartnerHistory, PartnerHistory.partner_id == Partner.id)
        .where(whose)
        .order_by(Organisation.name, Partner.id, PartnerHistory.until_on)
    )
    rows = groupby(session.execute(query), key=lambda row: tuple(row[: len(now)]))
    return [_on(month.first_day, one, [row[len(now) :] for row in some]) for one, some in rows]


def _on(day: date, now: tuple[Any, ...], history: Sequence[Sequence[Any]]) -> JudgedPartner:
    number, code, name, kind, staff, mou, head, created_at = now
    before = tuple(
        PartnerBefore(until, was.value, count, chain)
        for until, was, count, chain in history
        if until is not None
    )
    found = JudgedPartner(
        id=number,
        public_id=code,
        name=name,
        kind=kind.value,
        staff=staff,
        under_mou=bool(mou),
        head=head,
        before=before,
        since=day_of(created_at),
    )
    return replace(found.on(day), before=tuple(one for one in before if one.until < day))


def chain_members(session: Session, partner_ids: Collection[int]) -> set[int]:
    """Partners that have, or once had, one of these at the head of their chain."""
    now = select(Partner.id).where(Partner.parent_id.in_(partner_ids))
    then = select(PartnerHistory.partner_id).where(PartnerHistory.parent_id.in_(partner_ids))
    return set(session.scalars(now.union(then)))


def outlets_of(
    session: Session, *, partner_ids: Collection[int] | None = None
) -> Mapping[int, Sequence[JudgedOutlet]]:
    """Every outlet, per partner, closed ones too."""
    query = select(Outlet.partner_id, Outlet.id, Outlet.name, Outlet.from_on, Outlet.until_on)
    if partner_ids is not None:
        query = query.where(Outlet.partner_id.in_(partner_ids))
    found: defaultdict[int, list[JudgedOutlet]] = defaultdict(list)
    for partner_id, number, name, from_on, until_on in session.execute(query.order_by(Outlet.id)):
        found[partner_id].append(JudgedOutlet(number, name, from_on, until_on))
    return found
