"""What a shop said of a column or a pack holds for its next file, and for no other shop."""

import pytest

from marketplace.imports.reasons import Warn
from marketplace.imports.registers.questions import plain_key
from marketplace.imports.remembering import remembered_answers
from marketplace.imports.services import (
    answer_register,
    check_register,
    commit_register,
    marked_register,
    read_file,
    read_stored,
)
from marketplace.imports.undoing import undo_import
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import MonthSpan
from tests.factories.partners import make_partner

FILE = (
    "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Hemat Rp\n"
    "01/0{month}/2026;F{month};CV Grosir;Gula;10;KG;11.100;1.000"
)
OF_COLUMN = {"column:hematrp": "discount"}


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def bring(work, tools):
    """Reads a file of a month as the wizard does; commits it unless `only_read`."""

    def bring(shop, month, answers, *, only_read=False):
        file = {"content": FILE.format(month=month).encode(), "name": "register.csv"}
        register = read_file(
            work(),
            tools,
            period=MonthSpan.parse(f"2026-0{month}"),
            answers=answers,
            partner_id=shop.id,
            **file,
        )
        if only_read:
            return register
        with work() as uow:
            batch = check_register(uow, tools, shop.id, register, **file)
        with work() as uow:
            commit_register(uow, batch.id, marked_register(shop.id, register))
        return batch

    return bring


def test_a_column_that_was_explained_is_read_in_the_same_way_next_month(bring, shop):
    assert [question.key.value for question in bring(shop, 6, {}, only_read=True).questions] == [*OF_COLUMN]
    bring(shop, 6, OF_COLUMN)
    again = bring(shop, 7, {}, only_read=True)
    assert (again.questions, again.net_total) == ([], 110_000)
    assert [question.key.value for question in again.answered] == [*OF_COLUMN]
    (note,) = [note.note for note in again.notes if note.code is Warn.REMEMBERED]
    assert note == "Dipakai seperti bulan lalu: kolom “Hemat Rp” = Diskon atau potongan."


def test_what_is_remembered_is_stored_with_the_file_it_served(bring, shop, session, work):
    first = bring(shop, 6, OF_COLUMN)
    second = bring(shop, 7, {})
    assert second.answers == OF_COLUMN
    with work() as uow:
        undo_import(uow, first.id, reason="Berkas salah")
    assert remembered_answers(session, shop.id) == OF_COLUMN


def test_the_newest_answer_counts_and_an_undone_import_has_none(bring, shop, session, work):
    bring(shop, 6, OF_COLUMN)
    unused = bring(shop, 7, {"column:hematrp": "unused"})
    assert remembered_answers(session, shop.id) == {"column:hematrp": "unused"}
    with work() as uow:
        undo_import(uow, unused.id, reason="Berkas salah")
    assert remembered_answers(session, shop.id) == OF_COLUMN


def test_another_shop_is_asked_itself(bring, shop, session):
    bring(shop, 6, OF_COLUMN)
    assert bring(make_partner(session), 6, {}, only_read=True).questions


def test_a_committed_file_is_read_again_as_it_was_whatever_was_said_since(bring, shop, work, tools):
    batch = bring(shop, 6, {"column:hematrp": "unused"})
    bring(shop, 7, OF_COLUMN)
    assert read_stored(work(), tools, batch).net_total == 111_000


def test_nothing_is_written_while_a_column_is_asked_about(bring, shop, work, tools):
    register = bring(shop, 6, {}, only_read=True)
    file = {"content": FILE.format(month=6).encode(), "name": "register.csv"}
    with work() as uow:
        batch = check_register(uow, tools, shop.id, register, **file)
    with pytest.raises(Refused, match="Hemat Rp"), work() as uow:
        commit_register(uow, batch.id, marked_register(shop.id, register))
    with work() as uow:
        answer_register(uow, batch.id, OF_COLUMN)
    marked = marked_register(shop.id, read_stored(work(), tools, batch))
    with work() as uow:
        commit_register(uow, batch.id, marked)
    assert batch.total == 110_000


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("vat", "vat"),
        ("column:Nilai Bersih", "column:nilaibersih"),
        ("column:Tgl: Masuk", "column:tglmasuk"),
        ("pack:Karton", "pack:dus"),
        ("pack:dus:Keripik 250 g", "pack:dus:keripik250g"),
        ("column:", None),
        ("column", None),
        ("pack:dus:", None),
        ("weather", None),
    ],
)
def test_a_key_is_written_as_a_person_writes_it(written, kept):
    assert plain_key(written) == kept
