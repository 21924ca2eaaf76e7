from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, STAFF
from marketplace.partners.events import OutletAdded, OutletClosed, OutletShown, PartnerRegistered
from marketplace.partners.models import PartnerKind
from marketplace.partners.queries import PartnerList, outlets_of
from marketplace.partners.services.outlets import add_outlet, close_outlet, show_outlet
from marketplace.partners.services.registering import change_partner, register_partner
from tests.conftest import NOW
from tests.factories.partners import make_outlet, make_partner

TODAY = date(2026, 11, 24)


class TestRegisterPartner:
    def test_an_officer_gives_it_an_organisation_of_its_own(self, session, work, heard):
        with work(OFFICER, at=1) as uow:
            partner = register_partner(
                uow, name="  Swalayan  Sumber ", kind=PartnerKind.MINIMARKET, staff_count=12
            )

        assert session.get(Organisation, partner.id).name == "Swalayan Sumber"
        assert session.get(Organisation, partner.id).kind is PARTNER
        assert heard == [PartnerRegistered(partner_id=partner.id, kind="minimarket")]

    def test_two_partners_do_not_share_a_name(self, session, work):
        make_partner(session, name="Swalayan Sumber")

        with pytest.raises(Refused, match="Sudah ada") as refusal, work(OFFICER, at=1) as uow:
            register_partner(uow, name="swalayan sumber", kind=PartnerKind.SHOP)

        assert refusal.value.field == "name"

    @pytest.mark.parametrize("role", [OWNER, STAFF, AUDITOR])
    def test_nobody_else_registers(self, session, work, role):
        with pytest.raises(Forbidden), work(role, at=1) as uow:
            register_partner(uow, name="Toko Sendiri", kind=PartnerKind.SHOP)

    def test_an_officer_does_not_change_the_partner_they_sit_in(self, session, work):
        partner = make_partner(session)

        with pytest.raises(Forbidden), work(OFFICER, at=partner.id) as uow:
            change_partner(uow, partner.id, kind=PartnerKind.SHOP, staff_count=None)

    def test_its_kind_and_staff_are_changed_by_an_officer(self, session, work):
        partner = make_partner(session)

        with work(OFFICER, at=1) as uow:
            change_partner(uow, partner.id, kind=PartnerKind.HOTEL, staff_count=40)

        assert (partner.kind, partner.staff_count) == (PartnerKind.HOTEL, 40)


class TestOutlets:
    def test_an_owner_adds_one_in_a_kelurahan(self, session, work, heard):
        partner = make_partner(session)

        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            outlet = add_outlet(uow, partner.id, name="Iringmulyo", kelurahan_code="18.72.04.1003")

        (row,) = outlets_of(session, partner.id, day=TODAY)
        assert (row.name, row.id, row.shown) == ("Iringmulyo", outlet.id, False)
        assert row.kelurahan
        assert heard == [OutletAdded(outlet_id=outlet.id, partner_id=partner.id, kelurahan="18.72.04.1003")]

    def test_a_kelurahan_that_does_not_exist_is_not_found(self, session, work):
        partner = make_partner(session)

        with pytest.raises(NotFound), work(OWNER, at=partner.id) as uow:
            add_outlet(uow, partner.id, name="Iringmulyo", kelurahan_code="99")

    def test_two_open_ones_do_not_share_a_name(self, session, work):
        partner = make_partner(session)
        make_outlet(session, partner, name="Iringmulyo")

        with pytest.raises(Refused, match="sudah ada"), work(OWNER, at=partner.id) as uow:
            add_outlet(uow, partner.id, name="iringmulyo")

    def test_staff_and_other_partners_are_forbidden(self, session, work):
        partner, other = make_partner(session), make_partner(session)

        for role, at in ((STAFF, partner.id), (OWNER, other.id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                add_outlet(uow, partner.id, name="Gerai baru")

    def test_a_closed_one_is_open_until_the_end_of_its_last_day(self, session, work, heard):
        outlet = make_outlet(session, make_partner(session))

        with work(OWNER, at=outlet.partner_id) as uow:
            close_outlet(uow, outlet.id)

        assert heard == [OutletClosed(outlet_id=outlet.id, partner_id=outlet.partner_id, until_on=TODAY)]
        assert outlets_of(session, outlet.partner_id, day=TODAY)
        assert not outlets_of(session, outlet.partner_id, day=date(2026, 11, 25))
        assert len(outlets_of(session, outlet.partner_id)) == 1

        with pytest.raises(Refused, match="sudah ditutup"), work(OWNER, at=outlet.partner_id) as uow:
            close_outlet(uow, outlet.id)

    def test_the_owner_lets_the_public_see_it(self, session, work, heard):
        outlet = make_outlet(session, make_partner(session))

        with work(OWNER, at=outlet.partner_id) as uow:
            show_outlet(uow, outlet.id, shown=True)

        assert outlet.shown
        assert heard == [OutletShown(outlet_id=outlet.id, partner_id=outlet.partner_id, shown=True)]


class TestPartnerList:
    def rows(self, session, **given):
        return PartnerList(day=NOW.date(), **given).rows(session)

    def test_it_counts_open_outlets_and_names_the_mou_in_force(self, session):
        partner = make_partner(session, name="Toko Bukit")
        make_outlet(session, partner)
        make_outlet(session, partner, until_on=date(2026, 3, 1))

        (row,) = self.rows(session)

        assert (row.name, row.outlets, row.mou_ends_on) == ("Toko Bukit", 1, date(2026, 12, 31))
        assert row.needs_mou

    def test_it_is_narrowed_by_kind_name_and_mou(self, session):
        make_partner(session, name="Toko Bukit", kind=PartnerKind.SHOP)
        make_partner(session, name="Dinas Pertanian", kind=PartnerKind.PUBLIC_OFFICE, mou=False)

        names = [[row.name for row in self.rows(session, **by)] for by in (
            {},
            {"kind": PartnerKind.SHOP},
            {"text": "PERTANI"},
            {"text": "%"},
            {"mou": "yes"},
            {"mou": "no"},
        )]  # fmt: skip

        assert names == [
            ["Dinas Pertanian", "Toko Bukit"],
            ["Toko Bukit"],
            ["Dinas Pertanian"],
            [],
            ["Toko Bukit"],
            ["Dinas Pertanian"],
        ]
