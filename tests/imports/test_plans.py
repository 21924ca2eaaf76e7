"""A register held against the ledger: the same, evidence, another item of a known document, or a question."""

import pytest

from marketplace.imports.models import ImportBatch
from marketplace.imports.states import CHECKED
from marketplace.kernel.errors import Refused
from marketplace.producers.services.registering import add_alias
from marketplace.purchases.holding import hold_documents
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import record_purchase
from tests.factories.ordering import make_maker
from tests.factories.purchases import make_purchase, new_purchase

SHIRT = "02/07;F-1;CV Grosir;Kemeja;24;240000"
MENDED = "02/07;F-1;CV Grosir;Kemeja;42;420000"


def test_a_mended_row_asks_and_writes_nothing_while_it_is_open(session, books):
    books.bring(SHIRT)
    plan = books.plan(MENDED, "02/07;F-2;CV Grosir;Kemeja;1;10000")
    question = plan.question
    assert (len(plan.new), len(plan.changed), question.key) == (1, 1, "changed")
    assert {one.value: (one.total, one.readings[0].text) for one in question.choices} == {
        "replace": (430_000, "02/07/2026, Rp240.000 menjadi Rp420.000"),
        "add": (670_000, "02/07/2026, Rp240.000 tetap dan Rp420.000 ditambahkan"),
    }
    assert question.rows[0].text == "F-1, CV Grosir: Kemeja, 42 PCS, Rp420.000"
    batch, _ = books.check(MENDED)
    with pytest.raises(Refused, match="Pilih dulu") as refused:
        books.bring(MENDED)
    assert refused.value.field == "changed"
    assert books.nets == [240_000]
    assert session.get(ImportBatch, batch.id).state is CHECKED


@pytest.mark.parametrize(("answer", "nets"), [("replace", [420_000]), ("add", [240_000, 420_000])])
def test_it_replaces_or_comes_beside_as_was_answered_and_a_rerun_adds_nothing(books, answer, nets):
    books.bring(SHIRT)
    assert books.bring(MENDED, answer=answer).written == 1
    assert books.nets == nets
    assert books.bring(MENDED).written == 0
    assert books.bring(SHIRT).written == 0
    assert books.nets == nets


@pytest.mark.parametrize(
    "spelled",
    [
        "02/07;FAKTUR F-1;CV Grosir;Kemeja;24;240000",
        "02/07;f 1;C.V. GROSIR;kemeja;24;240000",
    ],
)
def test_another_spelling_of_the_number_is_the_same_row(books, spelled):
    books.bring(SHIRT)
    assert books.bring(spelled).written == 0
    assert books.nets == [240_000]


def test_another_name_of_the_same_maker_is_the_same_row(session, work, books):
    maker = make_maker(session, name="Batik Umpama")
    with work() as uow:
        add_alias(uow, maker.id, "Bu Ratna batik")
    books.bring("02/07;F-1;Batik Umpama;Kemeja;24;240000")
    assert books.bring("02/07;F-1;Bu Ratna Batik;Kemeja;24;240000").written == 0


def test_a_name_that_was_taught_since_leaves_the_row_the_same(session, work, books):
    maker = make_maker(session, name="Batik Umpama")
    books.bring("02/07;F-1;Bu Ratna batik;Kemeja;24;240000")
    with work() as uow:
        add_alias(uow, maker.id, "Bu Ratna batik")
    assert books.bring("02/07;FAKTUR F-1;Bu Ratna batik;Kemeja;24;240000").written == 0
    assert books.nets == [240_000]


def test_another_item_of_a_known_document_adds_to_it(books):
    books.bring(SHIRT)
    plan = books.plan(SHIRT, "02/07;F-1;CV Grosir;Sarung;2;90000")
    assert (len(plan.same), len(plan.new), plan.adding, plan.question) == (1, 1, 1, None)


def test_the_same_number_of_another_seller_is_another_document(books):
    books.bring(SHIRT)
    plan = books.plan("02/07;F-1;CV Umpama;Kemeja;42;420000")
    assert (len(plan.new), plan.adding, plan.question) == (1, 0, None)


