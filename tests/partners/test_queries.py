from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import NotFound
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, STAFF, SYSADMIN
from marketplace.partners.models import NEED_NO_MOU, PartnerKind
from marketplace.partners.mous import (
    EXPIRING,
    MouList,
    expiring_mou,
    expiring_mous,
    mou_in_force,
    mou_page,
    mou_pages,
    mou_status_of,
    shows_mou_scan,
)
from marketplace.partners.queries import (
    PartnerList,
    may_order,
    outlets_of,
    partner_named,
    partner_row,
)
from marketplace.partners.states import DRAFT, ENDED, SIGNED, MouAcceptance, MouStanding, MouState
from tests.factories.certification import make_scan
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_outlet, make_partner

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 9, 30)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def named(session, **given):
    return [row.name for row in PartnerList(**{"day": TODAY} | given).rows(session)]


class TestInForce:
    @pytest.mark.parametrize(
        ("day", "holds"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
    )
    def test_it_holds_from_its_first_day_through_its_last(self, session, day, holds):
        partner = make_partner(session, mou=False)
        mou = make_mou(session, partner, starts_on=FIRST, ends_on=LAST)
        assert mou_in_force(session, partner.id, day) == (mou if holds else None)
        assert may_order(session, partner.id, day) is holds

    @pytest.mark.parametrize(("day", "holds"), [(date(2026, 5, 10), True), (date(2026, 5, 11), False)])
    def test_one_ended_early_holds_through_the_day_it_was_ended_on(self, session, day, holds):
        partner = make_partner(session, mou=False)
        make_mou(
            session, partner, starts_on=FIRST, ends_on=LAST, state=ENDED,
            ended_on=date(2026, 5, 10), ended_because="Pindah",
        )  # fmt: skip
        assert may_order(session, partner.id, day) is holds

    def test_a_draft_holds_on_no_day(self, session):
        partner = make_partner(session, mou=False)
        make_mou(session, partner, state=DRAFT, text_sha256=None)
        assert not may_order(session, partner.id, TODAY)

    def test_another_partners_memorandum_does_not_help(self, session):
        make_partner(session)
        without = make_partner(session, mou=False)
        assert mou_in_force(session, without.id, TODAY) is None

    @pytest.mark.parametrize("kind", PartnerKind)
    def test_only_those_the_circular_binds_order_without_one(self, session, kind):
        partner = make_partner(session, mou=False, kind=kind)
        assert may_order(session, partner.id, TODAY) is (kind is PartnerKind.PUBLIC_OFFICE)

    def test_who_is_no_partner_orders_nothing(self, session):
        assert not may_order(session, 999, TODAY)

    def test_of_two_in_a_row_the_one_of_the_day_is_found(self, session):
        partner = make_partner(session, mou=False)
        old = make_mou(session, partner, starts_on=FIRST, ends_on=LAST)
        new = make_mou(session, partner, starts_on=LAST + DAY, ends_on=date(2027, 9, 30))
        assert [mou_in_force(session, partner.id, day) for day in (LAST, LAST + DAY)] == [old, new]


class TestPartners:
    def test_they_are_listed_by_name_whatever_its_case(self, session):
        for name in ("toko Cahaya", "Swalayan Beringin", "Toko Agung"):
            make_partner(session, name=name)
        assert named(session) == ["Swalayan Beringin", "Toko Agung", "toko Cahaya"]

    def test_a_partner_with_several_memoranda_stands_there_once(self, session):
        partner = make_partner(session, name="Toko Agung", mou=False)
        make_mou(session, partner, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
        now = make_mou(session, partner)
        make_mou(session, partner, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
        make_mou(session, partner, state=DRAFT, text_sha256=None)
        [row] = PartnerList(day=TODAY).rows(session)
        assert (row.mou_number, row.mou_ends_on) == (now.number, date(2026, 12, 31))

    def test_they_are_narrowed_by_whether_a_memorandum_holds_that_day(self, session):
        make_partner(session, name="Dengan")
        make_partner(session, name="Tanpa", mou=False)
        lapsed = make_partner(session, name="Lewat", mou=False)
        make_mou(session, lapsed, starts_on=FIRST, ends_on=LAST)
        assert named(session, mou="yes") == ["Dengan"]
        assert named(session, mou="no") == ["Lewat", "Tanpa"]
        assert named(session, mou="yes", day=LAST) == ["Dengan", "Lewat"]

    def test_they_are_narrowed_by_kind_and_part_of_the_name_together(self, session):
        make_partner(session, name="Kafe Melati", kind=PartnerKind.CAFE)
        make_partner(session, name="Hotel Melati", kind=PartnerKind.HOTEL)
        make_partner(session, name="Kafe Mawar", kind=PartnerKind.CAFE)
        assert named(session, text="MELATI") == ["Hotel Melati", "Kafe Melati"]
        assert named(session, kind=PartnerKind.CAFE) == ["Kafe Mawar", "Kafe Melati"]
        assert named(session, kind=PartnerKind.CAFE, text="melati") == ["Kafe Melati"]

    @pytest.mark.parametrize("sign", ["%", "_", "\\"])
    def test_a_sign_in_a_search_is_a_letter_like_any_other(self, session, sign):
        make_partner(session, name="Toko Agung")
        make_partner(session, name=f"Diskon 10{sign}")
        assert named(session, text=sign) == [f"Diskon 10{sign}"]

    def test_outlets_that_are_open_that_day_are_counted(self, session):
        partner = make_partner(session)
        make_outlet(session, partner, from_on=TODAY, until_on=TODAY)
        make_outlet(session, partner, from_on=date(2026, 1, 1))
        make_outlet(session, partner, from_on=TODAY + DAY)
        make_outlet(session, partner, until_on=TODAY - DAY)
        make_outlet(session, make_partner(session))
        assert partner_row(session, partner.id, TODAY).outlets == 2

    def test_a_row_says_whether_a_memorandum_is_needed_at_all(self, session):
        shop, office = make_partner(session), make_partner(session, kind=PartnerKind.PUBLIC_OFFICE, mou=False)
        assert partner_row(session, shop.id, TODAY).needs_mou
        assert not partner_row(session, office.id, TODAY).needs_mou
        assert office.kind in NEED_NO_MOU

    def test_one_is_found_by_the_public_id_of_its_organisation(self, session):
        partner = make_partner(session, name="Toko Agung", staff_count=12)
        row = partner_row(session, partner.id, TODAY)
        assert partner_named(session, row.public_id, TODAY) == row
        assert (row.name, row.staff_count) == ("Toko Agung", 12)

    def test_a_maker_or_nobody_is_not_found_among_partners(self, session):
        maker = make_maker(session)
        with pytest.raises(NotFound):
            partner_row(session, maker.id, TODAY)
        for public_id in ("", "tidak-ada"):
            with pytest.raises(NotFound):
                partner_named(session, public_id, TODAY)


class TestOutlets:
    def test_open_ones_come_first_and_by_name(self, session):
        partner = make_partner(session)
        make_outlet(session, partner, name="Yosodadi")
        make_outlet(session, partner, name="Banjarsari", until_on=date(2026, 5, 1))
        make_outlet(session, partner, name="Ganjar Agung")
        make_outlet(session, make_partner(session), name="Milik lain")
        assert [row.name for row in outlets_of(session, partner.id)] == [
            "Ganjar Agung", "Yosodadi", "Banjarsari",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("day", "names"),
        [
            (FIRST - DAY, []),
            (FIRST, ["Gerai"]),
            (LAST, ["Gerai"]),
            (LAST + DAY, []),
        ],
    )
    def test_with_a_day_only_those_open_on_it(self, session, day, names):
        partner = make_partner(session)
        make_outlet(session, partner, name="Gerai", from_on=FIRST, until_on=LAST)
        assert [row.name for row in outlets_of(session, partner.id, day=day)] == names

    def test_an_outlet_names_its_kelurahan_if_it_has_one(self, session):
        partner = make_partner(session)
        make_outlet(session, partner, name="A", kelurahan_code="18.72.04.1003", shown=True)
        make_outlet(session, partner, name="B")
        one, other = outlets_of(session, partner.id)
        assert (one.kelurahan, one.shown) == ("Iring Mulyo", True)
        assert (other.kelurahan, other.shown) == (None, False)


class TestStanding:
    @given(
        starts=DAYS,
        length=st.integers(1, 500),
        ended=st.none() | st.integers(0, 500),
        accepted=st.none() | st.integers(-5, 500),
        day=DAYS,
        state=st.sampled_from(MouState),
    )
    def test_what_it_is_on_a_day_agrees_with_whether_it_holds(
        self, starts, length, ended, accepted, day, state
    ):
        ends = starts + length * DAY
        ended_on = starts + min(ended, length) * DAY if ended is not None and state is ENDED else None
        accepted_on = None if accepted is None else starts + accepted * DAY
        status = mou_status_of(state, starts, ends, day, accepted_on=accepted_on, ended_on=ended_on)
        said_yes = accepted_on is not None and accepted_on <= day
        holds = state is not DRAFT and said_yes and starts <= day <= (ended_on or ends)
        assert (status in (MouStanding.IN_FORCE, MouStanding.EXPIRING)) == holds

    @given(starts=DAYS, length=st.integers(1, 500), left=st.integers(0, 400))
    def test_it_expires_in_its_last_thirty_days(self, starts, length, left):
        ends = starts + length * DAY
        day = ends - min(left, length) * DAY
        wanted = MouStanding.EXPIRING if ends - day <= EXPIRING else MouStanding.IN_FORCE
        assert mou_status_of(SIGNED, starts, ends, day, accepted_on=starts) is wanted

    def test_one_that_was_ended_early_never_says_that_its_time_ran_out(self):
        status = mou_status_of(ENDED, FIRST, LAST, LAST + DAY, accepted_on=FIRST, ended_on=date(2026, 5, 10))
        assert status is MouStanding.ENDED


class TestMemoranda:
    def test_they_are_listed_newest_first_by_partner_and_state(self, session):
        one, other = make_partner(session, mou=False), make_partner(session)
        signed = make_mou(session, one)
        draft = make_mou(session, one, state=DRAFT, text_sha256=None)

        def numbers(**given):
            return [row.number for row in MouList(**given).rows(session)]

        assert numbers(partner_id=one.id) == [draft.number, signed.number]
        assert numbers(state=DRAFT) == [draft.number]
        assert len(numbers()) == 3
        assert numbers(partner_id=other.id, state=DRAFT) == []

    @pytest.mark.parametrize(
        ("left", "listed"), [(timedelta(0), True), (EXPIRING, True), (EXPIRING + DAY, False), (-DAY, False)]
    )
    def test_it_is_listed_as_expiring_in_its_last_thirty_days(self, session, left, listed):
        partner = make_partner(session, mou=False)
        make_mou(session, partner, ends_on=TODAY + left)
        assert (len(expiring_mous(session, TODAY)) == 1) is listed
        assert (expiring_mou(session, partner.id, TODAY) is not None) is listed

    def test_the_nearest_end_comes_first_also_when_ended_early(self, session):
        later, sooner, ended = (make_partner(session, name=name, mou=False) for name in ("L", "S", "E"))
        make_mou(session, later, ends_on=TODAY + 20 * DAY)
        make_mou(session, sooner, ends_on=TODAY + 10 * DAY)
        make_mou(session, ended, state=ENDED, ended_on=TODAY + 2 * DAY, ended_because="Tutup")
        assert [row.partner for row in expiring_mous(session, TODAY)] == ["E", "S", "L"]

    def test_only_an_accepted_successor_ends_the_warning(self, session):
        partner = make_partner(session, mou=False)
        make_mou(session, partner, ends_on=TODAY + 10 * DAY)
        following = {"starts_on": TODAY + 11 * DAY, "ends_on": TODAY + 300 * DAY}
        successor = make_mou(session, partner, state=DRAFT, text_sha256=None, **following)
        assert expiring_mou(session, partner.id, TODAY) is not None
        successor.state, successor.text_sha256 = SIGNED, "0" * 64
        session.commit()
        assert expiring_mou(session, partner.id, TODAY) is not None
        successor.accepted_on, successor.accepted_how = TODAY, MouAcceptance.BEFORE
        session.commit()
        assert expiring_mou(session, partner.id, TODAY) is None

    def test_a_partner_reads_its_signed_ones_with_the_one_in_force_first(self, session):
        partner = make_partner(session, mou=False)
        past = make_mou(session, partner, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
        now = make_mou(session, partner)
        coming = make_mou(session, partner, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
        make_mou(session, partner, state=DRAFT, text_sha256=None)
        pages = mou_pages(session, partner.id, TODAY)
        assert [page.number for page in pages] == [now.number, coming.number, past.number]
        assert [page.status for page in pages] == [
            MouStanding.IN_FORCE, MouStanding.COMING, MouStanding.EXPIRED,
        ]  # fmt: skip

    def test_a_page_names_both_signatories_and_the_scan(self, session):
        partner = make_partner(session, mou=False)
        scan = make_scan(session, make_maker(session))
        mou = make_mou(
            session, partner, scan_id=scan.id,
            city_signatory="Bambang Contoh", city_position="Kepala Dinas",
            partner_signatory="Rahmat Contoh", partner_position="Direktur",
        )  # fmt: skip
        page = mou_page(session, mou, TODAY)
        assert page.city == ("Bambang Contoh", "Kepala Dinas")
        assert page.partner == ("Rahmat Contoh", "Direktur")
        assert page.scan == scan.public_id


class TestScan:
    @pytest.mark.parametrize(("role", "sees"), [(OFFICER, True), (AUDITOR, True), (SYSADMIN, False)])
    def test_officials_who_look_on_see_it(self, session, work, role, sees):
        scan = make_scan(session, make_maker(session))
        make_mou(session, make_partner(session, mou=False), scan_id=scan.id)
        with work(role, at=1) as uow:
            assert shows_mou_scan(uow, scan) is sees

    @pytest.mark.parametrize("role", [OWNER, STAFF])
    def test_its_own_partner_sees_it_and_another_does_not(self, session, work, role):
        scan = make_scan(session, make_maker(session))
        mine, other = make_partner(session, mou=False), make_partner(session)
        make_mou(session, mine, scan_id=scan.id)
        with work(role, at=mine.id, kind=PARTNER) as uow:
            assert shows_mou_scan(uow, scan)
        with work(role, at=other.id, kind=PARTNER) as uow:
            assert not shows_mou_scan(uow, scan)

    def test_a_file_of_no_memorandum_is_shown_to_nobody_here(self, session, work):
        scan = make_scan(session, make_maker(session))
        with work(OFFICER, at=1) as uow:
            assert not shows_mou_scan(uow, scan)
