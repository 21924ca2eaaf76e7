import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.events import SeatEnded, SeatGiven
from marketplace.accounts.models import SignIn, User
from marketplace.accounts.queries import (
    OrganisationList,
    PersonList,
    seats,
    seats_of,
)
from marketplace.accounts.services.seats import choose_language, create_user, end_seat, give_seat
from marketplace.accounts.services.signing_in import open_session
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PARTNER, PRODUCER, STAFF, SYSADMIN
from tests.conftest import NOW


def seat_id(work, user_id):
    return seats(work().session, user_id, NOW)[0].seat_id


def test_a_person_is_kept_with_one_way_of_writing_their_addresses(work):
    with work() as uow:
        user = create_user(uow, " Sri ", " Sri@Contoh.ID ", "0812 3456 7890")
        assert (user.name, user.email, user.phone) == ("Sri", "sri@contoh.id", "+6281234567890")
        assert user.password_hash is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "sri"}, "email"),
        ({"email": "sri@contoh"}, "email"),
        ({"email": "s ri@contoh.id"}, "email"),
        ({"email": None, "phone": "12"}, "phone"),
    ],
)
def test_what_cannot_be_an_account_is_refused_with_the_fix(work, given, field):
    with pytest.raises(Refused) as refused, work() as uow:
        create_user(uow, "Sri", **given)
    assert refused.value.field == field


def test_an_address_and_a_number_belong_to_one_account(work):
    with work() as uow:
        create_user(uow, "Sri", "sri@contoh.id", "081234567890")
    for given in ({"email": "SRI@contoh.id"}, {"email": "lain@contoh.id", "phone": "+62 812 3456 7890"}):
        with pytest.raises(Refused, match="sudah dipakai"), work() as uow:
            create_user(uow, "Sri", **given)


@pytest.mark.parametrize(
    "columns",
    [
        "email, phone) VALUES ('x', 'Budi', 'tini@contoh.id', NULL",
        "email, phone) VALUES ('x', 'Budi', 'Budi@contoh.id', NULL",
        "email, phone) VALUES ('x', 'Budi', NULL, NULL",
    ],
)
def test_the_database_keeps_people_apart_and_reachable(session, tini, columns):
    start, values = columns.split(") VALUES (")
    statement = (
        f"INSERT INTO users (public_id, name, {start}, locale, totp_confirmed, totp_last_step, created_at)"
        f" VALUES ({values}, 'id', false, 0, '2026-01-01')"
    )
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


def test_the_first_seat_of_a_business_belongs_to_its_founder(work, business, person, heard):
    founder = person()
    with work(STAFF, at=None) as uow:
        give_seat(uow, founder, business, OWNER)
    assert heard[-1] == SeatGiven(organisation_id=business, user_id=founder, role="owner")
    with pytest.raises(Forbidden), work(STAFF, at=None) as uow:
        give_seat(uow, person(), business, STAFF)


def test_an_owner_seats_their_staff_and_no_one_elsewhere(work, business, tini, person, office):
    sri = person()
    with work(OWNER, at=business, kind=PRODUCER) as uow:
        give_seat(uow, sri, business, STAFF)
    assert [seat.role for seat in seats(work().session, sri, NOW)] == [STAFF]
    with pytest.raises(Forbidden), work(OWNER, at=business, kind=PRODUCER) as uow:
        give_seat(uow, sri, office, OFFICER)


@pytest.mark.parametrize("role", [OFFICER, SYSADMIN])
def test_officials_seat_the_first_owner_of_a_business_and_nobody_after(work, business, person, office, role):
    with work(role, at=office) as uow:
        give_seat(uow, person(), business, OWNER)
    with pytest.raises(Refused, match="sudah punya orang"), work(role, at=office) as uow:
        give_seat(uow, person(), business, OWNER)


def test_an_officer_seats_nobody_in_the_office(work, person, office):
    with pytest.raises(Forbidden), work(OFFICER, at=office) as uow:
        give_seat(uow, person(), office, OFFICER)


