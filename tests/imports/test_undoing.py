"""A committed import is undone whole: as if its file had never come."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.compliance.reactions import REACTIONS
from marketplace.db.uow import UnitOfWork
from marketplace.imports.events import ImportUndone
from marketplace.imports.states import UNDONE
from marketplace.imports.undoing import undo_import
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.purchases.declarations import declare_spend, latest_declaration
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.services import reverse_purchase
from marketplace.uptake.ledger import totals_of
from tests.conftest import NOW
from tests.factories.months import make_period
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase
from tests.factories.registers import Books

JULY = Month(2026, 7)
QUIET = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(QUIET, max_examples=150)
SHIRT = "02/07;F-1;CV Grosir;Kemeja;24;240000"
MENDED = "02/07;F-1;CV Grosir;Kemeja;42;420000"
SARONG = "03/07;F-2;CV Grosir;Sarung;2;90000"


def test_nothing_of_it_counts_and_it_can_come_again(books, heard):
    batch = books.bring(SHIRT, SARONG)
    assert books.undo(batch).state is UNDONE
    assert books.counted == []
    assert heard[-1] == ImportUndone(
        import_batch_id=batch.id, partner_id=books.shop.id, months=("2026-07",), purchases=2, restored=0,
        reason="Berkas salah",
    )  # fmt: skip
    assert books.bring(SHIRT, SARONG).written == 2
    assert books.nets == [90_000, 240_000]


def test_what_another_import_has_too_goes_on_counting_until_that_is_undone(books):
    first, second = books.bring(SHIRT, SARONG), books.bring(SARONG)
    assert second.written == 0
    books.undo(first)
    assert books.nets == [90_000]
    books.undo(second)
    assert books.nets == []
    assert books.bring(SARONG).written == 1


def test_what_it_replaced_counts_again(books):
    first = books.bring(SHIRT)
    second = books.bring(MENDED, answer="replace")
    books.undo(second)
    assert books.nets == [240_000]
    again = books.bring(SHIRT)
    assert again.written == 0
    books.undo(first)
    assert books.nets == [240_000]
    books.undo(again)
    assert books.nets == []
    assert books.bring(SHIRT).written == 1


def test_undone_out_of_turn_the_latest_version_stays(books):
    first = books.bring(SHIRT)
    second = books.bring(MENDED, answer="replace")
    third = books.bring("02/07;F-1;CV Grosir;Kemeja;60;600000", answer="replace")
    books.undo(second)
    assert books.nets == [600_000]
    books.undo(third)
    assert books.nets == [240_000]
    books.undo(first)
    assert books.nets == []


def test_a_row_that_was_taken_back_before_is_not_taken_back_again(session, work, books):
    batch = books.bring(SHIRT, SARONG)
    with work() as uow:
        reverse_purchase(uow, session.scalars(select(func.min(Purchase.id))).one(), reason="Salah")
    books.undo(batch)
    assert books.counted == []


@pytest.mark.parametrize("state", ["checked", "undone"])
def test_only_what_is_committed_is_undone(books, state):
    batch, _ = books.check(SHIRT)
    if state == "undone":
        batch = books.bring(SHIRT)
        books.undo(batch)
    with pytest.raises(Refused):
        books.undo(batch)


def test_it_needs_a_reason_and_the_shop_itself(session, work, books):
    batch = books.bring(SHIRT)
    with pytest.raises(Refused, match="Tulis mengapa"):
        books.undo(batch, reason=" ")
    other = make_partner(session)
    with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PARTNER) as uow:
        undo_import(uow, batch.id, reason="Bukan milikku")
    assert books.nets == [240_000]


def test_its_declaration_becomes_none_and_never_a_lower_one(session, work, books):
    with work() as uow:
        declare_spend(uow, books.shop.id, JULY, total=Rupiah(100_000), signer="Bu Sri")
    batch = books.bring(SHIRT)
    with work() as uow:
        declare_spend(uow, books.shop.id, JULY, total=Rupiah(240_000), signer="Bu Sri", file_id=batch.file_id)
    books.undo(batch)
    assert latest_declaration(work(), books.shop.id, JULY) is None
    assert totals_of(session, MonthSpan.of(JULY)) == {}
    with work() as uow:
        again = declare_spend(uow, books.shop.id, JULY, total=Rupiah(240_000), signer="Bu Sri")
    assert again.revision == 4


def test_a_total_that_was_declared_by_itself_stays(work, books):
    batch = books.bring(SHIRT)
    with work() as uow:
        declare_spend(uow, books.shop.id, JULY, total=Rupiah(500_000), signer="Bu Sri")
    books.undo(batch)
    assert latest_declaration(work(), books.shop.id, JULY).total == 500_000


def test_a_published_month_refuses_and_nothing_changes(session, books):
    batch = books.bring(SHIRT)
    make_period(session, month=Month(2026, 7), published=True)
    uow = UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(REACTIONS), queue=MemoryQueue())
    with pytest.raises(Refused, match="sudah terbit"), uow:
        undo_import(uow, batch.id, reason="Salah")
    assert books.nets == [240_000]


ROWS = [
    f"{day:02}/07;{number};{seller};{item};{quantity};{quantity}0000"
    for day, number, seller, item, quantity in [
        (1, "F-1", "CV Grosir", "Kemeja", 1),
        (1, "F-1", "CV Grosir", "Sarung", 2),
        (1, "F-1", "CV Umpama", "Kemeja", 3),
        (2, "F-2", "CV Grosir", "Kemeja", 4),
        (3, "", "CV Grosir", "Kemeja", 5),
        (4, "", "CV Umpama", "Sarung", 6),
    ]
]
SPELLINGS = st.sampled_from(["F-", "FAKTUR F-", "f "])
FILES = st.lists(
    st.tuples(st.permutations(ROWS), st.integers(1, len(ROWS)), SPELLINGS, st.booleans()),
    min_size=1, max_size=5,
)  # fmt: skip


@given(files=FILES, chance=st.randoms(use_true_random=False))
@QUIET
def test_files_in_any_order_with_any_overlap_give_the_rows_of_those_that_stand(
    session, work, tools, files, chance
):
    run_files(session, work, tools, files, chance)


@pytest.mark.long
@given(files=FILES, chance=st.randoms(use_true_random=False))
@MANY
def test_hundreds_of_files_give_the_rows_of_those_that_stand(session, work, tools, files, chance):
    run_files(session, work, tools, files, chance)


def run_files(session, work, tools, files, chance):
    """Brings the first rows of each file, spelled its way, then undoes some; what counts is the union of the rest."""
    books = Books(session, work, tools, make_partner(session))
    standing = []
    for rows, most, spelling, undone in files:
        batch = books.bring(*(row.replace("F-", spelling) for row in rows[:most]))
        standing.append([batch, {*rows[:most]}, undone])
    gone = [one for one in standing if one[2]]
    chance.shuffle(gone)
    for batch, *_ in gone:
        books.undo(batch)
    left = set().union(*(rows for _, rows, undone in standing if not undone))
    assert books.nets == sorted(int(row.rpartition(";")[2]) for row in left)
    for rows in [[*left]] if left else []:
        assert books.bring(*rows).written == 0


VERSIONS = st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=5)


@given(versions=VERSIONS, chance=st.randoms(use_true_random=False))
@QUIET
def test_mending_and_undoing_in_any_order_leave_the_newest_version_that_stands(
    session, work, tools, versions, chance
):
    run_versions(session, work, tools, versions, chance)


@pytest.mark.long
@given(versions=VERSIONS, chance=st.randoms(use_true_random=False))
@MANY
def test_hundreds_of_mended_rows_leave_the_newest_version_that_stands(session, work, tools, versions, chance):
    run_versions(session, work, tools, versions, chance)


def run_versions(session, work, tools, versions, chance):
    """One row, mended by file after file: each brings a version that none before it had."""
    books = Books(session, work, tools, make_partner(session))
    batches = []
    for place, (step, undone) in enumerate(versions):
        quantity = 10 * place + step
        row = f"02/07;F-1;CV Grosir;Kemeja;{quantity};{quantity}0000"
        batches.append((books.bring(row, answer="replace"), quantity, undone))
    gone = [one for one in batches if one[2]]
    chance.shuffle(gone)
    for batch, *_ in gone:
        books.undo(batch)
    standing = [quantity for _, quantity, undone in batches if not undone]
    assert books.nets == [quantity * 10_000 for quantity in standing[-1:]]


def test_a_hand_log_that_counts_again_still_needs_its_photo(session, books):
    about = {"seller_text": "CV Grosir", "document_number": "F-1", "bought_on": date(2026, 7, 2)}
    make_purchase(session, books.shop, photo_required=True, **about)
    books.undo(books.bring("02/07;F-1;CV Grosir;Keripik Pisang;42;420000", answer="replace"))
    (again,) = session.scalars(
        select(Purchase).where(Purchase.source_ref.contains("restored"), Purchase.reverses_id.is_(None))
    )
    assert again.photo_required
