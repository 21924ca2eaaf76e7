import hashlib
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER
from marketplace.kernel.states import IllegalMove
from marketplace.partners.accepting import accept_mou
from marketplace.partners.events import MouDiscarded, MouDrafted, MouEnded, MouRedrafted, MouSigned
from marketplace.partners.memoranda import (
    discard_mou,
    draft_mou,
    end_mou,
    redraft_mou,
    renew_mou,
    sign_mou,
)
from marketplace.partners.models import PartnerKind
from marketplace.partners.mous import MouList, MouRow, is_renewed, mou_in_force, related_mous
from marketplace.partners.queries import may_order
from marketplace.partners.sealing import signatories_hash
from marketplace.partners.states import DRAFT, ENDED, LIFECYCLE, SIGNED, MouStanding, MouState
from marketplace.partners.wording import MouTemplate
from tests.factories.partners import BOTH, make_mou, make_partner
from tests.factories.people import owner_of

TODAY = date(2026, 11, 24)
YEAR = {"starts_on": date(2026, 12, 1), "ends_on": date(2027, 11, 30)}


def draft(session, work, *, mou=False, **given):
    partner = make_partner(session, mou=mou)
    with work(OFFICER, at=1) as uow:
        return draft_mou(uow, partner.id, **{"text": "Para pihak sepakat.", **YEAR, **given})


