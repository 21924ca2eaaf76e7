"""A small city in whose journal all rows stand that figures rest on, with a month published."""

from datetime import UTC, date, datetime

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.billing.invoicing import issue_invoice
from marketplace.billing.models import PaidBy, Receipt
from marketplace.certification.models import Level, Requirement
from marketplace.compliance.services import make_provisional, publish_month, raise_objection
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.journal.sealing import seal_unsealed
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, OFFICE, OFFICER, OWNER, PARTNER
from marketplace.ordering.states import AGREED
from marketplace.producers.models import Locality, ProducerMerge
from marketplace.purchases.bulk import Entries, record_entries
from marketplace.purchases.models.answers import Answer, AnswerRuling, ClaimRuling
from marketplace.purchases.models.ledger import Purchase, Source
from marketplace.purchases.services import answer_purchase, record_purchase, reverse_purchase
from tests.conftest import NOW
from tests.factories.billing import make_due, make_payment
from tests.factories.certification import make_certificate, make_product, make_scan
from tests.factories.circulars import make_circular, make_clause, make_exemption
from tests.factories.commitments import make_promising_mou
from tests.factories.ordering import make_handover, make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import (
    declare,
    lines_in,
    make_batch,
    make_name,
    make_purchase,
    make_refusal,
    new_purchase,
)
from tests.ordering.test_random_money import contents

AUGUST = Month(2026, 8)
LATER = datetime(2026, 12, 1, 5, tzinfo=UTC)
IMPORTED = 40
REQUIREMENT = {
    "category_id": None,
    "scale": None,
    "certificate_kind": "pirt",
    "level": Level.MANDATORY,
    "from_on": date(2026, 1, 1),
    "basis": "Aturan contoh",
}


def unit(session, *roles, at=None, kind=None, now=NOW):
    actor = SYSTEM
    if roles:
        where = OrganisationId(at or 1)
        actor = Actor(
            user_id=None, at=where, kind=kind or OFFICE, seats=frozenset(ActorSeat(r, where) for r in roles)
        )
    return UnitOfWork(session, actor=actor, now=now, bus=Bus(REACTIONS), queue=MemoryQueue())


def build(session, signer):
    """By services and by rows that pass the session: all that a published figure stands on, and a published month."""
    with unit(session) as uow:
        assert seal_unsealed(uow) is None
    with unit(session):
        city = _people(session)
    with unit(session) as uow:
        _trade(uow, city)
    with unit(session, OWNER, at=city["maker"].id, kind="producer") as uow:
        answer_purchase(uow, city["first"], answer=Answer.CONFIRMED)
    with unit(session) as uow:
        reverse_purchase(uow, city["taken_back"], reason="Salah toko")
        _said(session, city)
        due = _billed(uow, city)
    with unit(session, OWNER, at=city["maker"].id, kind="producer") as uow:
        issue_invoice(uow, [due.id], contents([due]))
    with unit(session, OFFICER) as uow:
        make_provisional(uow, AUGUST, objections_until=date(2026, 11, 30))
    with unit(session, OWNER, at=city["shop"].id, kind=PARTNER) as uow:
        raise_objection(uow, AUGUST, city["shop"].id, text="Nota tanggal 12 belum masuk")
    with unit(session, APPROVER, now=LATER) as uow:
        publish_month(uow, signer, AUGUST, reason="Tidak mengubah jawabannya")
    with unit(session) as uow:
        record_purchase(uow, new_purchase(city["shop"], 7_000, producer_id=city["maker"].id))


