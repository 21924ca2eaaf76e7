from datetime import date, timedelta

import pytest

from marketplace.partners.models import PartnerHold, PartnerKind
from marketplace.partners.public import PublicPartners, kelurahan_of, public_partner
from marketplace.partners.states import DRAFT, ENDED
from tests.factories.partners import bind_kind, make_mou, make_outlet, make_partner

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
IRING_MULYO, YOSOMULYO = "18.72.04.1003", "18.72.01.1005"


def listed(session, **filters):
    return PublicPartners(**({"day": TODAY} | filters)).rows(session)


def names(session, **filters):
    return [one.name for one in listed(session, **filters)]


class TestWhoIsShown:
    def test_whoever_has_a_memorandum_in_force_by_name(self, session):
        make_partner(session, name="toko b")
        make_partner(session, name="Toko A")
        make_partner(session, name="Tanpa MoU", mou=False)
        assert names(session) == ["Toko A", "toko b"]

    @pytest.mark.parametrize(
        "given",
        [
            {"state": DRAFT},
            {"starts_on": TOMORROW},
            {"ends_on": YESTERDAY},
            {"state": ENDED, "ended_on": YESTERDAY, "ended_because": "pindah"},
        ],
    )
    def test_nobody_whose_memorandum_does_not_hold_today(self, session, given):
        make_mou(session, make_partner(session, mou=False), **given)
        assert names(session) == []

    def test_an_addendum_alone_makes_no_partner(self, session):
        partner = make_partner(session, mou=False)
        mou = make_mou(session, partner, ends_on=YESTERDAY)
        make_mou(session, partner, amends_id=mou.id)
        assert names(session) == []

    def test_a_suspended_one_comes_back_when_that_is_over(self, session):
        partner = make_partner(session, name="Toko")
        hold = PartnerHold(
            partner_id=partner.id, from_on=YESTERDAY, until_on=TODAY, reason="menunggak", placed_by=None
        )
        session.add(hold)
        session.commit()
        assert names(session) == []
        assert names(session, day=TOMORROW) == ["Toko"]

    def test_a_public_office_only_while_a_circular_binds_its_kind(self, session):
        make_partner(session, name="Kantor", kind=PartnerKind.PUBLIC_OFFICE, mou=False, bound=False)
        assert names(session) == []
        bind_kind(session, until_on=TODAY)
        (office,) = listed(session)
        assert (office.name, office.bound, office.since) == ("Kantor", True, None)
        assert names(session, day=TOMORROW) == []

    def test_since_is_the_first_day_of_the_first_memorandum(self, session):
        partner = make_partner(session)
        make_mou(session, partner, starts_on=date(2024, 2, 3), ends_on=date(2025, 12, 31))
        (one,) = listed(session)
        assert (one.since, one.bound) == (date(2024, 2, 3), False)


class TestWhere:
    @pytest.fixture
    def partner(self, session):
        partner = make_partner(session, name="Toko")
        make_outlet(session, partner, name="Pusat", kelurahan_code=IRING_MULYO, shown=True)
        make_outlet(session, partner, name="Rahasia", kelurahan_code=YOSOMULYO)
        make_outlet(session, partner, name="Tutup", kelurahan_code=YOSOMULYO, shown=True, until_on=YESTERDAY)
        return partner

    def test_only_open_outlets_that_may_be_shown(self, session, partner):
        found = PublicPartners(day=TODAY).outlets(session, [partner.id])
        assert [outlet.name for outlet in found[partner.id]] == ["Pusat"]
        assert kelurahan_of(found[partner.id]) == ["Iring Mulyo"]

    def test_a_kelurahan_finds_only_by_what_is_shown(self, session, partner):
        assert names(session, kelurahan=IRING_MULYO) == ["Toko"]
        assert names(session, kelurahan=YOSOMULYO) == []

    def test_a_kind_narrows(self, session, partner):
        assert names(session, kind=PartnerKind.MINIMARKET) == ["Toko"]
        assert names(session, kind=PartnerKind.HOTEL) == []

    def test_one_is_found_by_its_code_while_it_is_shown(self, session, partner):
        code = listed(session)[0].code
        assert public_partner(session, code, TODAY).name == "Toko"
        assert public_partner(session, code, date(2027, 1, 1)) is None
        assert public_partner(session, "k3m9p2q7r4s8", TODAY) is None
