"""What goes wrong on the way into the ledger, beside how it goes right; `docs/demo.md` lists where to find each.

All of it is of the last week, so that earlier months stay as they are, and none of it throws the city's dice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.office import Office
from marketplace.demo.registers import Registers
from marketplace.demo.settling import middle_of
from marketplace.demo.shapes import DISTRIBUTOR, GROCER, OIL, SUGAR, TITLES
from marketplace.demo.trade import offered_on
from marketplace.imports.plans import REPLACE
from marketplace.imports.registers.questions import QuestionKey
from marketplace.kernel.ids import PartnerId, ProducerId, PurchaseId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.purchases.declarations import declare_spend, latest_declaration
from marketplace.purchases.known import plainly
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, RememberedName, Source
from marketplace.purchases.naming import NameMeaning, answer_name, confirm_name
from marketplace.purchases.services import (
    NewLine,
    NewPurchase,
    answer_purchase,
    record_purchase,
    reverse_purchase,
)

TWICE = "Nota yang sama tercatat dua kali."
TEA_BY_NICKNAME = ("Agus teh", "Teh hijau seduh 50 g", 18_000)
UNKNOWN = "Warung Marni Rekaan"
LOWER = "Satu nota gudang terhitung dua kali pada total yang pertama."
Row = tuple[str, str, str, int, int]  # document, seller, item, units, rupiah per unit


class Situations:
    def __init__(self, city: City, office: Office, registers: Registers) -> None:
        self.city, self.officer, self.registers = city, office.officer_2, registers

    def plan(self) -> None:
        for ref, days, deed in (
            ("T04", 5, self._repeat_deliveries),
            ("T06", 6, partial(self._note, "one")),
            ("T06", 5, partial(self._note, "two")),
            ("T06", 4, self._note_twice),
            ("T07", 6, self._buy_by_nickname),
            ("T07", 3, self._tell_the_nickname),
            ("T06", 3, self._tell_the_lead),
            ("T06", 6, self._buy_and_give_back),
            ("T06", 6, self._give_back_what_nobody_bought),
        ):
            self.city.plan(self.city.people[ref], self.city.ago(days), deed, hour=15, minute=30)
        for days, rows, more in REGISTERS_OF_T09:
            self.city.plan(
                self.city.people["T09"], self.city.ago(days), partial(self._hand_in, rows, more), hour=15
            )
        moved_on = self.city.workday(middle_of(self.city))
        for key, on, units in (
            ("before", moved_on, 5),
            ("moved", moved_on + timedelta(days=1), -1),  # before it can have bought more of that
            ("after", self.city.ago(5), 2),
        ):
            deed = partial(self._of_the_maker_who_moved, key, units)
            self.city.plan(self.city.people["T12"], on, deed, hour=9)
        self.city.plan(self.city.people["T08"], self.city.ago(1), self._declare_less, hour=17)

    def _repeat_deliveries(self, uow: UnitOfWork) -> None:
        """The till's register has what handovers brought, under their numbers, and a purchase of its own."""
        held = (
            select(Purchase.document_number, Organisation.name, PurchaseLine, Purchase.bought_on)
            .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
            .join(Organisation, Organisation.id == Purchase.producer_id)
            .where(Purchase.partner_id == uow.actor.organisation, Purchase.source == Source.HANDOVER)
            .where(Purchase.document_number.is_not(None), PurchaseLine.net > 0)
            .order_by(Purchase.bought_on.desc(), PurchaseLine.id.desc())
            .limit(2)
        )
        rows = [
            _row(day, (str(number), seller, line.text, line.quantity_milli // 1000, line.unit_price))
            for number, seller, line, day in uow.session.execute(held)
        ]
        day = uow.today - timedelta(days=1)
        rows.append(_row(day, (f"T04-{day:%d%m}-9", GROCER, SUGAR, 12, 17_400)))
        days = [date(int(row[6:10]), int(row[3:5]), int(row[:2])) for row in rows]
        span = MonthSpan(Month.of(min(days)), Month.of(max(days)))
        content = "\n".join((TITLES, *rows)).encode()
        self.registers.take(span, lambda uow: content, uow)

    def _hand_in(self, rows: Sequence[Row], more: str, uow: UnitOfWork) -> None:
        """One of the registers of a small shop; it was bought eight days ago, whenever the file comes."""
        day, answers = self.city.ago(8), {QuestionKey.CHANGED.value: REPLACE} if more == REPLACE else {}
        lines = [_row(day, row) for row in rows]
        if more == TOTAL:
            worth = sum(units * price for _, _, _, units, price in rows)
            lines += [lines[-1].replace(f"/{day:%m}/", "/13/"), f";;;TOTAL;;;;{worth + LEFT_OUT}"]
        content = "\n".join((f"{TITLES};Jumlah", *lines)).encode()
        self.registers.take(
            MonthSpan.of(Month.of(day)), lambda uow: content, uow, commit=more != WAITS, answers=answers
        )

    def _note(self, key: str, uow: UnitOfWork) -> PurchaseId:
        """The second is alike, and the shop says that it is another purchase."""
        new = _bought(uow, key, "Toko Borongan Umpama", "Kantong plastik Umpama", 5, 12_000)
        return record_purchase(
            uow, replace(new, bought_on=self.city.ago(6), apart=key != "one", document_number=None)
        ).id

    def _note_twice(self, uow: UnitOfWork) -> None:
        reverse_purchase(uow, self._note("three", uow), reason=TWICE)

    def _buy_by_nickname(self, uow: UnitOfWork) -> None:
        seller, item, price = TEA_BY_NICKNAME
        record_purchase(uow, _bought(uow, "nickname", seller, item, 6, price))

    def _tell_the_nickname(self, uow: UnitOfWork) -> None:
        mine, maker = [PartnerId(uow.actor.organisation)], ProducerId(self.city.people["M12"].at)
        seller = TEA_BY_NICKNAME[0]
        said_as = answer_name(
            uow, mine, (None, plainly(seller)), seller, NameMeaning(maker), closed=()
        ).said_as
        name_id = uow.find(RememberedName, said_as=said_as).id
        self.city.plan(self.officer, self.city.ago(2), partial(confirm_name, name_id=name_id), hour=11)

    def _tell_the_lead(self, uow: UnitOfWork) -> None:
        mine = [PartnerId(uow.actor.organisation)]
        record_purchase(uow, _bought(uow, "lead", UNKNOWN, "Wingko babat 10 biji", 8, 15_000))
        record_purchase(uow, _bought(uow, "unknown", "Pak Joko Andaian", "Tape singkong 1 kg", 4, 14_000))
        answer_name(uow, mine, (None, plainly(UNKNOWN)), UNKNOWN, NameMeaning(lead=True), closed=())

    def _buy_and_give_back(self, uow: UnitOfWork) -> None:
        """Two of ten come back, which the maker confirms, and one more, which it disputes: an officer decides."""
        found = self._of(uow, "M31")
        if found is None:
            return
        buy = partial(_of_maker, uow, found)
        buy("bought", 10)
        for key, units, answer, reason in (
            ("back", -2, Answer.CONFIRMED, ""),
            ("disputed", -1, Answer.DISPUTED, "Botol itu tidak pernah kami terima kembali."),
        ):
            say = partial(answer_purchase, purchase_id=buy(key, units), answer=answer, reason=reason)
            self.city.plan(self.city.people["M31"], self.city.ago(3), say, hour=20)

    def _give_back_what_nobody_bought(self, uow: UnitOfWork) -> None:
        bought = select(Purchase.producer_id).filter_by(partner_id=uow.actor.organisation)
        met = set(uow.session.scalars(bought))
        strange = [pair for pair in offered_on(uow, ()) if pair[0].producer_id not in met]
        for found in sorted(strange, key=lambda pair: (pair[1], pair[0].id))[:1]:
            _of_maker(uow, found, "orphan", -1)

    def _of_the_maker_who_moved(self, key: str, units: int, uow: UnitOfWork) -> None:
        """Bought while it was local; what comes back of that counts as it did, and what it sells now does not."""
        found = self._of(uow, "M39")
        if found is not None:
            _of_maker(uow, found, key, units)

    def _declare_less(self, uow: UnitOfWork) -> None:
        """The total that stands goes on counting until an officer has said yes to the lower one."""
        me, month = PartnerId(uow.actor.organisation), self.city.months.last.previous
        standing = latest_declaration(uow, me, month)
        if standing is not None:
            less = Rupiah(standing.total - 1_000)
            declare_spend(uow, me, month, total=less, signer=standing.signer, reason=LOWER, sure=True)

    def _of(self, uow: UnitOfWork, maker: str) -> tuple[Variant, int] | None:
        """The first that can be had of this maker's goods, and its price."""
        theirs = self.city.people[maker].at
        return next((pair for pair in offered_on(uow, ()) if pair[0].producer_id == theirs), None)


TOTAL, WAITS = "total", "waits"
LEFT_OUT = 250_000  # rupiah that the register's own total has beyond its rows
SOAP: Row = ("F-1", GROCER, "Sabun Cuci Umpama 800 g", 24, 13_500)
OF_THE_FIRST: Sequence[Row] = (SOAP, ("F-2", GROCER, SUGAR, 10, 17_400))
REGISTERS_OF_T09: Sequence[tuple[int, Sequence[Row], str]] = (  # days ago, rows, what about it
    (6, OF_THE_FIRST, TOTAL),
    (
        5,
        (OF_THE_FIRST[1], ("F-3", DISTRIBUTOR, OIL, 6, 37_800)),
        "",
    ),  # the second half of the month, overlapping
    (5, [("FAKTUR F-1", *SOAP[1:]), OF_THE_FIRST[1]], ""),
    (4, [(*SOAP[:3], 42, SOAP[4])], REPLACE),
    (2, [(*SOAP[:3], 36, SOAP[4])], WAITS),
)


def _row(day: date, row: Row) -> str:
    document, seller, item, units, price = row
    return f"{day:%d/%m/%Y};{document};{seller};{item};{units};PCS;{price};{units * price}"


def _bought(uow: UnitOfWork, key: str, seller: str, item: str, units: int, price: int) -> NewPurchase:
    """Logged by hand, from a seller as the receipt has it."""
    return NewPurchase(
        source=Source.MANUAL,
        source_ref=f"contoh-{uow.actor.organisation}-{key}",
        partner_id=PartnerId(uow.actor.organisation),
        seller_text=seller,
        bought_on=uow.today,
        lines=[
            NewLine(
                text=item,
                quantity=Quantity.of(units),
                unit="PCS",
                unit_price=Rupiah(price),
                net=Rupiah(price * units),
            )
        ],
    )


def _of_maker(uow: UnitOfWork, found: tuple[Variant, int], key: str, units: int) -> PurchaseId:
    """Of a maker's goods, which the ledger knows; below zero a return."""
    variant, price = found
    product = uow.get(Product, variant.product_id)
    new = _bought(uow, key, "", f"{product.name} {variant.net_content}", units, price)
    (line,) = new.lines
    return record_purchase(
        uow,
        replace(
            new,
            producer_id=ProducerId(variant.producer_id),
            document_number=f"NT-{key}-{uow.today:%d%m}",
            lines=[
                replace(
                    line,
                    unit=variant.unit,
                    variant_id=variant.id,
                    product_id=product.id,
                    category_id=product.category_id,
                )
            ],
        ),
    ).id