class TestDrafting:
    def test_it_gets_the_next_number_of_the_office(self, session, work, heard):
        one, two = draft(session, work), draft(session, work)

        assert (one.number, two.number) == ("0001/MOU/XI/2026", "0002/MOU/XI/2026")
        assert one.state is DRAFT
        assert heard[0] == MouDrafted(mou_id=one.id, partner_id=one.partner_id, number=one.number)

    def test_it_must_end_after_it_starts_and_say_something(self, session, work):
        with pytest.raises(Refused) as ends:
            draft(session, work, ends_on=YEAR["starts_on"])
        with pytest.raises(Refused) as empty:
            draft(session, work, text="  ")

        assert (ends.value.field, empty.value.field) == ("ends_on", "text")

    def test_only_officers_write_them(self, session, work):
        partner = make_partner(session)

        for role, at in ((OWNER, partner.id), (AUDITOR, 1)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                draft_mou(uow, partner.id, text="…", **YEAR)

    def test_a_draft_can_be_written_anew(self, session, work, heard):
        mou = draft(session, work)

        with work(OFFICER, at=1) as uow:
            redraft_mou(uow, mou.id, text="Naskah baru", starts_on=TODAY, ends_on=YEAR["ends_on"])

        assert (mou.text, mou.starts_on) == ("Naskah baru", TODAY)
        assert heard[-1] == MouRedrafted(
            mou_id=mou.id, changes={"starts_on": (YEAR["starts_on"], TODAY), "text": None}
        )

    def test_a_signed_one_cannot(self, session, work):
        mou = make_mou(session, make_partner(session, mou=False))

        with pytest.raises(Refused, match="tidak berubah"), work(OFFICER, at=1) as uow:
            redraft_mou(uow, mou.id, text="Naskah baru", **YEAR)


class TestDiscarding:
    def discard(self, work, mou, reason="Tanggalnya keliru", role=OFFICER, at=1):
        with work(role, at=at) as uow:
            return discard_mou(uow, mou.id, reason=reason)

    def test_nobody_signs_or_changes_it_any_more_and_its_number_stays_taken(self, session, work, heard):
        mou = draft(session, work)
        assert mou.in_draft
        self.discard(work, mou)

        assert not mou.in_draft
        assert (mou.state, mou.discarded_on, mou.discarded_because) == (DRAFT, TODAY, "Tanggalnya keliru")
        assert heard[-1] == MouDiscarded(mou_id=mou.id, partner_id=mou.partner_id, reason="Tanggalnya keliru")
        acts = (
            lambda uow: sign_mou(uow, mou.id, signed_on=TODAY, signatures=BOTH),
            lambda uow: redraft_mou(uow, mou.id, text="Naskah baru", **YEAR),
            lambda uow: discard_mou(uow, mou.id, reason="lagi"),
        )
        for act in acts:
            with pytest.raises(Refused, match="sudah dibuang"), work(OFFICER, at=1) as uow:
                act(uow)
        assert draft(session, work).number == "0002/MOU/XI/2026"

    def test_a_signed_one_stays(self, session, work):
        mou = make_mou(session, make_partner(session, mou=False))

        with pytest.raises(Refused, match="sudah ditandatangani"):
            self.discard(work, mou)

    def test_it_needs_a_reason_and_an_officer(self, session, work):
        mou = draft(session, work)

        with pytest.raises(Refused) as refusal:
            self.discard(work, mou, reason=" ")
        assert refusal.value.field == "reason"
        for role, at in ((OWNER, mou.partner_id), (AUDITOR, 1)):
            with pytest.raises(Forbidden):
                self.discard(work, mou, role=role, at=at)

    def test_it_is_listed_as_what_it_is_and_among_drafts_no_more(self, session, work):
        mou = self.discard(work, draft(session, work))

        (row,) = MouList(partner_id=mou.partner_id).rows(session)
        assert row.status(TODAY) is MouStanding.DISCARDED
        assert session.execute(MouList(state=DRAFT).select()).all() == []

    def test_another_renewal_can_be_prepared_instead(self, session, work):
        old = make_mou(session, make_partner(session, mou=False))
        with work(OFFICER, at=1) as uow:
            first = renew_mou(uow, old.id)
        self.discard(work, first)

        assert not is_renewed(session, old)
        assert related_mous(session, old) == []
        with work(OFFICER, at=1) as uow:
            second = renew_mou(uow, old.id)
        assert [one.number for one in related_mous(session, old)] == [second.number]


class TestSigning:
    def test_the_text_is_frozen_under_its_hash_and_positions_are_kept(self, session, work, heard):
        mou = draft(session, work)

        with work(OFFICER, at=1) as uow:
            sign_mou(uow, mou.id, signed_on=TODAY, signatures=BOTH)

        digest = hashlib.sha256(mou.text.encode()).hexdigest()
        assert (mou.state, mou.text_sha256, mou.signed_on) == (SIGNED, digest, TODAY)
        assert (mou.city_position, mou.partner_position) == ("Kepala Dinas", "Direktur")
        assert heard[-1] == MouSigned(
            mou_id=mou.id,
            partner_id=mou.partner_id,
            number=mou.number,
            text_sha256=digest,
            signatories_sha256=signatories_hash(mou),
            **YEAR,
        )

    @pytest.mark.parametrize("field", vars(BOTH))
    def test_every_name_and_position_is_needed(self, session, work, field):
        mou = draft(session, work)

        with pytest.raises(Refused) as refusal, work(OFFICER, at=1) as uow:
            sign_mou(uow, mou.id, signed_on=TODAY, signatures=replace(BOTH, **{field: " "}))

        assert refusal.value.field == field

    def test_nobody_signs_tomorrow(self, session, work):
        mou = draft(session, work)

        with pytest.raises(Refused, match="belum tiba"), work(OFFICER, at=1) as uow:
            sign_mou(uow, mou.id, signed_on=date(2026, 11, 25), signatures=BOTH)

    def test_two_do_not_hold_on_one_day_unless_the_first_has_ended(self, session, work):
        mou = draft(session, work, mou=True, starts_on=TODAY)
        first = mou_in_force(session, mou.partner_id, TODAY)

        with pytest.raises(Refused, match="masih berlaku"), work(OFFICER, at=1) as uow:
            sign_mou(uow, mou.id, signed_on=TODAY, signatures=BOTH)

        with work(OFFICER, at=1) as uow:
            end_mou(uow, first.id, reason="diganti")
            sign_mou(uow, mou.id, signed_on=TODAY, signatures=BOTH)
        assert mou_in_force(session, mou.partner_id, TODAY) is None
        owner = owner_of(session, mou.partner_id)
        with work(OWNER, at=mou.partner_id, kind=PARTNER, user_id=owner) as uow:
            accept_mou(uow, mou.id)
        assert mou_in_force(session, mou.partner_id, TODAY) is mou


class TestTemplates:
    def test_a_draft_without_a_text_starts_from_the_template_of_its_kind(self, session, work):
        hotel = make_partner(session, name="Hotel Danau", kind=PartnerKind.HOTEL, mou=False)

        with work(OFFICER, at=1) as uow:
            fitting = draft_mou(uow, hotel.id, **YEAR)
            chosen = draft_mou(uow, hotel.id, template=MouTemplate.SOUVENIR, **YEAR)

        assert "suguhan kamar" in fitting.text
        assert "oleh-oleh" in chosen.text
        assert "berlaku dari 1 Desember 2026 sampai 30 November 2027" in fitting.text

    def test_other_dates_are_written_into_the_text(self, session, work):
        mou = draft(session, work, text=None)

        with work(OFFICER, at=1) as uow:
            redraft_mou(uow, mou.id, text=mou.text, starts_on=TODAY, ends_on=YEAR["ends_on"])

        assert "berlaku dari 24 November 2026 sampai 30 November 2027" in mou.text

    def test_the_same_again_is_no_news(self, session, work, heard):
        mou = draft(session, work)

        with work(OFFICER, at=1) as uow:
            redraft_mou(uow, mou.id, text=mou.text, **YEAR)

        assert [type(event) for event in heard] == [MouDrafted]


class TestEnding:
    def test_it_bites_at_once(self, session, work, heard):
        partner = make_partner(session)
        mou = mou_in_force(session, partner.id, TODAY)

        with work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="tidak melapor")

        assert mou.state is ENDED
        assert not may_order(session, partner.id, TODAY)
        assert may_order(session, partner.id, date(2026, 11, 23))
        assert heard == [
            MouEnded(
                mou_id=mou.id, partner_id=partner.id, last_day=date(2026, 11, 23), reason="tidak melapor"
            )
        ]

    def test_or_on_a_later_day_of_its_time(self, session, work):
        partner = make_partner(session)
        mou = mou_in_force(session, partner.id, TODAY)

        with pytest.raises(Refused, match="melewati"), work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="pindah", last_day=date(2027, 1, 1))
        with work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="pindah", last_day=date(2026, 11, 30))

        assert may_order(session, partner.id, date(2026, 11, 30))
        assert not may_order(session, partner.id, date(2026, 12, 1))

    def test_what_was_ordered_under_it_stays_lawful(self, session, work):
        mou = make_mou(session, make_partner(session, mou=False))

        with pytest.raises(Refused, match="paling awal kemarin"), work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="pindah", last_day=date(2026, 11, 22))

    @pytest.mark.parametrize("state", [DRAFT, ENDED])
    def test_what_is_not_signed_does_not_end(self, session, work, state):
        mou = make_mou(session, make_partner(session, mou=False), state=state)

        with pytest.raises(IllegalMove), work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="pindah")

    def test_it_needs_a_reason(self, session, work):
        mou = make_mou(session, make_partner(session, mou=False))

        with pytest.raises(Refused) as refusal, work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason=" ")

        assert refusal.value.field == "reason"


