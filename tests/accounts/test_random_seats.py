"""Whatever people do with each other's seats: a business keeps an owner, and nobody sits twice on one chair.

Also when ends are planned, ownership changes hands and time goes by.
"""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.accounts.models import Attempt, Seat
from marketplace.accounts.queries import is_live
from marketplace.accounts.services.attempts import SIGN_IN, TooMany, is_over, note_attempt
from marketplace.accounts.services.ownership import transfer_ownership
from marketplace.accounts.services.seats import (
    create_organisation,
    create_user,
    end_seat,
    give_seat,
    plan_end,
)
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OWNER, PARTNER, STAFF
from tests.conftest import NOW

QUIET = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOUR = timedelta(hours=1)
ACTS = st.tuples(
    st.sampled_from(["give", "end", "plan", "transfer", "wait"]),
    st.integers(0, 2),
    st.sampled_from([OWNER, STAFF]),
    st.sampled_from([None, 1, 5]),  # hours until a planned end
    st.integers(0, 2),  # to whom
)


class Chairs:
    """The same business as a plain table: who sits on which chair until when; None is for good."""

    def __init__(self, first):
        self.now, self.until = NOW, {(first, OWNER): None}

    def live(self):
        return {chair: until for chair, until in self.until.items() if until is None or until > self.now}

    def is_last(self, chair):
        """Whether nobody else holds this role for good, of a role that must stay."""
        others = [
            one for one, until in self.live().items() if until is None and one[1] is OWNER and one != chair
        ]
        return chair[1] is OWNER and not others

    def set(self, chair, until):
        """Whether the end may be laid down so."""
        if until is not None and (until < self.now or self.is_last(chair)):
            return False
        self.until[chair] = until
        return True

    def transfer(self, owner, heir, stays):
        live = self.live()
        if (owner, OWNER) not in live:
            return Forbidden
        if owner == heir or not any(chair[0] == heir for chair in live):
            return Refused
        self.until[heir, OWNER] = None
        for gone in ((heir, STAFF), (owner, OWNER), (owner, STAFF)):
            if gone in live and (gone != (owner, STAFF) or not stays):
                self.until[gone] = self.now
        if stays:
            self.until[owner, STAFF] = None
        return None


class Business:
    """The real one, at the moment of the plain table."""

    def __init__(self, work, session, shop, chairs):
        self.work, self.session, self.shop, self.chairs = work, session, shop, chairs

    def seats(self, now):
        rows = self.session.execute(
            select(Seat.user_id, Seat.role, Seat.id, Seat.until_at).where(
                Seat.organisation_id == self.shop, is_live(now)
            )
        )
        return {(user, role): (number, until) for user, role, number, until in rows}

    def tries(self, act, *args, **given):
        """The error it was refused with, or None."""
        try:
            with self.work(now=self.chairs.now) as uow:
                act(uow, *args, **given)
        except Refused as refused:
            return type(refused)
        return None

    def transfers(self, owner, heir, stays):
        role = OWNER if (owner, OWNER) in self.chairs.live() else STAFF
        try:
            with self.work(role, at=self.shop, kind=PARTNER, user_id=owner, now=self.chairs.now) as uow:
                transfer_ownership(uow, self.shop, heir, stays=stays)
        except (Refused, Forbidden) as refused:
            return type(refused)
        return None


def do(business, chairs, chair, act, until):
    """One of the acts with a chair, on both; whether they agree on its being allowed."""
    if act == "give":
        held = chairs.live().get(chair, "free")
        allowed = held == until or chairs.set(chair, until)
        return allowed is (business.tries(give_seat, chair[0], business.shop, chair[1], until=until) is None)
    if chair not in chairs.live():
        return True
    number = business.seats(chairs.now)[chair][0]
    if act == "end":
        return chairs.set(chair, chairs.now) is (business.tries(end_seat, number) is None)
    allowed = chairs.live()[chair] == until or chairs.set(chair, until)
    return allowed is (business.tries(plan_end, number, until) is None)


@given(acts=st.lists(ACTS, max_size=14))
@QUIET
def test_the_live_seats_are_those_a_simple_table_would_hold_and_an_owner_stays(work, session, acts):
    with work() as uow:
        shop = create_organisation(uow, PARTNER, "Toko").id
        people = [create_user(uow, "Sri", f"sri-{shop}-{number}@contoh.id").id for number in range(3)]
        give_seat(uow, people[0], shop, OWNER)
    chairs = Chairs(people[0])
    business = Business(work, session, shop, chairs)
    for act, number, role, hours, other in acts:
        if act == "wait":
            chairs.now += HOUR * (hours or 2)
        elif act == "transfer":
            given = (people[number], people[other], role is STAFF)
            assert business.transfers(*given) is chairs.transfer(*given)
        else:
            until = chairs.now + HOUR * hours if hours else None
            assert do(business, chairs, (people[number], role), act, until)
        for later in (timedelta(0), HOUR, 3 * HOUR, 1000 * HOUR):
            moment = chairs.now + later
            held = {chair: until for chair, (_, until) in business.seats(moment).items()}
            assert held == {c: until for c, until in chairs.live().items() if until is None or until > moment}
            assert any(chair[1] is OWNER for chair in held)


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
