import pytest

from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER, STAFF
from marketplace.partners.events import OutletChanged, OutletPinChanged, OutletShown
from marketplace.partners.policies import SET_PIN
from marketplace.partners.services.outlets import (
    add_outlet,
    change_outlet,
    close_outlet,
    hash_of_outlet_pin,
    pin_matches,
    set_outlet_pin,
)
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session), name="Pusat", address="Jalan Lama 1", floor_area=80)


class TestChanging:
    def test_old_and_new_are_told_but_of_an_address_only_that_it_changed(self, work, outlet, heard):
        with work(OWNER, at=outlet.partner_id) as uow:
            change_outlet(
                uow,
                outlet.id,
                name=" Toko  Pusat ",
                address="Jalan Baru 9",
                kelurahan_code="18.72.04.1003",
                floor_area=80,
                receiving=" Pagi ",
                least_life_days=60,
            )

        assert (outlet.name, outlet.receiving, outlet.least_life_days) == ("Toko Pusat", "Pagi", 60)
        assert heard == [
            OutletChanged(
                outlet_id=outlet.id,
                partner_id=outlet.partner_id,
                changes={
                    "name": ("Pusat", "Toko Pusat"),
                    "address": None,
                    "kelurahan_code": (None, "18.72.04.1003"),
                    "receiving": ("", "Pagi"),
                    "least_life_days": (None, 60),
                },
            )
        ]

    def test_consent_is_a_fact_of_its_own(self, work, outlet, heard):
        with work(OWNER, at=outlet.partner_id) as uow:
            change_outlet(uow, outlet.id, name="Pusat", address="Jalan Lama 1", floor_area=80, shown=True)

        assert heard == [OutletShown(outlet_id=outlet.id, partner_id=outlet.partner_id, shown=True)]

    def test_a_name_of_another_open_one_is_refused_its_own_is_not(self, session, work, outlet):
        partner_id = outlet.partner_id
        with work(OWNER, at=partner_id) as uow:
            other = add_outlet(uow, partner_id, name="Cabang")
            change_outlet(uow, other.id, name="cabang")
        with pytest.raises(Refused, match="sudah ada"), work(OWNER, at=partner_id) as uow:
            change_outlet(uow, other.id, name="PUSAT")

    def test_a_closed_one_stays_as_it_was(self, work, outlet):
        with work(OWNER, at=outlet.partner_id) as uow:
            close_outlet(uow, outlet.id)

        with pytest.raises(Refused, match="sudah ditutup"), work(OWNER, at=outlet.partner_id) as uow:
            change_outlet(uow, outlet.id, name="Baru")
        with pytest.raises(Refused, match="sudah ditutup"), work(OWNER, at=outlet.partner_id) as uow:
            set_outlet_pin(uow, outlet.id, "a hash")

    def test_it_lies_in_the_city(self, work, outlet):
        with pytest.raises(NotFound), work(OWNER, at=outlet.partner_id) as uow:
            change_outlet(uow, outlet.id, name="Pusat", kelurahan_code="99.99")

    def test_staff_and_other_shops_do_not(self, session, work, outlet):
        for role, at in ((STAFF, outlet.partner_id), (OWNER, make_partner(session).id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                change_outlet(uow, outlet.id, name="Direbut")


class TestPin:
    def test_only_its_hash_is_kept_and_no_fact_tells_it(self, work, outlet, heard):
        hashed = hash_of_outlet_pin("4829")
        with work(OWNER, at=outlet.partner_id) as uow:
            set_outlet_pin(uow, outlet.id, hashed)

        assert outlet.pin_hash.startswith("$argon2")
        assert heard == [OutletPinChanged(outlet_id=outlet.id, partner_id=outlet.partner_id, given=True)]

    def test_it_matches_exactly(self, work, outlet):
        hashed = hash_of_outlet_pin("048291")
        with work(OWNER, at=outlet.partner_id) as uow:
            set_outlet_pin(uow, outlet.id, hashed)

        assert pin_matches(outlet, "048291")
        assert not any(pin_matches(outlet, wrong) for wrong in ("48291", "048292", "", "0482910"))

    def test_without_one_nothing_matches(self, work, outlet):
        assert not pin_matches(outlet, "")
        with work(OWNER, at=outlet.partner_id) as uow:
            set_outlet_pin(uow, outlet.id, "a hash")
            set_outlet_pin(uow, outlet.id, None)
        assert outlet.pin_hash is None
        assert not pin_matches(outlet, "4829")

    @pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", " 4829", "４８２９"])
    def test_it_is_four_to_six_digits(self, pin):
        with pytest.raises(Refused, match="4 sampai 6 angka"):
            hash_of_outlet_pin(pin)

    @pytest.mark.parametrize("pin", ["0000", "1234", "987654", "111111"])
    def test_what_everybody_tries_first_is_refused(self, pin):
        with pytest.raises(Refused, match="mudah ditebak"):
            hash_of_outlet_pin(pin)

    def test_nobody_sets_it_for_the_owner(self, session, work, outlet):
        for role, at in ((STAFF, outlet.partner_id), (OFFICER, 1), (OWNER, make_partner(session).id)):
            with pytest.raises(Forbidden), work(role, at=at) as uow:
                set_outlet_pin(uow, outlet.id, "a hash")

    def test_nor_does_an_officer_who_acts_on_behalf_of_the_shop(self, outlet):
        officer = Actor(
            user_id=7,
            at=outlet.partner_id,
            kind=PARTNER,
            seats=frozenset({ActorSeat(OWNER, outlet.partner_id)}),
            on_behalf_of=outlet.partner_id,
        )

        assert not SET_PIN.allows(officer, outlet)