def test_public_offices_order_without_an_mou(session):
    office = make_partner(session, kind=PartnerKind.PUBLIC_OFFICE, mou=False)
    shop = make_partner(session, mou=False)

    assert may_order(session, office.id, TODAY)
    assert not may_order(session, shop.id, TODAY)


@pytest.mark.parametrize("state", MouState)
@pytest.mark.parametrize("move", LIFECYCLE, ids=lambda m: m.label)
def test_a_move_works_from_its_sources_and_nowhere_else(move, state):
    if state in move.sources:
        assert move(state) is move.target
    else:
        with pytest.raises(IllegalMove):
            move(state)


@pytest.mark.parametrize(
    "given, status",
    [
        ({"state": DRAFT}, MouStanding.DRAFT),
        ({"starts_on": date(2026, 12, 1)}, MouStanding.COMING),
        ({"ends_on": date(2027, 1, 1)}, MouStanding.IN_FORCE),
        ({"ends_on": date(2026, 12, 24)}, MouStanding.EXPIRING),
        ({"ends_on": date(2026, 11, 23)}, MouStanding.EXPIRED),
        ({"state": ENDED, "ended_on": date(2026, 11, 23)}, MouStanding.ENDED),
        ({"state": ENDED, "ended_on": date(2026, 11, 24)}, MouStanding.EXPIRING),
    ],
)
def test_its_standing_is_read_from_its_dates(given, status):
    row = MouRow(
        **{
            "public_id": "m",
            "number": "1",
            "partner": "Toko",
            "partner_public_id": "p",
            "state": SIGNED,
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2027, 1, 1),
            "accepted_on": date(2026, 1, 1),
            **dict.fromkeys(["ended_on", "replaces_id", "amends_id", "discarded_on"]),
        }
        | given
    )

    assert row.status(TODAY) is status


def test_an_expiring_one_is_listed_until_its_successor_is_signed(session, work):
    partner = make_partner(session, mou=False)
    make_mou(session, partner, ends_on=date(2026, 12, 10))
    make_mou(session, make_partner(session, mou=False), ends_on=date(2027, 6, 1))
    expiring = MouList(expiring_on=TODAY)

    assert len(expiring.rows(session)) == 1
    make_mou(session, partner, starts_on=date(2026, 12, 11), ends_on=date(2027, 12, 10))
    assert expiring.rows(session) == []
    assert len(MouList(partner_id=partner.id).rows(session)) == 2


class TestWhatTheDatabaseKeeps:
    def refused(self, session, statement, **values):
        with pytest.raises((IntegrityError, DBAPIError)):
            session.execute(text(statement), values)
        session.rollback()

    def test_two_signed_ones_of_a_partner_never_overlap(self, session):
        mou = make_mou(session, make_partner(session, mou=False))

        self.refused(
            session,
            "INSERT INTO mous (public_id, number, partner_id, text, starts_on, ends_on, state, city_signatory,"
            " city_position, partner_signatory, partner_position, created_at, version)"
            " SELECT 'other', 'other', partner_id, text, '2026-12-31', '2027-12-31', 'signed', '', '', '', '',"
            " created_at, 1 FROM mous WHERE id = :id",
            id=mou.id,
        )

    @pytest.mark.parametrize(
        "change", ["text = 'lain'", "ends_on = '2030-01-01'", "number = '9'", "state = 'draft'"]
    )
    def test_a_signed_one_does_not_change(self, session, change):
        mou = make_mou(session, make_partner(session, mou=False))

        self.refused(session, f"UPDATE mous SET {change} WHERE id = :id", id=mou.id)

    def test_a_signed_one_stays(self, session):
        mou = make_mou(session, make_partner(session, mou=False))

        self.refused(session, "DELETE FROM mous WHERE id = :id", id=mou.id)

    def test_it_ends_after_it_starts(self, session):
        mou = make_mou(session, make_partner(session, mou=False), state=DRAFT)

        self.refused(session, "UPDATE mous SET ends_on = starts_on WHERE id = :id", id=mou.id)
