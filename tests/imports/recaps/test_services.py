"""A recap into the ledger: whose rows they are is told, claims give way to rows with a day, and all of it is undone."""

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.imports.events import PurchasesImported, RecapImported
from marketplace.imports.models import ImportBatch
from marketplace.imports.recaps.plans import plan_recap
from marketplace.imports.recaps.reading import read_recap_file
from marketplace.imports.recaps.services import answer_recap, commit_recap
from marketplace.imports.recaps.shops import every_shop
from marketplace.imports.states import CHECKED, COMMITTED, UNDONE
from marketplace.imports.undoing import undo_import
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.ports.sheets import Book, Sheet
from marketplace.producers.services.merging import merge_producers
from marketplace.purchases.declarations import latest_declaration
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseSuccessor, Source
from marketplace.purchases.naming import NameMeaning, answer_name
from marketplace.purchases.services import record_purchase, reverse_purchase
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import new_purchase
from tests.factories.recaps import Recaps, dated, undated
from tests.factories.registers import Books

CRISPS = "Toko Maju;Bu Tini;Keripik;24;240000;N-1"
COFFEE = "Dinas Pangan;Bu Tini;Keripik;10;100000"
NOTE = "02/07;N-7;Bu Tini;Keripik;3;30000"
CLAIM = ("31/07", "undated", 240_000)


@pytest.fixture
def recaps(session, tools, queue, heard):
    return Recaps(session, tools, queue, heard)


@pytest.fixture
def tini(session):
    return make_maker(session, name="Bu Tini")


@pytest.fixture
def maju(session):
    return make_partner(session, name="Toko Maju")


@pytest.fixture
def pangan(session):
    return make_partner(session, name="Dinas Pangan")


@pytest.fixture
def books(session, recaps, tools, maju):
    """The register of the shop that the recap names first."""
    return Books(session, recaps.work, tools, maju)


def code(session, partner):
    return session.get(Organisation, partner.id).public_id


def by_hand(recaps, maju, tini, **given):
    new = new_purchase(maju, producer_id=tini.id, seller_text="", bought_on=Month(2026, 7).first_day, **given)
    with recaps.work() as uow:
        return record_purchase(uow, new)


def test_claims_of_many_shops_are_grade_d_on_the_last_day_and_declare_nothing(
    session, recaps, tini, maju, pangan, heard
):
    batch = recaps.bring(undated(CRISPS, COFFEE))
    assert (batch.state, batch.written) == (COMMITTED, 2)
    assert recaps.counted(maju) == [CLAIM]
    assert recaps.counted(pangan) == [("31/07", "undated", 100_000)]
    assert recaps.grades(maju) + recaps.grades(pangan) == ["D", "D"]
    assert set(session.scalars(select(Purchase.producer_id))) == {tini.id}
    told = [event for event in heard if isinstance(event, PurchasesImported)]
    assert [(event.partner_id, event.net) for event in told] == [(maju.id, 240_000), (pangan.id, 100_000)]
    assert any(
        event == RecapImported(import_batch_id=batch.id, shops=2, purchases=2, net=340_000) for event in heard
    )
    assert latest_declaration(recaps.work(), maju.id, Month(2026, 7)) is None


def test_a_recap_alone_is_undone_as_one(session, recaps, tini, maju, pangan, books):
    recap = recaps.bring(undated(CRISPS))
    part = session.scalars(select(ImportBatch).filter_by(recap_id=recap.id)).one()
    for other in (part, books.bring("05/07;N-9;CV Lain;Gula;1;5000")):
        with pytest.raises(NotFound):
            recaps.undo(other)
    assert len(recaps.counted(maju)) == 2


def test_shops_to_choose_from_go_by_their_names(session, recaps, maju, pangan):
    make_partner(session, name="apotek Umpama")
    assert [one.name for one in every_shop(session)] == ["apotek Umpama", "Dinas Pangan", "Toko Maju"]


def test_a_rerun_adds_nothing_and_says_both_sums(session, recaps, tini, maju, pangan):
    recaps.bring(undated(CRISPS, COFFEE))
    plan = recaps.plan(undated(CRISPS, COFFEE, "Toko Maju;Bu Tini;Opak;1;5000"))
    assert [(one.seller, one.claimed, one.recorded) for one in plan.shops[0].recorded] == [
        ("Bu Tini", 245_000, 240_000)
    ]
    assert recaps.bring(undated(CRISPS, COFFEE)).written == 0
    assert recaps.counted(maju) == [CLAIM]