def test_no_official_seats_themselves_in_the_office_or_in_a_business(work, person, office, business):
    admin = person(SYSADMIN, at=office)
    for place, role in ((office, OFFICER), (business, OWNER)):
        with pytest.raises(Refused, match="diri sendiri"), work(SYSADMIN, at=office, user_id=admin) as uow:
            give_seat(uow, admin, place, role)


def test_roles_belong_to_their_kind_of_organisation(work, person, office, business):
    for place, role in ((office, OWNER), (business, OFFICER)):
        with pytest.raises(Refused, match="Peran ini tidak ada"), work() as uow:
            give_seat(uow, person(), place, role)


def test_the_same_seat_twice_is_one_seat(work, tini, business, heard):
    before = len(heard)
    with work() as uow:
        give_seat(uow, tini, business, OWNER)
    assert len(heard) == before
    assert len(seats(work().session, tini, NOW)) == 1


def test_the_database_refuses_a_second_live_seat(session, tini, business):
    copy = text(
        "INSERT INTO seats (user_id, organisation_id, role, from_at)"
        " SELECT user_id, organisation_id, role, from_at FROM seats WHERE user_id = :user"
    )
    with pytest.raises(IntegrityError):
        session.execute(copy, {"user": tini})


def test_a_seat_that_ends_ends_its_sessions(work, business, tini, person, heard, session):
    sri = person(STAFF, at=business)
    with work() as uow:
        open_session(uow, sri, device="", address="")
    with work(OWNER, at=business, kind=PRODUCER) as uow:
        end_seat(uow, seat_id(work, sri))
    assert heard[-1] == SeatEnded(organisation_id=business, user_id=sri, role="staff")
    assert seats(session, sri, NOW) == []
    assert session.scalars(select(SignIn.revoked_at).filter_by(user_id=sri)).one() is not None
    with pytest.raises(Refused, match="sudah berakhir"), work() as uow:
        end_seat(uow, session.scalar(text(f"SELECT id FROM seats WHERE user_id = {sri}")))


def test_a_change_of_role_ends_the_sessions_there(work, business, tini, session):
    with work() as uow:
        open_session(uow, tini, device="", address="")
    with work() as uow:
        give_seat(uow, tini, business, STAFF)
    assert session.scalars(select(SignIn.revoked_at).filter_by(user_id=tini)).one() is not None


def test_the_last_owner_and_the_last_sysadmin_stay(work, business, tini, person, office):
    admin = person(SYSADMIN, at=office)
    for last in (tini, admin):
        with pytest.raises(Refused, match="terakhir tidak dapat dilepas"), work() as uow:
            end_seat(uow, seat_id(work, last))
    person(OWNER, at=business)
    with work() as uow:
        end_seat(uow, seat_id(work, tini))


def test_a_stranger_ends_nobodys_seat(work, tini, business):
    with pytest.raises(Forbidden), work(OWNER, at=business + 1, kind=PARTNER) as uow:
        end_seat(uow, seat_id(work, tini))


def test_a_person_chooses_their_language_once(as_user, tini, heard, work):
    for _ in range(2):
        with as_user(tini) as uow:
            choose_language(uow, "en")
    assert work().get(User, tini).locale == "en"
    assert [type(event).__name__ for event in heard].count("LanguageChosen") == 1


def test_people_are_found_by_part_of_a_name_or_address(work, tini, official):
    found = PersonList(words="TINI@").page(work().session)
    assert [person.email for person in found] == ["tini@contoh.id"]
    assert PersonList(words="100%").page(work().session).total == 0
    assert PersonList().page(work().session).total == 2


def test_the_seats_of_a_list_come_together(work, tini, official, person):
    nobody = person()
    held = seats_of(work().session, [tini, official, nobody], NOW)
    assert [seat.role for seat in held[tini]] == [OWNER]
    assert held[official][0].kind is OFFICE
    assert held[nobody] == []


def test_organisations_are_listed_the_oldest_first(work, office, business):
    rows = OrganisationList().page(work().session).rows
    assert [row.id for row in rows] == [office, business]
    rows = OrganisationList(kind=PRODUCER).page(work().session).rows
    assert [row.id for row in rows] == [business]
