"""Renewals, addenda, and the scan that comes later."""

from datetime import date

import pytest

from marketplace.files.models import Attachment, AttachmentKind
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import AUDITOR, OFFICE, OFFICER, OWNER, PARTNER
from marketplace.partners.accepting import accept_mou
from marketplace.partners.events import MouDrafted, MouEnded, MouScanAdded
from marketplace.partners.memoranda import (
    add_scan,
    amend_mou,
    draft_mou,
    end_mou,
    redraft_mou,
    renew_mou,
    sign_mou,
)
from marketplace.partners.models import Partner
from marketplace.partners.mous import mou_in_force
from marketplace.partners.queries import may_order
from marketplace.partners.states import DRAFT, ENDED, SIGNED
from tests.conftest import NOW
from tests.factories.partners import BOTH, make_mou, make_organisation, make_partner
from tests.factories.people import owner_of

TODAY = date(2026, 11, 24)


def sign(session, work, mou):
    """With the sample's places filled in, and accepted by the partner."""
    with work(OFFICER, at=1) as uow:
        days = {"starts_on": mou.starts_on, "ends_on": mou.ends_on}
        redraft_mou(uow, mou.id, text="Para pihak bersepakat.", **days)
        sign_mou(uow, mou.id, signed_on=TODAY, signatures=BOTH)
    owner = owner_of(session, mou.partner_id)
    with work(OWNER, at=mou.partner_id, kind=PARTNER, user_id=owner) as uow:
        accept_mou(uow, mou.id)


def draft(session, work):
    partner = make_partner(session, mou=False)
    with work(OFFICER, at=1) as uow:
        return draft_mou(uow, partner.id, starts_on=TODAY, ends_on=date(2027, 11, 30))


def make_scan(session):
    scan = Attachment(
        organisation_id=make_organisation(session, OFFICE).id,
        kind=AttachmentKind.DOCUMENT,
        name="mou.pdf",
        media_type="application/pdf",
        size=9,
        sha256="0" * 64,
        uploaded_by=None,
        uploaded_at=NOW,
    )
    session.add(scan)
    session.commit()
    return scan.id