def _people(session):
    shop, hotel = (
        make_partner(session, name="Toko Contoh"),
        make_partner(session, kind="hotel", staff_count=40),
    )
    outlet = make_outlet(session, shop)
    make_promising_mou(session, make_partner(session, mou=False))
    maker, other, twin = (make_maker(session, name=name) for name in ("Bu Tini", "Bu Sri", "Ibu Sri"))
    session.query(Locality).filter_by(producer_id=other.id).one().until_on = date(2026, 8, 15)
    twin.merged_into_id = other.id
    merge = {"kept_id": other.id, "merged_id": twin.id, "reason": "Sama", "merged_by": None, "merged_at": NOW}
    session.add(ProducerMerge(moved={}, **merge))
    product = make_product(session, producer=maker)
    make_certificate(session, product)
    advised = [make_clause("order_fill", 9000, code="4c", binding="advisory")]
    circular = make_circular(
        session,
        make_clause(code="4a"),
        make_clause(code="4b", scope=["dry-food"]),
        *advised,
        excluded=["rokok"],
    )
    make_exemption(session, hotel, circular.clauses[0])
    session.add(Requirement(**REQUIREMENT))
    make_handover(session, state=AGREED)
    return {
        "shop": shop,
        "outlet": outlet,
        "hotel": hotel,
        "maker": maker,
        "other": other,
        "product": product,
    }


def _trade(uow, city):
    """An import of many rows, and purchases by hand: one is taken back, one stands on the shop's word."""
    shop, maker, product = city["shop"], city["maker"], city["product"]
    many = {
        "source_ref": [f"baris-{n}" for n in range(IMPORTED)],
        "producer_id": [maker.id, None] * (IMPORTED // 2),
        "seller_text": ["", "Grosir"] * (IMPORTED // 2),
        "bought_on": [date(2026, 8, 1 + n % 28) for n in range(IMPORTED)],
        "document_number": [f"F-{n}" for n in range(IMPORTED)],
        "product_id": [product.id, None] * (IMPORTED // 2),
        "category_id": [product.category_id, None] * (IMPORTED // 2),
        "text": ["Keripik", "Gula"] * (IMPORTED // 2),
        "quantity_milli": [1000] * IMPORTED,
        "unit": ["PCS"] * IMPORTED,
        "unit_price": [10_000 + n for n in range(IMPORTED)],
        "net": [10_000 + n for n in range(IMPORTED)],
        "tax": [1_100] * IMPORTED,
        "certified": [True, None] * (IMPORTED // 2),
    } | dict.fromkeys(("named_by", "variant_id", "goods_named_by"), [None] * IMPORTED)
    record_entries(uow, Source.IMPORT, shop.id, make_batch(uow.session, shop).id, Entries(**many))
    name = make_name(uow.session, shop, "Bu Sri", producer_id=city["other"].id)
    by_hand = {"producer_id": city["other"].id, "named_by": name.id, "bought_on": date(2026, 8, 20)}
    record_purchase(uow, new_purchase(shop, 90_000, **by_hand))
    proof = make_scan(uow.session, maker).id
    hand = {"producer_id": maker.id, "document_number": "N-1", "evidence_id": proof}
    city["first"] = record_purchase(uow, new_purchase(shop, 50_000, 20_000, **hand)).id
    city["taken_back"] = record_purchase(uow, new_purchase(shop, 30_000, producer_id=maker.id)).id


def _billed(uow, city):
    """A due that is paid in part."""
    due = make_due(uow.session, 300_000, maker=city["maker"], outlet=city["outlet"])
    make_payment(uow.session, due, 100_000, act="a")
    received = {"received": 100_000, "received_on": NOW.date(), "paid_by": PaidBy.CASH}
    uow.add(Receipt(due_id=due.id, act="a", confirmed_by=None, confirmed_at=NOW, **received))
    return due


def _said(session, city):
    """Totals, of which one was raised; an auditor's no, answered once; a maker's no, upheld."""
    declare(session, city["shop"], 4_000_000)
    declare(session, city["shop"], 5_000_000, revision=2)
    declare(session, city["hotel"], 9_000_000, by_category={"dry-food": 1_000})
    line, other = lines_in(session, session.get_one(Purchase, city["first"]))
    make_refusal(session, line, audited_net=Rupiah(40_000))
    make_refusal(session, other, answered=True, ruling=AnswerRuling.ACCEPTED)
    make_purchase(session, city["shop"], city["maker"], answer=Answer.DISPUTED, ruling=ClaimRuling.STANDS)