def test_a_month_of_a_maker_that_is_recorded_is_not_claimed(session, recaps, tini, maju, pangan, books):
    books.bring(NOTE)
    plan = recaps.plan(undated(CRISPS, COFFEE, "Toko Maju;Pak Kopi;Kopi;1;9000"))
    assert [(one.seller, one.claimed, one.recorded) for one in plan.shops[0].recorded] == [
        ("Bu Tini", 240_000, 30_000)
    ]
    assert recaps.bring(undated(CRISPS, COFFEE, "Toko Maju;Pak Kopi;Kopi;1;9000")).written == 2
    assert recaps.counted(maju) == [("02/07", "import", 30_000), ("31/07", "undated", 9_000)]


@pytest.mark.parametrize("way", ["register", "hand", "handover", "dated recap"])
def test_a_later_row_with_a_day_takes_the_place_of_the_claims_of_its_maker(
    session, recaps, tini, maju, pangan, books, way
):
    recaps.bring(undated(CRISPS, COFFEE, "Toko Maju;Pak Kopi;Kopi;1;9000"))
    if way == "register":
        books.bring(NOTE)
    elif way == "dated recap":
        recaps.bring(dated("02/07/2026;Toko Maju;Bu Tini;Keripik;3;30000;N-7"))
    else:
        by_hand(recaps, maju, tini, source=Source.HANDOVER if way == "handover" else Source.MANUAL)
    kept = [one for one in recaps.counted(maju) if one[1] == "undated"]
    assert kept == [("31/07", "undated", 9_000)]
    assert len(recaps.counted(maju)) == 2
    assert recaps.counted(pangan) == [("31/07", "undated", 100_000)]
    (replaced,) = session.scalars(select(PurchaseSuccessor))
    assert session.get(Purchase, replaced.purchase_id).source is Source.UNDATED
    assert session.get(Purchase, replaced.successor_id).source is not Source.UNDATED


def test_claims_come_back_when_what_they_gave_way_to_is_taken_back(recaps, tini, maju, pangan, books):
    recaps.bring(undated(CRISPS))
    first, second = books.bring(NOTE), books.bring("03/07;N-8;Bu Tini;Opak;1;5000")
    books.undo(first)
    assert recaps.counted(maju) == [("03/07", "import", 5_000)]
    books.undo(second)
    assert recaps.counted(maju) == [CLAIM]
    assert recaps.grades(maju) == ["D"]
    logged = by_hand(recaps, maju, tini)
    assert CLAIM not in recaps.counted(maju)
    with recaps.work() as uow:
        reverse_purchase(uow, logged.id, reason="Salah")
    assert recaps.counted(maju) == [CLAIM]


def test_whichever_comes_first_the_ledger_is_the_same(recaps, tini, maju, pangan, books):
    books.bring(NOTE)
    recaps.bring(undated(CRISPS, COFFEE))
    once = recaps.counted(maju)
    for batch in recaps.session.scalars(
        select(ImportBatch).where(ImportBatch.organisation_id == maju.id)
    ).all():
        books.undo(batch)
    recaps.bring(undated(CRISPS, COFFEE))
    books.bring(NOTE)
    assert recaps.counted(maju) == once


def test_rows_with_a_day_are_as_a_registers_with_the_grade_of_a_hand_log(
    session, recaps, tini, maju, pangan, books
):
    file = dated(
        "02/07/2026;Toko Maju;Bu Tini;Keripik;3;30000;N-7", "02/07/2026;Dinas Pangan;Bu Tini;Opak;1;9000"
    )
    assert recaps.bring(file).written == 2
    assert recaps.counted(maju) == [("02/07", "recap", 30_000)]
    assert recaps.grades(maju) == ["D"]
    assert recaps.bring(file).written == 0
    assert books.bring(NOTE).written == 0
    assert recaps.grades(maju) == ["C"]
    purchase = session.scalars(select(Purchase).where(Purchase.partner_id == maju.id)).one()
    session.add(
        PurchaseAnswer(purchase_id=purchase.id, answer=Answer.CONFIRMED, answered_by=None, answered_at=NOW)
    )
    session.commit()
    assert recaps.grades(maju) == ["B"]