class TestRenewing:
    @pytest.fixture
    def old(self, session):
        return make_mou(session, make_partner(session, name="Toko Bukit", mou=False))

    def renew(self, work, old, **given):
        with work(OFFICER, at=1) as uow:
            return renew_mou(uow, old.id, **given)

    def test_it_names_what_it_replaces_and_starts_the_day_after(self, work, old, heard):
        new = self.renew(work, old)

        assert (new.state, new.replaces_id, new.amends_id) == (DRAFT, old.id, None)
        assert (new.starts_on, new.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
        assert f"memperpanjang nota kesepahaman nomor {old.number} dari 1 Januari 2027" in new.text
        assert heard == [
            MouDrafted(mou_id=new.id, partner_id=old.partner_id, number=new.number, replaces=old.id)
        ]

    def test_signed_it_carries_on_without_a_gap(self, session, work, old):
        new = self.renew(work, old)
        sign(session, work, new)

        days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
        assert [may_order(session, old.partner_id, day) for day in days] == [True, True, True, False]

    def test_after_a_gap_it_starts_today(self, session, work):
        old = make_mou(session, make_partner(session, mou=False), ends_on=date(2026, 8, 31))

        assert self.renew(work, old).starts_on == TODAY

    def test_one_that_was_ended_is_renewed_from_the_day_after_that(self, session, work, old):
        with work(OFFICER, at=1) as uow:
            end_mou(uow, old.id, reason="Ganti syarat", last_day=date(2026, 11, 30))

        assert self.renew(work, old).starts_on == date(2026, 12, 1)

    def test_other_days_are_taken_but_not_before_the_old_began(self, work, old):
        with pytest.raises(Refused) as early:
            self.renew(work, old, starts_on=old.starts_on)
        new = self.renew(work, old, starts_on=date(2027, 2, 1), ends_on=date(2027, 3, 1))

        assert early.value.field == "starts_on"
        assert (new.starts_on, new.ends_on) == (date(2027, 2, 1), date(2027, 3, 1))

    def test_it_happens_once(self, work, old):
        new = self.renew(work, old)

        with pytest.raises(Refused, match=new.number):
            self.renew(work, old)

    def test_a_draft_and_an_addendum_are_not_renewed(self, session, work, old):
        addendum = make_mou(session, session.get(Partner, old.partner_id), amends_id=old.id)

        for other in (draft(session, work), addendum):
            with pytest.raises(Refused, match="sudah ditandatangani"):
                self.renew(work, other)

    def test_only_officers_who_do_not_sit_there_renew(self, work, old):
        for role, at in ((OWNER, old.partner_id), (AUDITOR, 1), (OFFICER, old.partner_id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                renew_mou(uow, old.id)


class TestAmending:
    @pytest.fixture
    def mou(self, session):
        return make_mou(session, make_partner(session, mou=False))

    def amend(self, work, mou, **given):
        with work(OFFICER, at=1) as uow:
            return amend_mou(uow, mou.id, **given)

    def test_it_names_what_it_amends_and_lasts_as_long(self, work, mou, heard):
        addendum = self.amend(work, mou)

        assert (addendum.amends_id, addendum.number) == (mou.id, "0001/ADD/XI/2026")
        assert (addendum.starts_on, addendum.ends_on) == (TODAY, mou.ends_on)
        assert heard[-1] == MouDrafted(
            mou_id=addendum.id, partner_id=mou.partner_id, number=addendum.number, amends=mou.id
        )

    def test_signed_it_holds_beside_its_memorandum_which_stays_the_one_in_force(self, session, work, mou):
        addendum = self.amend(work, mou)
        sign(session, work, addendum)

        assert addendum.state is SIGNED
        assert mou_in_force(session, mou.partner_id, TODAY) is mou

    def test_alone_it_opens_nothing(self, session, work, mou):
        sign(session, work, self.amend(work, mou))
        with work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="tidak melapor")

        assert not may_order(session, mou.partner_id, TODAY)

    @pytest.mark.parametrize(
        "given, field",
        [({"starts_on": date(2025, 12, 31)}, "starts_on"), ({"ends_on": date(2027, 1, 1)}, "ends_on")],
    )
    def test_it_never_reaches_beyond_its_memorandum(self, work, mou, given, field):
        with pytest.raises(Refused) as drafting:
            self.amend(work, mou, **given)
        addendum = self.amend(work, mou)
        days = {"starts_on": addendum.starts_on, "ends_on": addendum.ends_on} | given
        with pytest.raises(Refused) as redrafting, work(OFFICER, at=1) as uow:
            redraft_mou(uow, addendum.id, text="Lain", **days)

        assert (drafting.value.field, redrafting.value.field) == (field, field)

    def test_nor_when_that_was_ended_meanwhile(self, session, work, mou):
        addendum = self.amend(work, mou)
        with work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="tidak melapor")

        with pytest.raises(Refused, match="belum berakhir"):
            sign(session, work, addendum)
        assert addendum.state is DRAFT

    def test_it_ends_with_its_memorandum_unless_it_ended_before(self, session, work, mou, heard):
        short, long = self.amend(work, mou, ends_on=date(2026, 11, 27)), self.amend(work, mou)
        sign(session, work, short)
        sign(session, work, long)
        with work(OFFICER, at=1) as uow:
            end_mou(uow, mou.id, reason="pindah", last_day=date(2026, 11, 30))

        assert (short.state, long.state, long.ended_on) == (SIGNED, ENDED, date(2026, 11, 30))
        assert [event.mou_id for event in heard if isinstance(event, MouEnded)] == [mou.id, long.id]

    def test_ending_an_addendum_leaves_its_memorandum(self, session, work, mou):
        addendum = self.amend(work, mou)
        sign(session, work, addendum)
        with work(OFFICER, at=1) as uow:
            end_mou(uow, addendum.id, reason="tidak perlu lagi")

        assert (addendum.state, mou.state) == (ENDED, SIGNED)
        assert may_order(session, mou.partner_id, TODAY)

    def test_what_is_not_signed_or_is_an_addendum_is_not_amended(self, session, work, mou):
        addendum = self.amend(work, mou)
        sign(session, work, addendum)
        past = make_mou(session, make_partner(session, mou=False), ends_on=date(2026, 11, 23))

        for other in (draft(session, work), addendum, past):
            with pytest.raises(Refused, match="Adendum hanya untuk"):
                self.amend(work, other)


class TestScan:
    def test_it_may_come_later_once(self, session, work, heard):
        mou = make_mou(session, make_partner(session, mou=False))
        first, second = make_scan(session), make_scan(session)

        with work(OFFICER, at=1) as uow:
            add_scan(uow, mou.id, scan_id=first)
        with pytest.raises(Refused, match="tidak diganti"), work(OFFICER, at=1) as uow:
            add_scan(uow, mou.id, scan_id=second)

        assert mou.scan_id == first
        assert heard == [MouScanAdded(mou_id=mou.id, partner_id=mou.partner_id, scan_sha256="0" * 64)]

    def test_an_ended_one_may_still_get_it_a_draft_not_yet(self, session, work):
        ended = make_mou(session, make_partner(session, mou=False), state=ENDED, ended_on=TODAY)
        scan = make_scan(session)

        with work(OFFICER, at=1) as uow:
            add_scan(uow, ended.id, scan_id=scan)
        with pytest.raises(Refused, match="belum ditandatangani"), work(OFFICER, at=1) as uow:
            add_scan(uow, draft(session, work).id, scan_id=scan)

        assert ended.scan_id == scan

    def test_the_partner_does_not_add_it_itself(self, session, work):
        mou = make_mou(session, make_partner(session, mou=False))

        with pytest.raises(Forbidden), work(OWNER, at=mou.partner_id) as uow:
            add_scan(uow, mou.id, scan_id=make_scan(session))
