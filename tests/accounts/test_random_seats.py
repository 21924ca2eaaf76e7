"""Whatever people do with each other's seats: a business keeps an owner, and nobody sits twice on one chair."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.accounts.models import Attempt, Seat
from marketplace.accounts.services.attempts import SIGN_IN, TooMany, is_over, note_attempt
from marketplace.accounts.services.seats import create_organisation, create_user, end_seat, give_seat
from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import OWNER, PARTNER, STAFF
from tests.conftest import NOW

QUIET = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ACTS = st.tuples(st.sampled_from(["give", "end"]), st.integers(0, 2), st.sampled_from([OWNER, STAFF]))


def live(session, organisation_id):
    rows = session.execute(
        select(Seat.user_id, Seat.role, Seat.id).filter_by(organisation_id=organisation_id, until_at=None)
    )
    return {(user, role): number for user, role, number in rows}


@given(acts=st.lists(ACTS, max_size=12))
@QUIET
def test_the_live_seats_are_those_a_simple_list_would_hold_and_an_owner_stays(work, session, acts):
    with work() as uow:
        shop = create_organisation(uow, PARTNER, "Toko").id
        people = [create_user(uow, "Sri", f"sri-{shop}-{number}@contoh.id").id for number in range(3)]
        give_seat(uow, people[0], shop, OWNER)
    wanted = {(people[0], OWNER)}
    for act, number, role in acts:
        chair = (people[number], role)
        if act == "give":
            with work() as uow:
                give_seat(uow, people[number], shop, role)
            wanted.add(chair)
        elif chair in wanted:
            alone = role is OWNER and sum(held is OWNER for _, held in wanted) == 1
            try:
                with work() as uow:
                    end_seat(uow, live(session, shop)[chair])
                assert not alone
                wanted.remove(chair)
            except Refused as refused:
                assert alone
                assert "terakhir tidak dapat dilepas" in refused.sentence
        assert set(live(session, shop)) == wanted
        assert any(role is OWNER for _, role in wanted)


@given(gaps=st.lists(st.integers(0, 120), max_size=40))
@QUIET
def test_in_no_stretch_of_five_minutes_are_more_than_ten_wrong_tries_borne(work, session, gaps):
    """Guesses come whenever they like; what was borne is compared with a plain list of moments."""
    account = f"tini{session.query(Attempt).count()}-{len(gaps)}@contoh.id"
    here = {"account": account, "address": f"{account} 203.0.113.9"}
    second, borne = 0, []
    for gap in gaps:
        second += gap
        within = [one for one in borne if one > second - SIGN_IN.within.total_seconds()]
        now = NOW + timedelta(seconds=second)
        try:
            with work(now=now) as uow:
                note_attempt(uow, SIGN_IN, **here)
            assert len(within) < SIGN_IN.per_pair
            borne.append(second)
        except TooMany:
            assert len(within) == SIGN_IN.per_pair
            assert is_over(work(now=now), SIGN_IN, **here)
    with work() as uow:
        uow.session.query(Attempt).delete()
