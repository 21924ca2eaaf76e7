"""A shop and a maker that it bought from, or two such makers, are near each other in some other way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.flags.base import FLAGS, FlagHit, FlagKind
from marketplace.flags.ledger import MonthLedger
from marketplace.kernel.labels import Label, Labelled, _l, joined
from marketplace.kernel.letters import rupiah
from marketplace.kernel.names import same_name
from marketplace.partners.models import Outlet, Partner
from marketplace.producers.models import Producer

LEAST_ADDRESS = 10  # letters and digits: "Metro" alone is no address


class Tie(Labelled):
    """What two businesses have in common; of numbers only that they are equal is told."""

    PERSON = "person", _l("orang yang sama")
    PHONE = "phone", _l("nomor telepon yang sama")
    NIK = "nik", _l("NIK yang sama")
    NIB = "nib", _l("NIB yang sama")
    ACCOUNT = "account", _l("nomor rekening yang sama")
    ADDRESS = "address", _l("alamat yang sama")


class Feature(NamedTuple):
    tie: Tie
    value: str


def ties_between(
    pairs: Iterable[tuple[int, int]], features: Mapping[int, set[Feature]]
) -> Iterator[tuple[int, int, list[Tie]]]:
    """Pairs that share something, with what."""
    none = set[Feature]()
    for one, other in pairs:
        shared = {found.tie for found in features.get(one, none) & features.get(other, none)}
        if shared:
            yield one, other, sorted(shared)


def features_of(session: Session, ids: set[int]) -> Mapping[int, set[Feature]]:
    """Telephone, persons, marks of personal numbers and addresses of these businesses. Marks open no"
    " number."""
    found: defaultdict[int, set[Feature]] = defaultdict(set)

    def add(whose: int, tie: Tie, value: object) -> None:
        if value and whose in ids:
            found[whose].add(Feature(tie, str(value)))

    seats = select(Seat.organisation_id, User.id, User.phone).join(User).where(Seat.until_at.is_(None))
    for whose, user, phone in session.execute(seats):
        add(whose, Tie.PERSON, user)
        add(whose, Tie.PHONE, phone)
    columns = (Producer.id, Producer.whatsapp, Producer.nik_mark, Producer.nib, Producer.account_mark)
    for whose, phone, nik, nib, account, address in session.execute(select(*columns, Producer.address)):
        add(whose, Tie.PHONE, phone)
        add(whose, Tie.NIK, nik)
        add(whose, Tie.NIB, nib)
        add(whose, Tie.ACCOUNT, account)
        add(whose, Tie.ADDRESS, address_key(address))
    for whose, phone in session.execute(select(Partner.id, Partner.whatsapp)):
        add(whose, Tie.PHONE, phone)
    for whose, address in session.execute(select(Outlet.partner_id, Outlet.address)):
        add(whose, Tie.ADDRESS, address_key(address))
    return found


def address_key(address: str) -> str:
    """An address reduced to letters and digits; empty for one that is too short to be anybody's own."""
    key = same_name(address)
    return key if len(key) >= LEAST_ADDRESS else ""


def find(ledger: MonthLedger) -> Iterator[FlagHit]:
    """Shop and maker by any tie; two makers of one shop only by NIK, NIB or account, as villages share"
    " telephones."""
    names, net = dict[int, str](), defaultdict[tuple[int, int], int](int)
    makers: defaultdict[int, set[int]] = defaultdict(set)
    for one in ledger.documents:
        if one.maker_id:
            makers[one.partner_id].add(one.maker_id)
            names |= {one.partner_id: one.shop, one.maker_id: one.maker or ""}
            net[one.partner_id, one.maker_id] += one.net
    features = features_of(ledger.session, set(names))
    pairs = [(shop, maker) for shop, some in makers.items() for maker in sorted(some)]
    for shop, maker, ties in ties_between(pairs, features):
        figures = _figures(names[shop], names[maker], ties, net[shop, maker])
        yield FlagHit(f"{shop}-{maker}-{ledger.month}", shop, figures)
    close = {
        whose: {one for one in some if one.tie in (Tie.NIK, Tie.NIB, Tie.ACCOUNT)}
        for whose, some in features.items()
    }
    for shop, some in makers.items():
        for maker, other, ties in ties_between(_pairs_within(some, close), close):
            both = net[shop, maker] + net[shop, other]
            figures = _figures(names[maker], names[other], ties, both)
            yield FlagHit(f"{shop}-{maker}-{other}-{ledger.month}", shop, figures)


def _pairs_within(makers: set[int], close: Mapping[int, set[Feature]]) -> Iterator[tuple[int, int]]:
    """Those that can share something: makers by each feature, so that not all are compared with all."""
    by_feature: defaultdict[Feature, list[int]] = defaultdict(list)
    for maker in sorted(makers):
        for feature in close.get(maker, ()):
            by_feature[feature].append(maker)
    found = {(same[0], other) for same in by_feature.values() for other in same[1:]}
    return iter(sorted(found))


def _figures(one: str, other: str, ties: list[Tie], net: int) -> dict[str, object]:
    return {"one": one, "other": other, "ties": [tie.value for tie in ties], "net": net}


def _ties(words: list[str]) -> Label:
    return joined([Tie(word).label for word in words], between=", ")


FLAGS.add("related")(
    FlagKind(
        _l("Pihak berkaitan"),
        _l(
            "Toko dan pembuatnya, atau dua pembuatnya, berbagi orang, telepon, NIK, NIB, rekening atau"
            " alamat."
        ),
        _l("%(one)s dan %(other)s memiliki %(ties)s; pembelian bulan itu %(net)s."),
        "ISA 550: related parties",
        find,
        {"ties": _ties, "net": rupiah},
    )
)
