import pytest
from sqlalchemy import text

from marketplace.adapters.sealing import FernetSealer
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.review import APPROVED, DRAFT
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER, STAFF
from marketplace.producers.events import PersonalNumberRevealed, ProfileEdited
from marketplace.producers.numbers import ACCOUNT, NIK, NPWP
from marketplace.producers.services.sealing import (
    Payment,
    masked_numbers,
    reveal_number,
    write_owner,
    write_payment,
)
from tests.factories.producers import make_producer

NUMBER, TAX, MONEY = "1872014508900001", "09.123.456.7-000.000", "0123456789"
BANK = Payment(bank_name="Bank Lampung", bank_holder="Tini Suhartini", account=MONEY)


@pytest.fixture
def sealer(tmp_path):
    return FernetSealer(tmp_path / "key")


@pytest.fixture
def producer(session):
    return make_producer(session, state=DRAFT)


@pytest.fixture
def owner(work, producer):
    return lambda: work(OWNER, at=producer.id, kind=PRODUCER, user_id=None)


@pytest.fixture
def filled(work, producer, owner, sealer):
    with owner() as uow:
        write_owner(uow, producer.id, nik=NUMBER, npwp=TAX, sealer=sealer)
        write_payment(uow, producer.id, BANK, sealer=sealer)
    return producer


def test_numbers_are_kept_so_that_the_database_alone_does_not_tell_them(session, filled):
    row = session.execute(text("SELECT * FROM producers WHERE id = :id"), {"id": filled.id}).one()
    account = session.execute(text("SELECT * FROM producer_accounts")).one()

    everything = " ".join(map(str, [*row, *account]))
    assert NUMBER not in everything
    assert MONEY not in everything
    assert "0091234567000000" not in everything
    assert all(row._mapping[f"{kind}_sealed"] and row._mapping[f"{kind}_mark"] for kind in ("nik", "npwp"))
    assert account.account_sealed and account.account_mark == row.account_mark


def test_they_are_shown_masked(filled, owner, sealer):
    assert masked_numbers(owner(), filled.id, sealer) == {
        NIK: "187201******0001",
        NPWP: "**********000000",
        ACCOUNT: "*******789",
    }


def test_what_is_told_names_the_fields_only(filled, heard):
    edits = [event for event in heard if isinstance(event, ProfileEdited)]

    assert [event.changed for event in edits] == [("nik", "npwp")]
    assert not any(secret in str(heard) for secret in (NUMBER, MONEY, "Lampung"))


def test_a_blank_number_stays_as_it_was_and_the_same_one_changes_nothing(filled, owner, sealer, heard):
    heard.clear()
    with owner() as uow:
        write_owner(uow, filled.id, nik="", npwp="09 123 456 7 000 000", sealer=sealer)
        write_payment(uow, filled.id, BANK, sealer=sealer)

    assert heard == []
    assert masked_numbers(owner(), filled.id, sealer)[NIK] == "187201******0001"


def test_an_account_needs_its_bank_and_its_holder(producer, owner, sealer):
    with owner() as uow, pytest.raises(Refused) as no:
        write_payment(
            uow, producer.id, Payment(bank_name="Bank Lampung", bank_holder=" ", account=MONEY), sealer=sealer
        )

    assert no.value.field == "bank_holder"


def test_only_the_owner_says_where_money_goes(work, producer, sealer):
    for role, at, kind in ((STAFF, producer.id, PRODUCER), (OFFICER, 1, None)):
        with work(role, at=at, kind=kind) as uow, pytest.raises(Forbidden):
            write_payment(uow, producer.id, BANK, sealer=sealer)


def test_officials_change_a_number_they_have_seen_and_the_maker_does_not(
    session, work, filled, owner, sealer
):
    filled.state = APPROVED
    session.commit()
    with owner() as uow, pytest.raises(Refused, match="di tangan petugas"):
        write_owner(uow, filled.id, nik="1872014508900002", npwp="", sealer=sealer)

    with work(OFFICER, at=1, user_id=None) as uow:
        write_owner(uow, filled.id, nik="1872014508900002", npwp="", sealer=sealer)
    assert masked_numbers(owner(), filled.id, sealer)[NIK] == "187201******0002"


def test_an_approved_maker_still_adds_a_number_that_is_missing(session, work, producer, owner, sealer):
    producer.state = APPROVED
    session.commit()
    with owner() as uow:
        write_owner(uow, producer.id, nik=NUMBER, npwp="", sealer=sealer)

    assert NIK in masked_numbers(owner(), producer.id, sealer)


def test_reading_one_in_full_is_written_down(filled, owner, sealer, heard):
    with owner() as uow:
        assert reveal_number(uow, filled.id, ACCOUNT, sealer=sealer) == MONEY

    assert heard[-1] == PersonalNumberRevealed(producer_id=filled.id, field="account")


def test_an_account_is_read_by_the_auditor_with_a_reason_and_by_no_officer(work, filled, sealer, heard):
    with work(OFFICER, at=1) as uow, pytest.raises(Forbidden):
        reveal_number(uow, filled.id, ACCOUNT, sealer=sealer, reason="ingin tahu")
    with work(AUDITOR, at=1) as uow, pytest.raises(Refused, match="Tulis mengapa"):
        reveal_number(uow, filled.id, ACCOUNT, sealer=sealer)
    with work(AUDITOR, at=1) as uow:
        assert reveal_number(uow, filled.id, ACCOUNT, sealer=sealer, reason="Aduan 7") == MONEY
    assert (heard[-1].field, heard[-1].reason) == ("account", "Aduan 7")


def test_an_official_says_why_they_read_it(work, filled, sealer, heard):
    with work(OFFICER, at=1) as uow, pytest.raises(Refused) as no:
        reveal_number(uow, filled.id, NIK, sealer=sealer, reason=" ")
    assert no.value.field == "reason"

    with work(OFFICER, at=1) as uow:
        assert reveal_number(uow, filled.id, NIK, sealer=sealer, reason="Cocokkan KTP") == NUMBER
    assert heard[-1].reason == "Cocokkan KTP"


def test_others_do_not_read_it_at_all(session, work, filled, sealer):
    stranger = make_producer(session)
    for role, at, kind in ((AUDITOR, 1, None), (STAFF, filled.id, PRODUCER), (OWNER, stranger.id, PRODUCER)):
        with work(role, at=at, kind=kind) as uow, pytest.raises(Forbidden):
            reveal_number(uow, filled.id, NIK, sealer=sealer, reason="ingin tahu")


def test_what_is_not_kept_cannot_be_read(producer, owner, sealer):
    with owner() as uow, pytest.raises(NotFound):
        reveal_number(uow, producer.id, NIK, sealer=sealer)
    assert masked_numbers(owner(), producer.id, sealer) == {}
