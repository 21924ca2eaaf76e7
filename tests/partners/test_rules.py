"""What the database refuses of partners and their memoranda, whoever speaks to it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.partners.states import DRAFT, ENDED, SIGNED
from tests.factories.partners import make_mou, make_outlet, make_partner


@pytest.fixture
def refused(session):
    def refuse(statement, **given):
        with pytest.raises(IntegrityError):
            session.execute(text(statement), given)
        session.rollback()

    return refuse


@pytest.fixture
def partner(session):
    return make_partner(session, mou=False)


@pytest.mark.parametrize(
    "change",
    [
        "text_sha256 = NULL",
        "text = 'Isi lain.'",
        "text_sha256 = 'lain'",
        "starts_on = '2026-01-02'",
        "ends_on = '2027-12-31'",
        "number = 'lain'",
        "state = 'draft'",
    ],
)
@pytest.mark.parametrize("state", [SIGNED, ENDED])
def test_what_was_signed_keeps_its_text_dates_and_number(session, refused, partner, state, change):
    make_mou(session, partner, state=state)
    refused(f"UPDATE mous SET {change}")


def test_what_was_signed_stays_with_its_partner(session, refused, partner):
    make_mou(session, partner)
    refused("UPDATE mous SET partner_id = :other", other=make_partner(session, mou=False).id)


def test_what_was_signed_stays_but_a_draft_may_go(session, refused, partner):
    make_mou(session, partner)
    draft = make_mou(session, partner, state=DRAFT, text_sha256=None)
    refused("DELETE FROM mous WHERE state <> 'draft'")
    session.execute(text("DELETE FROM mous WHERE id = :id"), {"id": draft.id})
    assert session.scalar(text("SELECT count(*) FROM mous")) == 1


def test_a_signed_one_may_be_ended_and_given_its_scan_and_signatories(session, partner):
    make_mou(session, partner)
    session.execute(
        text("UPDATE mous SET state = 'ended', ended_on = '2026-06-30', city_signatory = 'Bambang Contoh'")
    )
    assert session.scalar(text("SELECT state FROM mous")) == "ended"


def test_a_draft_is_written_anew_as_often_as_one_likes(session, partner):
    make_mou(session, partner, state=DRAFT, text_sha256=None)
    session.execute(text("UPDATE mous SET text = 'Isi baru.', ends_on = '2027-01-31'"))
    assert session.scalar(text("SELECT text FROM mous")) == "Isi baru."


@pytest.mark.parametrize("ends_on", ["2026-01-01", "2025-12-31"])
def test_a_memorandum_ends_after_it_starts(session, refused, partner, ends_on):
    make_mou(session, partner, state=DRAFT, text_sha256=None)
    refused("UPDATE mous SET ends_on = :ends_on", ends_on=ends_on)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 12, 31), date(2027, 12, 30)),
        (date(2025, 6, 1), date(2026, 1, 1)),
        (date(2026, 5, 1), date(2026, 5, 2)),
        (date(2025, 1, 1), date(2027, 12, 31)),
    ],
)
def test_two_signed_ones_of_a_partner_share_no_day(session, refused, partner, starts_on, ends_on):
    make_mou(session, partner)
    late = make_mou(session, partner, state=DRAFT, text_sha256=None, starts_on=starts_on, ends_on=ends_on)
    refused("UPDATE mous SET state = 'signed' WHERE id = :id", id=late.id)


def test_one_after_the_other_or_after_an_early_end_is_fine(session, partner):
    make_mou(session, partner, state=ENDED, ended_on=date(2026, 6, 30), ended_because="Pindah")
    make_mou(session, partner, starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))
    make_mou(session, partner, starts_on=date(2027, 7, 1), ends_on=date(2028, 6, 30))
    assert session.scalar(text("SELECT count(*) FROM mous WHERE state <> 'draft'")) == 3


def test_partners_do_not_stand_in_each_others_way(session, partner):
    make_mou(session, partner)
    make_mou(session, make_partner(session, mou=False))
    assert session.scalar(text("SELECT count(*) FROM mous")) == 2


def test_a_number_is_given_to_one_memorandum(session, refused, partner):
    one = make_mou(session, partner, state=DRAFT, text_sha256=None)
    other = make_mou(session, partner, state=DRAFT, text_sha256=None)
    refused("UPDATE mous SET number = :number WHERE id = :id", number=one.number, id=other.id)


@pytest.mark.parametrize("count", [0, -3])
def test_a_partner_has_staff_or_says_nothing(session, refused, partner, count):
    refused("UPDATE partners SET staff_count = :count", count=count)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outlets SET partner_id = 999",
        "UPDATE outlets SET kelurahan_code = '99.99'",
        "UPDATE outlets SET name = NULL",
        "UPDATE outlets SET from_on = NULL",
        "UPDATE partners SET parent_id = 999",
        "DELETE FROM partners",
    ],
)
def test_an_outlet_belongs_to_a_partner_and_stands_in_the_city(session, refused, partner, statement):
    make_outlet(session, partner)
    refused(statement)