@pytest.mark.parametrize(
    ("answer", "nets"), [("keep", [30_000]), ("replace", [50_000]), ("add", [30_000, 50_000])]
)
def test_a_row_of_a_document_with_other_figures_asks(recaps, tini, maju, pangan, books, answer, nets):
    books.bring(NOTE)
    file = dated(
        "02/07/2026;Toko Maju;Bu Tini;Keripik;5;50000;N-7", "02/07/2026;Dinas Pangan;Bu Tini;Opak;1;9000"
    )
    question = recaps.plan(file).question
    assert {one.value: one.total for one in question.choices} == {
        "keep": 9_000,
        "replace": 29_000,
        "add": 59_000,
    }
    with pytest.raises(Refused, match="perlu dipastikan"):
        recaps.bring(file)
    assert recaps.counted(pangan) == []
    recaps.bring(file, changed=answer)
    assert [net for *_, net in recaps.counted(maju)] == nets


def test_an_unknown_shop_asks_and_is_never_guessed(session, recaps, tini, maju, heard):
    file = undated(CRISPS, "Toko Majuu;Bu Tini;Opak;1;5000")
    batch, recap = recaps.check(file)
    (asked,) = recap.open_shops
    assert (asked.text, [one.name for one in asked.suggested]) == ("Toko Majuu", ["Toko Maju"])
    with pytest.raises(Refused, match="toko “Toko Majuu”"):
        recaps.bring(file)
    assert (recaps.counted(maju), batch.state) == ([], CHECKED)
    recaps.bring(file, **{"shop:toko majuu": code(session, maju)})
    assert [net for *_, net in recaps.counted(maju)] == [5_000, 240_000]


def test_a_shop_may_be_left_out_and_the_answer_is_offered_the_next_time(session, recaps, tini, maju):
    file = undated(CRISPS, COFFEE)
    plan = recaps.plan(file, **{"shop:Dinas Pangan": "skip"})
    assert [(part.text, part.net) for part in plan.left_out] == [("Dinas Pangan", 100_000)]
    assert recaps.bring(file, **{"shop:Dinas Pangan": "skip"}).written == 1
    (asked,) = recaps.read(undated(COFFEE)).open_shops
    assert asked.before == "skip"


def test_two_shops_of_one_name_ask_and_outlets_are_their_shop(session, recaps, tini, maju):
    twin = make_partner(session, name="TOKO MAJU")
    make_outlet(session, twin, name="Cabang Iringmulyo")
    recap = recaps.read(undated(CRISPS, "Cabang Iringmulyo;Bu Tini;Opak;1;5000"))
    assert [(one.text, len(one.suggested)) for one in recap.open_shops] == [("Toko Maju", 2)]
    assert recap.shops["Cabang Iringmulyo"].shop.id == twin.id


def test_it_is_undone_whole_or_for_one_shop(session, recaps, tini, maju, pangan):
    batch = recaps.bring(undated(CRISPS, COFFEE))
    part = session.scalars(select(ImportBatch).where(ImportBatch.organisation_id == maju.id)).one()
    with recaps.work() as uow:
        undo_import(uow, part.id, reason="Bukan toko ini")
    assert (recaps.counted(maju), len(recaps.counted(pangan))) == ([], 1)
    assert recaps.undo(batch).state is UNDONE
    assert recaps.counted(pangan) == []
    assert recaps.bring(undated(CRISPS, COFFEE)).written == 2
    assert recaps.counted(maju) == [CLAIM]


def test_shops_neither_bring_nor_undo_one(session, recaps, tini, maju, pangan):
    batch = recaps.bring(undated(CRISPS, COFFEE))
    owner = Actor(user_id=None, at=maju.id, kind=PARTNER, seats=frozenset({ActorSeat(OWNER, maju.id)}))
    part = session.scalars(select(ImportBatch).where(ImportBatch.organisation_id == maju.id)).one()
    for number in (batch.id, part.id):
        with pytest.raises(Forbidden), recaps.work(owner) as uow:
            undo_import(uow, number, reason="Tidak cocok")
    assert recaps.counted(maju) == [CLAIM]


