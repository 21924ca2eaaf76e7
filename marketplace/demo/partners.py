"""Partners with their outlets, and their memoranda in every standing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.circulars.commitment_services import add_commitment
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City, Person, seated
from marketplace.demo.lists import Shop
from marketplace.demo.office import PARTNER, PARTNER_2, Office
from marketplace.demo.promising import ABOUT, promises_of
from marketplace.kernel import roles
from marketplace.kernel.ids import PartnerId
from marketplace.partners.accepting import accept_mou
from marketplace.partners.memoranda import (
    Signatures,
    discard_mou,
    draft_mou,
    end_mou,
    redraft_mou,
    sign_mou,
)
from marketplace.partners.models import Mou
from marketplace.partners.services.outlets import add_outlet
from marketplace.partners.services.registering import describe_partner, register_partner
from marketplace.partners.wording import EXAMPLE
from marketplace.places.queries import kelurahan_name

ACCOUNTS = {"T01": PARTNER, "T02": PARTNER_2}
TERM = timedelta(days=729)  # two years


@dataclass(frozen=True)
class Memorandum:
    """From when to when, counted in days around the day the partner came (`came`) and today."""

    starts_on: date
    ends_on: date
    signed: bool = True
    accepted: bool = True  # by the partner's owner
    ended: tuple[date, str] | None = None
    discarded: str = ""  # why


def welcome(city: City, office: Office, shop: Shop, on: date, memoranda: list[Memorandum]) -> None:
    """An officer enters the partner and its first outlet; the owner gets a seat; memoranda follow in their time."""

    def enter(uow: UnitOfWork) -> None:
        partner = register_partner(uow, name=shop.name, kind=shop.kind, staff_count=shop.staff)
        account = ACCOUNTS.get(shop.ref)
        email = account.email if account else f"{shop.ref.lower()}@mb2.test"
        user = create_user(uow, shop.signatory, email, password_hash=city.password_hash if account else None)
        give_seat(uow, user.id, partner.id, roles.OWNER)
        city.people[shop.ref] = seated(shop.signatory, user.id, partner.id, roles.PARTNER, roles.OWNER)
        for name in _outlet_names(shop):
            place = kelurahan_name(uow.session, shop.kelurahan)
            add_outlet(
                uow,
                partner.id,
                name=name,
                address=f"Jl. Misal Raya No. {shop.number * 7}, {place}",
                kelurahan_code=shop.kelurahan,
                shown=shop.number % 3 != 0,
            )
        if shop.ref in ABOUT:
            describe = partial(describe_partner, partner_id=partner.id, about=ABOUT[shop.ref])
            city.plan(city.people[shop.ref], on, describe, hour=10, minute=shop.number)
        for memorandum in memoranda:
            _agree(city, office.officer, shop, partner.id, memorandum)

    city.plan(office.officer, on, enter, hour=9, minute=shop.number)


def standings(city: City, on: date) -> dict[str, Callable[[], list[Memorandum]]]:
    """What the word on the list means for a partner that came on that day."""
    today, day = city.today, timedelta(days=1)
    start = on + 3 * day
    return {
        "yes": lambda: [Memorandum(start, start + TERM)],
        "expiring": lambda: [
            Memorandum(start, today + 20 * day),
            Memorandum(today + 21 * day, today + 21 * day + TERM),
        ],
        "expired": lambda: [
            Memorandum(start, today - 45 * day),
            Memorandum(today + 5 * day, today + 5 * day + TERM, accepted=False),
        ],
        "draft": lambda: [
            Memorandum(today + day, today + TERM, signed=False, discarded="Tanggal mulainya keliru."),
            Memorandum(today + 10 * day, today + 10 * day + TERM, signed=False),
        ],
        "renewed": lambda: [
            Memorandum(start, today + 60 * day),
            Memorandum(today + 61 * day, today + 61 * day + TERM),
        ],
        "replaced": lambda: [
            Memorandum(
                start,
                start + TERM,
                ended=(city.months.first.next.next.last_day, "Gerai pindah alamat; diganti MoU baru."),
            ),
            Memorandum(city.months.first.next.next.next.first_day, start + TERM),
        ],
        "none": list,
    }


def _outlet_names(shop: Shop) -> list[str]:
    if shop.ref == "T01":
        return ["Gerai Imopuro", "Gerai Iring Mulyo"]
    return ["Kantor" if "Kantor" in shop.name or "Perusda" in shop.name else "Gerai utama"]


def _agree(city: City, officer: Person, shop: Shop, partner_id: PartnerId, memo: Memorandum) -> None:
    """Drafted three days before it begins, or lately when that lies ahead; signed, and accepted if so, a day later."""
    drafted = min(memo.starts_on - timedelta(days=3), city.ago(6))
    next_day = drafted + timedelta(days=1)

    def draft(uow: UnitOfWork) -> None:
        mou = draft_mou(uow, partner_id, starts_on=memo.starts_on, ends_on=memo.ends_on)
        for promise in promises_of(shop):
            add_commitment(uow, mou.id, promise)
        if memo.discarded:
            discard = partial(discard_mou, mou_id=mou.id, reason=memo.discarded)
            city.plan(officer, next_day, discard, hour=10)
        if memo.signed:
            city.plan(officer, next_day, lambda uow: _sign(uow, shop, mou.id), hour=11)
        if memo.signed and memo.accepted:
            city.plan(city.people[shop.ref], next_day, partial(accept_mou, mou_id=mou.id), hour=14)
        if memo.ended:
            last_day, why = memo.ended
            city.plan(
                officer,
                last_day - timedelta(days=2),
                partial(end_mou, mou_id=mou.id, reason=why, last_day=last_day),
                hour=15,
            )

    city.plan(officer, drafted, draft, hour=13, minute=shop.number)


def _sign(uow: UnitOfWork, shop: Shop, mou_id: int) -> None:
    """A sample text is not signed as it came: here it says that it is the demo's own."""
    mou = uow.get(Mou, mou_id)
    text = mou.text.replace(EXAMPLE, "Naskah contoh untuk kota demo; bukan naskah resmi.")
    redraft_mou(uow, mou_id, text=text, starts_on=mou.starts_on, ends_on=mou.ends_on)
    signatures = Signatures(
        city_signatory="Wali Kota Contoh",
        city_position="Wali Kota Metro (contoh)",
        partner_signatory=shop.signatory,
        partner_position="Pimpinan",
    )
    sign_mou(uow, mou_id, signed_on=uow.today, signatures=signatures)
