"""Records that may be one maker: an equal name, telephone, NIK, NPWP or account. An equal NIB is refused at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db.reading import Listing
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.names import same_name
from marketplace.producers.models import Producer
from marketplace.producers.profile import Profile

SIGNS: Mapping[str, Label] = {
    "same_name": _l("nama"),
    "whatsapp": _l("nomor WhatsApp"),
    "nik_mark": _l("NIK"),
    "npwp_mark": _l("NPWP"),
    "account_mark": _l("nomor rekening"),
}


class Twin(NamedTuple):
    """Another record with something equal; `equal` names the signs."""

    producer_id: ProducerId
    public_id: str
    name: str
    equal: tuple[Label, ...]

    @property
    def because(self) -> str:
        return ", ".join(self.equal)


def duplicates_of(session: Session, producer_id: ProducerId) -> Sequence[Twin]:
    """Other records that may be this maker's, the oldest first; merged ones are one already."""
    me = session.get_one(Producer, producer_id)
    return _twins(session, {sign: getattr(me, sign) for sign in SIGNS}, but=producer_id)


def duplicates_of_profile(session: Session, profile: Profile) -> Sequence[Twin]:
    """The same for a profile that is about to be registered. Raises Refused at a field that cannot be read."""
    said = profile.read()
    return _twins(session, {"same_name": same_name(said.name), "whatsapp": said.whatsapp})


def _twins(
    session: Session, signs: Mapping[str, str | None], but: ProducerId | None = None
) -> Sequence[Twin]:
    told = {sign: value for sign, value in signs.items() if value}
    if not told:
        return []
    equal = [_column(Producer, sign) == value for sign, value in told.items()]
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
            tuple(SIGNS[sign] for sign, same in zip(told, flags, strict=True) if same),
        )
        for number, public_id, name, *flags in session.execute(query)
    ]


@dataclass(frozen=True)
class Pair:
    """Two records, the older one first; the flags say in the order of SIGNS what is equal."""

    one_id: ProducerId
    one: str
    one_public_id: str
    other_id: ProducerId
    other: str
    other_public_id: str
    flags: str

    @property
    def because(self) -> str:
        return ", ".join(SIGNS[sign] for sign, same in zip(SIGNS, self.flags, strict=True) if same == "1")


@dataclass(frozen=True)
class PairList:
    """Every two records with something equal, those with most in common first."""

    def select(self) -> Listing:
        one, other = aliased(Producer), aliased(Producer)
        name, other_name = aliased(Organisation), aliased(Organisation)
        pairs = union_all(*(_pairs(sign, place) for place, sign in enumerate(SIGNS))).subquery()
        flags = [func.max(func.substr(pairs.c.flags, place + 1, 1)) for place in range(len(SIGNS))]
        said: ColumnElement[str] = flags[0]
        for flag in flags[1:]:
            said = said.op("||")(flag)
        query: Listing = (
            select(one.id, name.name, name.public_id, other.id, other_name.name, other_name.public_id, said)
            .select_from(pairs)
            .join(one, one.id == pairs.c.one)
            .join(other, other.id == pairs.c.other)
            .join(name, name.id == one.id)
            .join(other_name, other_name.id == other.id)
            .group_by(one.id, name.name, name.public_id, other.id, other_name.name, other_name.public_id)
            .order_by(func.count().desc(), one.id, other.id)
        )
        return query


def _pairs(sign: str, place: int) -> Listing:
    """Two records that are equal in one sign; the sign is a 1 at its place."""
    one, other = aliased(Producer), aliased(Producer)
    flags = "".join("1" if number == place else "0" for number in range(len(SIGNS)))
    query: Listing = (
        select(one.id.label("one"), other.id.label("other"), literal(flags).label("flags"))
        .join(other, and_(_column(one, sign) == _column(other, sign), one.id < other.id))
        .where(_column(one, sign) != "", one.merged_into_id.is_(None), other.merged_into_id.is_(None))
    )
    return query


def _column(
    record: type[Producer], sign: str
) -> InstrumentedAttribute[str | None] | ColumnElement[str | None]:
    found: InstrumentedAttribute[str | None] = getattr(record, sign)
    return found