def test_answers_that_were_changed_meanwhile_are_read_first(session, recaps, tini, maju, pangan):
    batch, recap = recaps.check(undated(CRISPS))
    with recaps.work() as uow:
        answer_recap(uow, batch.id, {"shop:Toko Maju": "skip"})
    with pytest.raises(Refused, match="baru saja diganti"), recaps.work() as uow:
        commit_recap(uow, batch.id, recap)


def test_claims_of_a_seller_who_is_recognised_later_give_way_to_what_the_maker_sold(
    recaps, tini, maju, pangan, books
):
    recaps.bring(undated("Toko Maju;Bu Tini kripik;Keripik;24;240000", "Toko Maju;Pak Kopi;Kopi;1;9000"))
    books.bring(NOTE)
    assert len(recaps.counted(maju)) == 3
    for seller, producer_id in ((("butinikripik"), tini.id), ("pakkopi", make_maker(recaps.session).id)):
        meaning = NameMeaning(producer_id=producer_id)
        with recaps.work() as uow:
            answer_name(uow, [maju.id], (None, seller), seller, meaning, closed=())
    assert recaps.counted(maju) == [("02/07", "import", 30_000), ("31/07", "undated", 9_000)]


def test_claims_give_way_when_two_makers_turn_out_to_be_one(session, recaps, tini, maju, books):
    twin = make_maker(session, name="Keripik Tini")
    books.bring(NOTE)
    recaps.bring(undated("Toko Maju;Keripik Tini;Keripik;24;240000"))
    assert CLAIM in recaps.counted(maju)
    with recaps.work() as uow:
        merge_producers(uow, tini.id, twin.id, reason="Satu usaha")
    assert recaps.counted(maju) == [("02/07", "import", 30_000)]


def test_a_file_of_both_sorts_claims_nothing_beside_its_own_rows_with_a_day(recaps, tini, maju):
    without = undated("Toko Maju;Bu Tini;Opak;1;5000", "Toko Maju;Pak Kopi;Kopi;1;9000")
    with_days = dated("02/07/2026;Toko Maju;Bu Tini;Keripik;3;30000;N-7")
    both = Book("xlsx", [_sheet("A", with_days), _sheet("B", without)])
    file = read_recap_file(both, period=MonthSpan.parse("2026-07"))
    shops = recaps.read(undated(CRISPS)).shops
    (plan,) = plan_recap(recaps.session, file, shops).shops
    assert [row.net for row in plan.written({})] == [30_000, 9_000]
    assert [(one.claimed, one.recorded) for one in plan.recorded] == [(5_000, 30_000)]


def _sheet(name, file):
    return Sheet(name, [line.split(";") for line in file["content"].decode().split("\n")])


def test_what_a_shop_took_back_by_hand_does_not_come_again(session, recaps, tini, maju):
    recaps.bring(undated(CRISPS))
    (claim,) = session.scalars(select(Purchase).where(Purchase.partner_id == maju.id))
    with recaps.work() as uow:
        reverse_purchase(uow, claim.id, reason="Bukan pembelian kami")
    assert recaps.bring(undated(CRISPS)).written == 0
    assert recaps.counted(maju) == []


def test_what_a_register_brought_first_does_not_stand_by_the_recap_alone(recaps, tini, maju, books):
    register = books.bring(NOTE)
    file = dated("02/07/2026;Toko Maju;Bu Tini;Keripik;3;30000;N-7")
    assert recaps.bring(file).written == 0
    books.undo(register)
    assert recaps.counted(maju) == []
    assert recaps.bring(file).written == 1
    assert (recaps.counted(maju), recaps.grades(maju)) == ([("02/07", "recap", 30_000)], ["D"])


def test_what_two_recaps_have_counts_until_both_are_undone(recaps, tini, maju):
    row = "02/07/2026;Toko Maju;Bu Tini;Keripik;3;30000;N-7"
    first = recaps.bring(dated(row))
    second = recaps.bring(dated(row, "03/07/2026;Toko Maju;Bu Tini;Opak;1;5000;N-8"))
    recaps.undo(first)
    assert [net for *_, net in recaps.counted(maju)] == [30_000, 5_000]
    recaps.undo(second)
    assert recaps.counted(maju) == []
