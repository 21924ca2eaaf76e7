"""Registers into the ledger: checked first, then all good rows or none, and never twice."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import Organisation
from marketplace.certification.models import Level, Requirement
from marketplace.files.models import Attachment
from marketplace.imports.batches import drop_batch
from marketplace.imports.events import PurchasesImported
from marketplace.imports.models import ImportBatch
from marketplace.imports.registers.questions import Question, QuestionKey
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.services import (
    answer_register,
    check_register,
    commit_register,
    marked_register,
    read_file,
    read_stored,
)
from marketplace.imports.states import CHECKED, COMMITTED, DROPPED
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, STAFF, VIEWER
from marketplace.producers.models import Producer
from marketplace.producers.services.registering import add_alias
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.sheets.opening import TROUBLE, Unreadable
from marketplace.uptake.ledger import lines_of
from tests.factories.certification import make_certificate
from tests.factories.imports import REGISTERS, bytes_of
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_name

JULY = "01_swalayan_titikkoma.csv"
HEADING = "Tanggal;No Faktur;Nama Supplier;Barcode;Nama Barang;Qty;Satuan;Harga Beli;Jumlah;Diskon (Rp);PPN"


def lines(*rows):
    return "\n".join([HEADING, *rows]).encode()


@pytest.fixture
def partner(session):
    return make_partner(session)


class CheckedRegister(NamedTuple):
    batch: ImportBatch
    register: PurchaseRegister


@pytest.fixture
def check(work, tools, partner):
    """Check a file for the partner, as the system or as whoever is said."""

    def check(content=None, name=JULY, period="2026-07", as_=(), at=None, **given):
        who = {"at": at, "kind": PARTNER} if as_ else {}
        file = {"content": bytes_of(name) if content is None else content, "name": name, **given}
        partner_id = file.pop("partner_id", partner.id)
        register = read_file(work(), tools, period=MonthSpan.parse(period), **file)
        with work(*as_, **who) as uow:
            return CheckedRegister(check_register(uow, tools, partner_id, register, **file), register)

    return check


@pytest.fixture
def commit(work, tools):
    """As a page does it: the file is read again, and then written."""

    def commit(outcome):
        batch = outcome.batch
        register = read_stored(work(), tools, batch)
        marked = marked_register(batch.organisation_id, register)
        with work() as uow:
            return CheckedRegister(commit_register(uow, batch.id, marked), register)

    return commit


def require(session):
    """Everything of micro makers needs a P-IRT."""
    session.add(
        Requirement(
            category_id=None,
            scale=None,
            certificate_kind="pirt",
            level=Level.MANDATORY,
            from_on=date(2026, 1, 1),
            basis="contoh",
        )
    )
    session.commit()


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_checking_keeps_the_file_and_writes_no_purchase(session, check, city, heard):
    batch = check().batch
    assert (batch.state, batch.good, batch.bad, batch.total, batch.written) == (
        CHECKED, 130, 10, 100_818_850, 0,
    )  # fmt: skip
    assert count(session, Purchase) == 0
    assert session.get(Attachment, batch.file_id).size == len(bytes_of(JULY))
    assert heard[-1].subject == ("import_batch", batch.id)


def test_three_registers_give_the_city_its_figures(session, check, commit, city, partner):
    for name, (period, _, _, good) in REGISTERS.items():
        outcome = commit(check(name=name, period=period))
        assert outcome.batch.written == good
    for period, local, total, _ in REGISTERS.values():
        span = MonthSpan.parse(period)
        bought = lines_of(session, span)[partner.id]
        assert sum(line.net for line in bought if line.local) == local
        assert sum(line.net for line in bought) == total


def test_reading_all_of_it_again_adds_nothing(session, check, commit, city):
    for name, (period, *_) in REGISTERS.items():
        commit(check(name=name, period=period))
    before = count(session, Purchase), count(session, PurchaseLine)
    for name, (period, *_) in REGISTERS.items():
        assert commit(check(name=name, period=period)).batch.written == 0
    assert (count(session, Purchase), count(session, PurchaseLine)) == before


def test_a_longer_period_adds_only_what_it_did_not_reach_before(check, commit, city):
    two = lines(
        "30/06/2026;F1;Batik Umpama;;Kemeja;1;PCS;100.000;100.000",
        "02/07/2026;F2;Batik Umpama;;Kemeja;1;PCS;100.000;100.000",
    )
    assert commit(check(two)).batch.written == 1
    outcome = commit(check(two, period="2026-06..2026-07"))
    assert (outcome.batch.good, outcome.batch.written) == (2, 1)


def test_the_same_rows_of_another_shop_are_other_purchases(session, check, commit, city):
    other = make_partner(session)
    commit(check())
    assert commit(check(partner_id=other.id)).batch.written == 130


def test_a_row_becomes_a_purchase_of_one_line(session, check, commit, city, partner):
    content = lines(
        "02/07/2026;FB-9;kopi rekaan  SAI WAWAI;8999990003226;Kopi Sangrai Biji 1 kg;2,5;KG;118.000;;5.000;29.000"
    )
    require(session)
    batch = commit(check(content)).batch
    purchase = session.scalars(select(Purchase)).one()
    line = session.scalars(select(PurchaseLine)).one()
    maker = session.scalars(select(Producer).filter_by(city_ref="P03")).one()
    assert (purchase.source, purchase.partner_id, purchase.producer_id) == (
        Source.IMPORT,
        partner.id,
        maker.id,
    )
    assert (purchase.bought_on, purchase.document_number) == (date(2026, 7, 2), "FB-9")
    assert (purchase.batch_id, purchase.evidence_id, len(purchase.public_id)) == (batch.id, None, 12)
    assert (line.purchase_id, line.text) == (purchase.id, "Kopi Sangrai Biji 1 kg")
    assert (line.quantity_milli, line.unit, line.unit_price) == (2500, "KG", 118_000)
    assert (line.net, line.tax, line.certified) == (290_000, 29_000, False)
    assert None not in (line.variant_id, line.product_id, line.category_id)


def test_a_seller_nobody_knows_stays_text_and_is_not_local(session, check, commit, city, partner):
    commit(check(lines("02/07/2026;;CV Grosir Rekayasa;;Gula 1 kg;2;PCS;17.000;34.000")))
    purchase = session.scalars(select(Purchase)).one()
    assert (purchase.producer_id, purchase.seller_text) == (None, "CV Grosir Rekayasa")
    assert purchase.document_number is None
    [line] = lines_of(session, MonthSpan.parse("2026-07"))[partner.id]
    assert (line.local, line.grade) == (False, "D")


@pytest.mark.parametrize("said_first", [True, False])
def test_what_the_shop_said_of_names_holds_for_its_files(
    session, work, tools, check, commit, city, partner, said_first
):
    """Whether it was said before the file was read or only before it was written."""
    maker = make_maker(session, name="Dapur Fiktif")
    goods = make_goods(session, maker=maker, name="Keripik Tempe")
    content = lines("02/07/2026;N-1;Bu Fiktif;;kripik tempe;2;PCS;10.000;20.000")

    def say():
        make_name(session, partner, "Bu Fiktif", producer_id=maker.id)
        make_name(session, partner, "kripik tempe", maker_id=maker.id, product_id=goods.product_id)

    if said_first:
        say()
    checked = check(content, name="a.csv")
    marked = marked_register(partner.id, checked.register)
    if not said_first:
        say()
    with work() as uow:
        commit_register(uow, checked.batch.id, marked)
    (line,) = lines_of(session, MonthSpan.parse("2026-07"))[partner.id]
    assert (line.producer_id, line.product_known, line.grade) == (maker.id, True, "D")


def test_goods_count_as_a_makers_only_when_it_sells_them_itself(session, check, commit, city):
    commit(
        check(lines("02/07/2026;F1;Toko Perantara;8999990003226;Kopi Sangrai Biji 1 kg;1;KG;118.000;118.000"))
    )
    line = session.scalars(select(PurchaseLine)).one()
    assert (line.product_id, line.variant_id, line.certified) == (None, None, None)


def test_a_line_with_a_document_is_graded_c_and_one_without_d(session, check, commit, city, partner):
    commit(
        check(
            lines(
                "02/07/2026;F1;Batik Umpama;;Kemeja;1;PCS;100.000;100.000",
                "02/07/2026;;Batik Umpama;;Kemeja;2;PCS;100.000;200.000",
            )
        )
    )
    found = {line.net: line.grade for line in lines_of(session, MonthSpan.parse("2026-07"))[partner.id]}
    assert found == {100_000: "C", 200_000: "D"}


def test_two_documents_that_differ_by_a_dash_are_two_purchases_every_time(session, check, commit, city):
    twins = lines(
        "02/07/2026;F-1;Batik Umpama;;Kemeja;1;PCS;100.000;100.000",
        "02/07/2026;F1;Batik Umpama;;Kemeja;1;PCS;100.000;100.000",
    )
    assert commit(check(twins)).batch.written == 2
    assert commit(check(twins)).batch.written == 0


def test_what_held_on_the_day_is_kept_with_the_line(session, check, commit, city):
    maker = session.scalars(select(Producer).filter_by(city_ref="P03")).one()
    make_certificate(session, producer=maker, issued_on=date(2026, 7, 10))
    require(session)
    coffee = "Kopi Rekaan Sai Wawai;8999990003226;Kopi Sangrai Biji 1 kg;1;KG;118.000;118.000"
    commit(check(lines(f"09/07/2026;F1;{coffee}", f"10/07/2026;F2;{coffee}")))
    assert session.scalars(select(PurchaseLine.certified).order_by(PurchaseLine.id)).all() == [False, True]


def test_a_committed_batch_cannot_be_committed_or_dropped_again(work, check, commit, city):
    outcome = commit(check())
    assert outcome.batch.state is COMMITTED
    with pytest.raises(Refused):
        commit(outcome)
    with pytest.raises(Refused), work() as uow:
        drop_batch(uow, outcome.batch.id)


def test_a_dropped_batch_writes_nothing(session, work, check, commit, city, heard):
    outcome = check()
    with work() as uow:
        assert drop_batch(uow, outcome.batch.id).state is DROPPED
    with pytest.raises(Refused):
        commit(outcome)
    assert count(session, Purchase) == 0
    assert type(heard[-1]).__name__ == "ImportDropped"


def test_the_same_file_waits_once(session, check, work, city):
    first = check().batch.id
    assert check().batch.id == first
    assert check(period="2026-06..2026-07").batch.id != first
    with work() as uow:
        drop_batch(uow, first)
    assert check().batch.id != first
    assert count(session, Attachment) == 3 + 2  # the city's lists too


def test_one_event_tells_of_all_purchases(check, commit, city, heard):
    commit(check())
    imported = heard[-1]
    assert isinstance(imported, PurchasesImported)
    assert (imported.purchases, imported.net) == (130, 100_818_850)


def test_a_row_of_tomorrow_is_bad_and_the_rest_is_good(check, city):
    outcome = check(
        lines(
            "24/11/2026;F1;Batik Umpama;;Kemeja;1;PCS;100.000;100.000",
            "25/11/2026;F2;Batik Umpama;;Kemeja;1;PCS;100.000;100.000",
        ),
        period="2026-11",
    )
    assert (outcome.batch.good, outcome.batch.bad) == (1, 1)
    assert "belum tiba" in outcome.register.bad[0].note


def test_a_month_that_has_not_begun_is_refused(check):
    with pytest.raises(Refused, match="belum mulai") as refused:
        check(period="2026-12")
    assert refused.value.field == "first"


def test_amounts_that_no_shop_has_are_bad_rows(check, commit, city):
    outcome = commit(
        check(
            lines(
                "02/07/2026;F1;Batik Umpama;;Kemeja;1;PCS;8999990003226;8999990003226",
                "02/07/2026;F1;Batik Umpama;;Kemeja;8999990003226;PCS;1;8999990003226",
                "02/07/2026;F1;Batik Umpama;;Kemeja;500000000;PCS;9000000000;",
                "02/07/2026;F2;Batik Umpama;;Kemeja;1;PCS;100;100;0;99999999999999999999",
            )
        )
    )
    assert [bad.reason.value for bad in outcome.register.bad] == ["BAD_PRICE", "BAD_QTY", "TOTAL_MISMATCH"]
    assert outcome.batch.written == 1


def test_a_tax_below_zero_on_a_purchase_is_not_kept(session, check, commit, city):
    commit(check(lines("02/07/2026;F1;Batik Umpama;;Kemeja;1;PCS;100.000;100.000;0;-11.000")))
    assert session.scalars(select(PurchaseLine.tax)).one() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 x", "wrong_type"),
        (b"PK\x03\x04 torn", "unreadable"),
        (b"a;b\n" * 100_002, "too_many_rows"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(session, check, content, code):
    with pytest.raises(Unreadable) as unreadable:
        check(content)
    assert (unreadable.value.code, unreadable.value.sentence) == (code, TROUBLE[code])
    assert count(session, ImportBatch) == count(session, Attachment) == 0


def test_a_file_of_other_columns_is_refused_by_their_names(check):
    with pytest.raises(Refused, match="Nama Pemasok"):
        check(b"Tanggal;Nama Barang;Qty;Harga\n01/07/2026;Gula;1;100\n")


def test_unicode_text_from_excel_is_taken(check, commit, city):
    content = lines("02/07/2026;F1;Batik Umpama;;Kemeja;1;PCS;100.000;100.000").decode().encode("utf-16")
    assert commit(check(content)).batch.written == 1


@pytest.mark.parametrize("role", [OWNER, STAFF])
def test_people_of_the_shop_may_import_for_it(check, city, partner, role):
    assert check(as_=(role,), at=partner.id).batch.made_by is None


def test_nobody_imports_for_another_shop(session, check, partner):
    other = make_partner(session)
    with pytest.raises(Forbidden):
        check(as_=(OWNER,), at=other.id)


@pytest.mark.parametrize("role", [AUDITOR, VIEWER])
def test_who_only_looks_on_imports_nothing(work, tools, partner, role):
    register = read_file(work(), tools, content=bytes_of(JULY), name=JULY, period=MonthSpan.parse("2026-07"))
    with pytest.raises(Forbidden), work(role, at=1) as uow:
        check_register(uow, tools, partner.id, register, content=bytes_of(JULY), name=JULY)


def test_an_officer_imports_on_behalf_of_a_shop(work, tools, partner, city, session):
    file = {"content": bytes_of(JULY), "name": JULY}
    register = read_file(work(), tools, period=MonthSpan.parse("2026-07"), **file)
    with work(OFFICER, at=1) as uow:
        batch = check_register(uow, tools, partner.id, register, **file)
        commit_register(uow, batch.id, marked_register(partner.id, register))
    assert session.get(Attachment, batch.file_id).organisation_id == partner.id


def test_only_shops_buy(session, check):
    office = session.scalars(select(Organisation).filter_by(kind="office")).one()
    with pytest.raises(NotFound):
        check(partner_id=office.id)


def test_the_database_keeps_a_row_from_being_written_twice(session, check, commit, city):
    commit(check())
    copied = text(
        "INSERT INTO purchases (public_id, source, source_ref, partner_id, seller_text, bought_on, recognition,"
        " one_sided, recorded_at) SELECT 'another', source, source_ref, partner_id, seller_text || 'x', bought_on,"
        " recognition, one_sided, recorded_at FROM purchases LIMIT 1"
    )
    with pytest.raises(IntegrityError):
        session.execute(copied)


def test_a_maker_that_changed_since_the_file_was_read_has_it_read_again(
    session, work, tools, check, commit, city
):
    """It may have been merged into another, or be called otherwise: its rows are looked up anew."""
    checked = check()
    register = read_stored(work(), tools, checked.batch)
    maker = next(row.maker for row in register.rows if row.maker)
    with work() as uow:
        add_alias(uow, maker.id, "Sebutan yang baru saja dikenal")

    marked = marked_register(checked.batch.organisation_id, register)
    with pytest.raises(Refused, match="baru saja berubah"), work() as uow:
        commit_register(uow, checked.batch.id, marked)
    assert count(session, Purchase) == 0
    assert commit(checked).batch.written == 130


def test_a_file_read_for_one_shop_is_never_written_for_another(session, work, check, partner, city):
    checked = check()
    with pytest.raises(LookupError), work() as uow:
        commit_register(uow, checked.batch.id, marked_register(make_partner(session).id, checked.register))


def test_answers_are_kept_with_the_batch_and_it_is_read_with_them(check, work, tools, city):
    batch_id = check().batch.id
    with work() as uow:
        answer_register(uow, batch_id, {"vat": "with", "dates": "day"})
    with work() as uow:
        batch = answer_register(uow, batch_id, {"vat": "without"})
        assert batch.answers == {"vat": "without", "dates": "day"}
    assert read_stored(work(), tools, work().get(ImportBatch, batch_id)).answers == batch.answers


def test_only_the_shop_answers_and_only_while_its_register_waits(check, commit, work, partner, city):
    outcome = check()
    other = make_partner(work().session)
    with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PARTNER) as uow:
        answer_register(uow, outcome.batch.id, {"vat": "with"})
    commit(outcome)
    with pytest.raises(Refused), work(OWNER, at=partner.id, kind=PARTNER) as uow:
        answer_register(uow, outcome.batch.id, {"vat": "with"})


def test_nothing_is_written_while_a_question_is_open_or_an_answer_was_changed(session, check, work, city):
    batch, register = check()
    asked = Question(key=QuestionKey.VAT, about=_l("PPN?"), choices=())
    for unfit, sentence in (
        (replace(register, questions=[asked]), "PPN"),
        (replace(register, answers={"vat": "with"}), "diganti"),
    ):
        with pytest.raises(Refused, match=sentence), work() as uow:
            commit_register(uow, batch.id, marked_register(batch.organisation_id, unfit))
    assert count(session, Purchase) == 0
