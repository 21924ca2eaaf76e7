"""What a shop's imported files come to, read anew and declared in its name."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from marketplace.imports.declaring import (
    committed_files,
    declare_offered,
    offered_with,
    read_unread,
    store_unread,
)
from marketplace.imports.models import BatchMonth
from marketplace.imports.read_months import stored_files
from marketplace.imports.services import check_register, commit_register, marked_register, read_file
from marketplace.imports.totals import offered_total
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase
from marketplace.uptake.ledger import lines_of, totals_of
from tests.factories.imports import REGISTERS, bytes_of
from tests.factories.partners import make_partner

HEADING = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Jumlah"
JULY = Month(2026, 7)


def content(*rows, total=None):
    ending = [] if total is None else [f";;;TOTAL;;;;{total}"]
    return "\n".join([HEADING, *rows, *ending]).encode()


def row(number, net=10_000, day="02/07/2026"):
    return f"{day};F{number};Grosir Rekayasa;Abon;1;PCS;{net};{net}"


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def bring(work, tools, shop):
    """As the command does it, with or without a declaration."""

    def bring(content, name="juli.csv", period="2026-07", declare=True, refused=""):
        given = {"content": content, "name": name}
        register = read_file(work(), tools, period=MonthSpan.parse(period), **given)
        marked = marked_register(shop.id, register)
        totals = offered_with(work(), tools, marked, **given) if declare else {}
        with work() as uow:
            batch = check_register(uow, tools, shop.id, register, **given)
            commit_register(uow, batch.id, marked)
            declare_offered(uow, shop.id, totals, signer="Dinas", file_id=batch.file_id, refused=refused)

    return bring


def declared(session, shop, month="2026-07"):
    return [one.rupiah for one in totals_of(session, MonthSpan.parse(month)).get(shop.id, ())]


def test_the_three_samples_come_out_as_they_always_did(session, city, bring, shop):
    for _ in range(2):
        for name, (period, *_) in REGISTERS.items():
            bring(bytes_of(name), name, period)
    for period, local, total, _ in REGISTERS.values():
        bought = lines_of(session, MonthSpan.parse(period))[shop.id]
        assert sum(line.net for line in bought if line.local) == local
        assert declared(session, shop, period) == [total]
    assert len(session.scalars(select(SpendDeclaration)).all()) == 3


def test_the_files_own_total_is_declared_though_rows_were_refused(session, bring, shop):
    bring(content(row(1), row(2, day="31/06/2026"), total=20_000))
    assert declared(session, shop) == [20_000]


def test_the_second_half_of_a_month_is_added_to_the_first(session, bring, shop):
    bring(content(row(1), total=10_000), "awal.csv")
    bring(content(row(2), row(3), total=20_000), "akhir.csv")
    assert declared(session, shop) == [30_000]


def test_an_overlapping_file_lowers_no_earlier_month(session, bring, shop):
    bring(content(row(1), row(2)), "juli.csv")
    bring(content(row(2), row(9, day="03/08/2026")), "juli-agustus.csv", "2026-07..2026-08")
    assert (declared(session, shop), declared(session, shop, "2026-08")) == ([20_000], [10_000])


def test_every_month_of_a_span_is_declared_even_an_empty_one(session, bring, shop):
    bring(content(row(1)), period="2026-06..2026-07")
    assert (declared(session, shop, "2026-06"), declared(session, shop)) == ([0], [10_000])


@pytest.mark.parametrize(("answer", "total"), [("in", 30_000), ("out", 10_000)])
def test_refused_rows_of_a_file_without_a_total_are_answered_for(session, bring, shop, answer, total):
    twenty = row(2, net=20_000, day="31/06/2026")
    with pytest.raises(Refused, match="refused=out"):
        bring(content(row(1), twenty))
    assert session.scalars(select(Purchase)).all() == []

    bring(content(row(1), twenty), refused=answer)
    assert declared(session, shop) == [total]


def test_what_may_be_counted_twice_is_left_to_a_person(session, bring, shop):
    bring(content(row(1), row(2, day="31/06/2026"), total=20_000))
    with pytest.raises(Refused, match="dua kali"):
        bring(content(row(2)), "sisa.csv")
    assert declared(session, shop) == [20_000]


def test_a_lower_total_of_the_files_waits_for_an_officer(session, bring, shop):
    bring(content(row(1), row(2), total=50_000))
    bring(content(row(1), row(2), row(3), total=30_000), "juli-baru.csv")
    assert declared(session, shop) == [50_000]
    waiting = session.scalars(select(SpendDeclaration).filter_by(waits=True)).one()
    assert (waiting.total, waiting.reason) == (30_000, "Total berkas juli-baru.csv")


def test_a_month_below_zero_is_not_declared_and_nothing_is_written(session, bring, shop):
    with pytest.raises(Refused, match="di bawah nol"):
        bring(content("02/07/2026;F1;Grosir Rekayasa;Abon;-1;PCS;10.000;-10.000"))
    assert session.scalars(select(Purchase)).all() == []


def test_only_what_was_imported_is_offered_and_only_its_months(work, tools, bring, shop):
    bring(content(row(1)), declare=False)
    bring(content(row(5, day="03/08/2026")), "agustus.csv", "2026-08", declare=False)
    files = committed_files(work(), tools, shop.id, [JULY])
    assert [one.name for one in files[JULY]] == ["juli.csv"]
    assert offered_total(files[JULY]).total == 10_000


class NoSheets:
    def read(self, content, name):
        raise AssertionError("a file was opened")


def test_what_a_file_said_is_stored_with_its_rows_and_read_from_there(session, work, tools, bring, shop):
    bring(content(row(1), row(2, "tujuh"), row(3, day="03/08/2026"), total="30.000"), period="2026-07..2026-08",
          declare=False)  # fmt: skip
    blind = replace(tools, sheets=NoSheets())
    [stored] = committed_files(work(), blind, shop.id, [JULY])[JULY]
    [read] = [one for one in read_anew(work(), tools, session, shop) if one]
    assert (stored.printed, stored.rows) == (read.printed, read.rows)
    assert [(one.ref, one.net) for one in stored.refused] == [(str(one.ref), one.net) for one in read.refused]
    assert (stored.key, stored.name) == (read.key, read.name)


def test_imports_of_before_are_read_once_more_and_then_stored(session, work, tools, bring, shop):
    bring(content(row(1), total="70.000"), declare=False)
    forget(session)
    stored = stored_files(session, shop.id, [JULY])
    assert (stored.by_month[JULY], len(stored.unread)) == ([], 1)
    assert stored_files(session, shop.id, [Month(2026, 8)]).unread == []

    marked = read_unread(work(), tools, stored.unread)
    for _ in range(2):
        with work() as uow:
            store_unread(uow, stored.unread, marked)
    stored = stored_files(session, shop.id, [JULY])
    assert (stored.by_month[JULY][0].printed, stored.unread) == (70_000, [])


def test_what_is_stored_of_a_month_stays(session, bring):
    bring(content(row(1)), declare=False)
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE batch_months SET printed = 1"))


def forget(session):
    """As imports of before are: nothing of their months is stored."""
    for statement in (
        ["DROP TRIGGER batch_months_no_delete"]
        if session.get_bind().dialect.name == "sqlite"
        else ["ALTER TABLE batch_months DISABLE TRIGGER ALL"]
    ):
        session.execute(text(statement))
    session.execute(delete(BatchMonth))
    session.commit()


def read_anew(uow, tools, session, shop):
    forget(session)
    return committed_files(uow, tools, shop.id, [JULY])[JULY]
