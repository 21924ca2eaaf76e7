"""Records that may be one maker: an equal name, telephone, NIK, NPWP or account. An equal NIB is refused at once.

What an officer looked at and told apart is not shown again; another sign that becomes equal later is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    String,
    Subquery,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, join

from marketplace.accounts.models import Organisation, User
from marketplace.db.listing import AnySelect, Listing, Row, by, col
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.names import same_name
from marketplace.producers.models import Producer, ToldApart
from marketplace.producers.profile import Profile

SIGNS: Mapping[str, Label] = {
    "same_name": _l("nama"),
    "whatsapp": _l("nomor WhatsApp"),
    "nik_mark": _l("NIK"),
    "npwp_mark": _l("NPWP"),
    "account_mark": _l("nomor rekening"),
}


class Twin(NamedTuple):
    """Another record with something equal."""

    producer_id: ProducerId
    public_id: str
    name: str
    signs: tuple[str, ...]

    @property
    def because(self) -> str:
        return in_words(self.signs)


def duplicates_of(session: Session, producer_id: ProducerId) -> Sequence[Twin]:
    """Other records that may be this maker's, the oldest first; merged ones are one already."""
    me = session.get_one(Producer, producer_id)
    apart = _told_apart(session, producer_id)
    twins = _twins(session, {sign: getattr(me, sign) for sign in SIGNS}, but=producer_id)
    left = ((twin, [sign for sign in twin.signs if (twin.producer_id, sign) not in apart]) for twin in twins)
    return [twin._replace(signs=tuple(signs)) for twin, signs in left if signs]


def equal_signs(session: Session, one_id: ProducerId, other_id: ProducerId) -> tuple[str, ...]:
    """What is equal in two records, told apart or not."""
    one, other = session.get_one(Producer, one_id), session.get_one(Producer, other_id)
    return tuple(sign for sign in SIGNS if getattr(one, sign) and getattr(one, sign) == getattr(other, sign))


def in_words(signs: Iterable[str]) -> str:
    return ", ".join(SIGNS[sign] for sign in signs)


class DuplicateDecision(NamedTuple):
    """Why two records with equal signs are two makers, as an officer said it."""

    reason: str
    told_at: datetime
    by: str | None


def verdict_on(session: Session, one_id: ProducerId, other_id: ProducerId) -> DuplicateDecision | None:
    """The newest one, if any."""
    older, newer = sorted((one_id, other_id))
    query = (
        select(ToldApart.reason, ToldApart.told_at, User.name)
        .outerjoin(User, User.id == ToldApart.told_by)
        .where(ToldApart.one_id == older, ToldApart.other_id == newer)
        .order_by(ToldApart.told_at.desc())
    )
    row = session.execute(query.limit(1)).first()
    return DuplicateDecision(*row) if row else None


def duplicates_of_profile(session: Session, profile: Profile) -> Sequence[Twin]:
    """The same for a profile that is about to be registered. Raises Refused at a field that cannot be read."""
    profile = profile.read()
    return _twins(session, {"same_name": same_name(profile.name), "whatsapp": profile.whatsapp})


def _twins(
    session: Session, signs: Mapping[str, str | None], but: ProducerId | None = None
) -> Sequence[Twin]:
    given = {sign: value for sign, value in signs.items() if value}
    if not given:
        return []
    equal = [_column(Producer, sign) == value for sign, value in given.items()]
    query = (
        select(Producer.id, Organisation.public_id, Organisation.name, *equal)
        .join(Organisation, Organisation.id == Producer.id)
        .where(or_(*equal), Producer.merged_into_id.is_(None), Producer.id != (but or 0))
        .order_by(Producer.id)
    )
    return [
        Twin(
            number,
            public_id,
            name,
            tuple(sign for sign, same in zip(given, flags, strict=True) if same),
        )
        for number, public_id, name, *flags in session.execute(query)
    ]


One, Other = aliased(Organisation), aliased(Organisation)


def _pairs(sign: str, place: int) -> AnySelect:
    """Two records that are equal in one sign, and whether they were told apart in it; the sign is a 1 at its place."""
    one, other = aliased(Producer), aliased(Producer)
    apart = exists().where(
        ToldApart.one_id == one.id,
        ToldApart.other_id == other.id,
        ToldApart.sign == sign,
    )
    flags = "".join("1" if number == place else "0" for number in range(len(SIGNS)))
    return (
        select(
            one.id.label("one"),
            other.id.label("other"),
            literal(flags).label("flags"),
            apart.label("told_apart"),
        )
        .join(other, and_(_column(one, sign) == _column(other, sign), one.id < other.id))
        .where(_column(one, sign) != "", one.merged_into_id.is_(None), other.merged_into_id.is_(None))
    )


def _column(
    record: type[Producer], sign: str
) -> InstrumentedAttribute[str | None] | ColumnElement[str | None]:
    found: InstrumentedAttribute[str | None] = getattr(record, sign)
    return found


def _grouped() -> Subquery:
    pairs = union_all(*(_pairs(sign, place) for place, sign in enumerate(SIGNS))).subquery()
    flags: list[ColumnElement[str]] = [
        func.max(func.substr(pairs.c.flags, place + 1, 1)) for place in range(len(SIGNS))
    ]
    key = pairs.c.one, pairs.c.other, pairs.c.told_apart
    joined = reduce(lambda before, flag: before.op("||")(flag), flags)
    return select(*key, joined.label("flags"), func.count().label("signs")).group_by(*key).subquery()


PAIRS = _grouped().c


class Pair(Row):
    """Two records, the older one first; the flags say in the order of SIGNS what is equal."""

    key = col(cast(PAIRS.one, String) + "-" + cast(PAIRS.other, String))
    one_id = col(PAIRS.one)
    one = col(One.name)
    one_public_id = col(One.public_id)
    other_id = col(PAIRS.other)
    other = col(Other.name)
    other_public_id = col(Other.public_id)
    flags = col(PAIRS.flags)

    @property
    def because(self) -> str:
        return in_words(sign for sign, same in zip(SIGNS, self.flags, strict=True) if same == "1")


class PairList(Listing[Pair]):
    """Every two records with something equal, those with most in common first; or those that were told apart."""

    source = join(PAIRS.one.table, One, One.id == PAIRS.one).join(Other, Other.id == PAIRS.other)
    sort = by(-PAIRS.signs, PAIRS.one, PAIRS.other)
    named_by = "key"

    told_apart: bool = False

    def more(self) -> Iterator[ColumnElement[bool]]:
        yield PAIRS.told_apart == self.told_apart


def _told_apart(session: Session, producer_id: ProducerId) -> set[tuple[ProducerId, str]]:
    """The other record and the sign, for everything of this maker that an officer looked at."""
    table = ToldApart
    query = select(table.one_id, table.other_id, table.sign).where(
        or_(table.one_id == producer_id, table.other_id == producer_id)
    )
    return {(other if one == producer_id else one, sign) for one, other, sign in session.execute(query)}
