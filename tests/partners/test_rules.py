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


@pytest.mark.parametrize("state", [SIGNED, ENDED])
def test_what_was_signed_is_not_discarded(session, refused, partner, state):
    mou = make_mou(session, partner, state=state)

    refused(f"UPDATE mous SET discarded_on = '2026-11-24' WHERE id = {mou.id}")


@pytest.mark.parametrize(
    "change", ["state = 'signed', text_sha256 = 'x'", "text = 'lain'", "discarded_on = NULL"]
)
def test_a_discarded_draft_stays_as_it_was(session, refused, partner, change):
    mou = make_mou(session, partner, state=DRAFT, text_sha256=None, discarded_on=date(2026, 11, 24))

    refused(f"UPDATE mous SET {change} WHERE id = {mou.id}")


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


class TestWhatBelongsToAnother:
    """An addendum holds beside its memorandum; it and a renewal never change what they point to."""

    @pytest.fixture
    def mou(self, session, partner):
        return make_mou(session, partner)

    def test_an_addendum_shares_days_with_its_memorandum_and_with_others(self, session, partner, mou):
        for _ in range(2):
            make_mou(session, partner, amends_id=mou.id)
        assert session.scalar(text("SELECT count(*) FROM mous WHERE state = 'signed'")) == 3

    def test_an_addendum_does_not_turn_into_a_memorandum(self, session, refused, partner, mou):
        addendum = make_mou(session, partner, amends_id=mou.id)
        refused("UPDATE mous SET amends_id = NULL WHERE id = :id", id=addendum.id)

    def test_what_is_signed_points_to_what_it_pointed_to(self, session, refused, partner, mou):
        other = make_mou(session, make_partner(session, mou=False))
        renewal = make_mou(
            session, partner, replaces_id=mou.id, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)
        )
        refused("UPDATE mous SET replaces_id = :other WHERE id = :id", other=other.id, id=renewal.id)
        refused("UPDATE mous SET replaces_id = NULL WHERE id = :id", id=renewal.id)
        refused("UPDATE mous SET amends_id = :other WHERE id = :id", other=other.id, id=mou.id)

    def test_nothing_amends_and_replaces_at_once(self, session, refused, partner, mou):
        draft = make_mou(session, partner, state=DRAFT, text_sha256=None)
        refused(
            "UPDATE mous SET amends_id = :mou, replaces_id = :mou WHERE id = :id", mou=mou.id, id=draft.id
        )

    def test_what_is_pointed_to_is_there(self, session, refused, partner):
        make_mou(session, partner, state=DRAFT, text_sha256=None)
        refused("UPDATE mous SET amends_id = 999")
        refused("UPDATE mous SET replaces_id = 999")

    def test_a_renewal_shares_no_day_with_the_old_one(self, session, refused, partner, mou):
        renewal = make_mou(
            session,
            partner,
            state=DRAFT,
            text_sha256=None,
            replaces_id=mou.id,
            starts_on=date(2026, 12, 31),
            ends_on=date(2027, 12, 31),
        )
        refused("UPDATE mous SET state = 'signed', text_sha256 = 'x' WHERE id = :id", id=renewal.id)


@pytest.mark.parametrize(
    "change",
    [
        "city_signatory = 'Lain'",
        "city_position = 'Lain'",
        "partner_signatory = 'Lain'",
        "partner_position = ''",
        "signed_on = '2026-02-02'",
        "signed_on = NULL",
    ],
)
@pytest.mark.parametrize("state", [SIGNED, ENDED])
def test_who_signed_when_cannot_change(session, refused, partner, state, change):
    make_mou(
        session,
        partner,
        state=state,
        signed_on=date(2026, 1, 2),
        city_signatory="Bambang Contoh",
        city_position="Kepala Dinas",
        partner_signatory="Rahmat Contoh",
        partner_position="Direktur",
    )
    refused(f"UPDATE mous SET {change}")


def test_a_scan_comes_once(session, refused, partner):
    mou = make_mou(session, partner)
    session.execute(
        text(
            "INSERT INTO attachments (public_id, organisation_id, kind, name, media_type, size, sha256, uploaded_at)"
            " VALUES ('one', :org, 'document', 'a.pdf', 'application/pdf', 9, 'x', '2026-11-24 00:00:00'),"
            " ('two', :org, 'document', 'b.pdf', 'application/pdf', 9, 'y', '2026-11-24 00:00:00')"
        ),
        {"org": partner.id},
    )
    pick = "(SELECT id FROM attachments WHERE public_id = '{}')"
    session.execute(text(f"UPDATE mous SET scan_id = {pick.format('one')} WHERE id = :id"), {"id": mou.id})
    session.commit()
    refused(f"UPDATE mous SET scan_id = {pick.format('two')}")
    refused("UPDATE mous SET scan_id = NULL")


def test_a_signed_text_cannot_lose_its_hash_on_the_way_to_its_end(session, refused, partner):
    make_mou(session, partner)
    refused("UPDATE mous SET state = 'ended', ended_on = '2026-06-30', text = 'Isi lain.'")
    refused("UPDATE mous SET state = 'ended', ended_on = '2026-06-30', text_sha256 = NULL")


@pytest.mark.parametrize("change", ["floor_area = 0", "floor_area = -1", "least_life_days = -1"])
def test_figures_of_an_outlet_make_sense(session, refused, partner, change):
    make_outlet(session, partner)
    refused(f"UPDATE outlets SET {change}")


def test_a_hold_belongs_to_a_partner_and_has_a_reason(session, refused, partner):
    insert = "INSERT INTO partner_holds (partner_id, from_on, reason) VALUES (:partner, :day, :reason)"
    given = {"partner": partner.id, "day": "2026-11-24", "reason": "tidak melapor"}
    refused(insert, **given | {"partner": 999})
    refused(insert, **given | {"reason": None})
    refused(insert, **given | {"day": None})


def test_a_circular_binds_a_kind_once_and_ends_after_it_begins(session, refused):
    insert = (
        "INSERT INTO bound_kinds (circular_number, kind, from_on, until_on) VALUES ('1', :kind, :start, :end)"
    )
    given = {"kind": "public_office", "start": "2026-01-01", "end": None}
    refused(insert, **given | {"end": "2025-12-31"})
    session.execute(text(insert), given)
    session.commit()
    refused(insert, **given)
    refused(insert, **given | {"kind": None})


def test_a_reminder_is_of_a_memorandum(refused):
    refused("INSERT INTO mou_reminders (mou_id, days, told_at) VALUES (999, 7, '2026-11-24 00:00:00')")