@pytest.mark.parametrize(
    "row", ["05/07;F-1;CV Grosir;Kemeja;24;240000", "05/07;F-1;CV Grosir;Sarung;2;90000"]
)
def test_the_same_number_on_another_day_asks(books, row):
    books.bring(SHIRT)
    assert len(books.plan(row).changed) == 1


def test_the_same_number_on_another_day_of_one_file_stands(books):
    both = (SHIRT, "05/07;F-1;CV Grosir;Sarung;2;90000")
    books.bring(SHIRT)
    assert books.plan(*both).question is None
    books.bring(*both)
    assert books.nets == [90_000, 240_000]


def test_a_document_that_repeats_an_item_finds_itself_again(books):
    rows = (SHIRT, "02/07;F-1;CV Grosir;Kemeja;10;100000", "02/07;F-1;CV Grosir;Kemeja;5;50000")
    assert books.bring(*rows).written == 3
    respelled = [row.replace("F-1", "FAKTUR F-1") for row in reversed(rows)]
    assert books.bring(*respelled).written == 0
    assert books.bring(*respelled, "02/07;F-1;CV Grosir;Kemeja;7;70000").written == 1


def test_without_a_number_another_entry_of_the_same_asks(work, books):
    row = "02/07;;CV Grosir;Kemeja;24;240000"
    books.bring(row)
    assert books.bring(row).written == 0
    assert len(books.plan("02/07;;CV. Grosir;Kemeja;12;240000").changed) == 1
    assert (
        books.plan("02/07;;CV Grosir;Kemeja;25;250000", "03/07;;CV Grosir;Kemeja;24;240000").question is None
    )


def by_hand(books, *nets, **given):
    day = books.check(SHIRT)[1].register.rows[0].day
    with books.work() as uow:
        new = new_purchase(books.shop, *nets, seller_text="CV Grosir", item="Kemeja", bought_on=day, **given)
        return record_purchase(uow, new)


def test_what_was_logged_by_hand_is_the_same_when_equal_and_asks_when_not(books):
    by_hand(books, 10_000, document_number="F-1")
    assert books.plan("02/07;F-1;CV Grosir;Kemeja;1;10000").same
    assert books.plan("02/07;F-1;CV Grosir;Kemeja;1;11000").changed
    assert books.bring("02/07;F-1;CV Grosir;Kemeja;1;11000", answer="replace").written == 1
    assert books.nets == [11_000]


def test_a_purchase_of_several_items_is_not_replaced_by_a_row_of_one(books):
    by_hand(books, 10_000, 20_000, document_number="F-1")
    with pytest.raises(Refused, match="beberapa barang"):
        books.bring("02/07;F-1;CV Grosir;Kemeja;1;11000", answer="replace")
    assert books.nets == [10_000, 20_000]


def test_rows_with_the_numbers_of_handovers_are_evidence_and_the_plan_counts_them(session, work, books):
    """A register with the delivery notes' numbers made 43,9 % into 87,6 %."""
    maker = make_maker(session, name="Batik Umpama")
    rows = []
    for number in range(1, 41):
        handed = make_purchase(session, books.shop, maker, 10_000, source=Source.HANDOVER)
        with work() as uow:
            hold_documents(
                uow,
                books.shop.id,
                maker.id,
                handover=f"h{number}",
                numbers={f"{number:04}/SJ/VII/2026"},
                purchase_id=handed.id,
            )
        rows.append(f"{number % 30 + 1:02}/07;{number:04}/SJ/VII/2026;Batik Umpama;Kemeja;1;{number}000")
    plan = books.plan(*rows, SHIRT)
    assert (len(plan.evidence), len(plan.new), plan.question) == (40, 1, None)
    assert books.bring(*rows, SHIRT).written == 1
    assert sum(books.nets) == 40 * 10_000 + 240_000
    assert books.bring(*rows, SHIRT).written == 0
    assert len(books.plan(*rows, SHIRT).same) == 41
