"""Registers written in bulk are the same rows that are written one by one."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from marketplace.db.bulk import reserve_ids
from marketplace.files.models import Attachment
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.kernel.errors import Conflict
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.purchases.bulk import NAMES, Entries, record_entries, recorded_rows
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Recognition, Source
from marketplace.purchases.reversing import mirror, supersede
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from tests.conftest import NOW
from tests.factories.certification import make_scan
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

QUIET = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
MONEY = st.integers(-(10**12), 10**12).filter(bool)


def an_entry(ref, **given):
    return {
        "source_ref": ref,
        "producer_id": None,
        "seller_text": "Grosir Rekayasa",
        "bought_on": date(2026, 8, 12),
        "document_number": None,
        "named_by": None,
        "variant_id": None,
        "product_id": None,
        "category_id": None,
        "text": "Keripik Pisang",
        "quantity_milli": 2_000,
        "unit": "PCS",
        "unit_price": 50_000,
        "net": 100_000,
        "tax": 0,
        "certified": None,
        "goods_named_by": None,
    } | given


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def batch(session, shop):
    scan: Attachment = make_scan(session, make_maker(session))
    row = ImportBatch(
        kind=BatchKind.PURCHASES, organisation_id=shop.id, file_id=scan.id, made_by=None, made_at=NOW
    )
    session.add(row)
    session.commit()
    return row


@pytest.fixture
def record(work, shop, batch):
    def record(*entries):
        columns = Entries(**{name: [entry[name] for entry in entries] for name in NAMES})
        with work() as uow:
            record_entries(uow, Source.IMPORT, shop.id, batch.id, columns)

    return record


def written(session):
    query = select(Purchase, PurchaseLine).join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
    return [tuple(row) for row in session.execute(query.order_by(Purchase.id))]


def test_every_entry_is_a_purchase_of_one_line(session, record, shop, batch):
    maker = make_maker(session)
    goods = make_goods(session, maker=maker)
    record(
        an_entry("a", producer_id=maker.id, seller_text="", variant_id=goods.id, product_id=goods.product_id,
                 document_number="N-1", certified=True, tax=11_000),
        an_entry("b", net=-100_000, quantity_milli=-2_000),
    )  # fmt: skip
    (first, line), (second, back) = written(session)
    assert (first.source, first.source_ref, first.partner_id) == (Source.IMPORT, "a", shop.id)
    assert (first.producer_id, first.document_number, first.batch_id) == (maker.id, "N-1", batch.id)
    assert (first.recognition, first.one_sided, first.recorded_at) == (Recognition.RECEIVED, False, NOW)
    assert (line.variant_id, line.certified, line.tax) == (goods.id, True, 11_000)
    assert (second.seller_text, second.document_number) == ("Grosir Rekayasa", None)
    assert (back.net, back.quantity_milli, back.certified) == (-100_000, -2_000, None)
    assert first.public_id != second.public_id


def test_one_by_one_would_have_written_the_same(session, work, record, shop):
    maker = make_maker(session)
    record(an_entry("bulk", producer_id=maker.id, seller_text=""))
    line = NewLine(
        text="Keripik Pisang", quantity=Quantity.of(2), unit="PCS",
        unit_price=Rupiah(50_000), net=Rupiah(100_000),
    )  # fmt: skip
    new = NewPurchase(
        source=Source.IMPORT, source_ref="single", partner_id=shop.id, producer_id=maker.id,
        bought_on=date(2026, 8, 12), lines=[line], apart=True,
    )  # fmt: skip
    with work() as uow:
        record_purchase(uow, new)
    own = {"id", "public_id", "source_ref", "batch_id", "purchase_id"}
    texts = [
        {
            column.name: getattr(row, column.name)
            for row in pair
            for column in type(row).__table__.columns
            if column.name not in own
        }
        for pair in written(session)
    ]
    assert texts[0] == texts[1]


@given(rows=st.lists(st.tuples(WORDS.filter(bool), WORDS, MONEY, st.integers(1, 10**9)), max_size=15))
@QUIET
def test_words_and_figures_come_back_as_they_were_written(session, record, rows):
    mark = session.scalar(select(func.count()).select_from(Purchase))
    entries = [
        an_entry(f"{mark}-{number}", seller_text=seller, text=words, net=net, quantity_milli=quantity)
        for number, (seller, words, net, quantity) in enumerate(rows)
    ]
    record(*entries)
    found = [
        (purchase.seller_text, line.text, line.net, line.quantity_milli)
        for purchase, line in written(session)[mark:]
    ]
    assert found == rows


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity_milli": 0},
        {"tax": -1},
        {"seller_text": ""},
        {"producer_id": 999},
        {"category_id": 999},
    ],
)
def test_one_entry_that_breaks_a_rule_keeps_all_of_them_out(session, record, wrong):
    with pytest.raises(IntegrityError):
        record(an_entry("good"), an_entry("bad", **wrong))
    assert written(session) == []


def test_a_reference_that_is_there_already_keeps_all_of_them_out(session, record):
    record(an_entry("a"))
    with pytest.raises(Conflict):
        record(an_entry("b"), an_entry("a"))
    assert [purchase.source_ref for purchase, _ in written(session)] == ["a"]


def test_the_shop_itself_is_not_its_own_seller(session, record, shop):
    with pytest.raises(IntegrityError):
        record(an_entry("a", producer_id=shop.id))


def test_nothing_to_write_writes_nothing(session, record):
    record()
    assert written(session) == []


def test_reserved_numbers_are_free_and_later_rows_do_not_take_them(session, work, shop):
    make_purchase(session, shop)
    with work() as uow:
        taken = set(uow.session.scalars(select(Purchase.id)))
        ids = list(reserve_ids(uow.session, Purchase, 5))
        assert len(set(ids)) == 5
        assert not taken & set(ids)


def test_rows_written_singly_after_a_bulk_do_not_collide_with_it(session, record, shop):
    record(*(an_entry(str(number)) for number in range(20)))
    make_purchase(session, shop)
    assert session.scalar(text("SELECT count(DISTINCT id) FROM purchases")) == 21


class TestRecordedRows:
    def test_it_knows_what_stands_there_of_those_days(self, session, shop):
        for ref, day in (("a", 1), ("b", 15), ("c", 31)):
            make_purchase(session, shop, source=Source.IMPORT, source_ref=ref, bought_on=date(2026, 8, day))
        assert recorded(session, shop) == ({"a", "b"}, set())

    def test_other_shops_and_other_sources_do_not_count(self, session, shop):
        make_purchase(session, shop, source=Source.MANUAL, source_ref="a")
        make_purchase(session, make_partner(session), source=Source.IMPORT, source_ref="b")
        assert recorded(session, shop) == (set(), set())

    def test_what_was_undone_is_not_there_and_what_was_taken_back_is(self, session, work, shop, batch):
        made = {
            ref: make_purchase(session, shop, source=Source.IMPORT, source_ref=ref)
            for ref in ("stands", "undone", "taken back", "replaced", "replaced by what was undone")
        }
        with work() as uow:
            mirror(uow, [made["undone"].id], batch_id=batch.id)
            mirror(uow, [made["taken back"].id])
            last = {"replaced": "stands", "replaced by what was undone": "undone"}
            supersede(uow, {made[old].id: made[new].id for old, new in last.items()}, reason="Diganti")
        rows, undone = recorded_rows(session, shop.id, date(2026, 8, 1), date(2026, 8, 31))
        assert {ref: row.counts for ref, row in rows.items()} == {
            "stands": made["stands"].id,
            "taken back": None,
            "replaced": made["stands"].id,
        }
        assert undone == {"undone", "replaced by what was undone"}


def recorded(session, shop):
    rows, undone = recorded_rows(session, shop.id, date(2026, 8, 1), date(2026, 8, 15))
    return set(rows), set(undone)
