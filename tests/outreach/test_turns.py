"""Any order of people coming, leaving and being counted: places, turns and persons stay right."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from marketplace.kernel.errors import Refused
from marketplace.outreach.models import Activity, Attendance, AttendanceState
from marketplace.outreach.services.activities import ActivityPlan, change_activity
from marketplace.outreach.services.attending import check_in, register, undo_check_in, walk_in, withdraw
from tests.conftest import NOW
from tests.factories.outreach import make_activity, new_client_id, person

REGISTERED, WAITLISTED, PRESENT, _, CANCELLED = AttendanceState
PEOPLE = st.integers(0, 7)
runs = count(1)


class Hall(RuleBasedStateMachine):
    """Beside the program runs a model: who is in which state, and who waits in which order."""

    def __init__(self, session, work):
        super().__init__()
        self.session, self.work = session, work
        self.activity_id, self.capacity = 0, 0
        self.run, self.clock = next(runs) * 10, 0
        self.states, self.queue, self.known, self.began = {}, [], {}, False

    @initialize(capacity=st.integers(1, 4))
    def open_the_hall(self, capacity):
        self.capacity = capacity
        starts = NOW + timedelta(hours=5)
        activity = make_activity(
            self.session, capacity=capacity, starts_at=starts, ends_at=starts + timedelta(hours=5)
        )
        self.activity_id, self.starts = activity.id, starts

    @property
    def taken(self):
        return sum(state in (REGISTERED, PRESENT) for state in self.states.values())

    def unit(self):
        self.clock += 1
        start = self.starts if self.began else NOW
        return self.work(now=start + timedelta(seconds=self.clock))

    def row(self, who):
        return next((row for row in self.rows() if self.known[row.candidate_id] == who), None)

    def rows(self):
        return self.session.scalars(select(Attendance).filter_by(activity_id=self.activity_id)).all()

    def fill(self):
        while not self.began and self.queue and self.taken < self.capacity:
            self.states[self.queue.pop(0)] = REGISTERED

    @rule(who=PEOPLE, again=st.booleans())
    def come_and_register(self, who, again):
        client_id = new_client_id()
        for _ in range(2 if again else 1):
            with self.unit() as uow:
                row = register(uow, self.activity_id, person(self.run + who), client_id=client_id)
        self.known[row.candidate_id] = who
        if self.states.get(who, CANCELLED) is CANCELLED:
            self.states[who] = REGISTERED if self.taken < self.capacity else WAITLISTED
            if self.states[who] is WAITLISTED:
                self.queue.append(who)

    @rule(who=PEOPLE)
    def leave(self, who):
        row = self.row(who)
        if row is None:
            return
        if self.states[who] is PRESENT:
            with pytest.raises(Refused), self.unit() as uow:
                withdraw(uow, row.id)
            return
        with self.unit() as uow:
            withdraw(uow, row.id)
        self.states[who] = CANCELLED
        self.queue = [one for one in self.queue if one != who]
        self.fill()

    @rule()
    def begin(self):
        self.began = True

    @rule(who=PEOPLE, guest=st.booleans())
    def arrive(self, who, guest):
        row = self.row(who)
        if not self.began or (row is None and not guest):
            return
        fits = self.states.get(who) in (REGISTERED, PRESENT) or self.taken < self.capacity

        def come_in(uow):
            if guest:
                return walk_in(uow, self.activity_id, person(self.run + who), client_id=new_client_id())
            return check_in(uow, self.activity_id, code=row.code)

        if not fits:
            with pytest.raises(Refused, match="Naikkan kapasitas"), self.unit() as uow:
                come_in(uow)
            return
        with self.unit() as uow:
            there = come_in(uow)
        self.known[there.candidate_id] = who
        self.states[who] = PRESENT
        self.queue = [one for one in self.queue if one != who]

    @rule(who=PEOPLE)
    def take_back(self, who):
        if self.states.get(who) is not PRESENT:
            return
        with self.unit() as uow:
            undo_check_in(uow, self.row(who).id)
        self.states[who] = REGISTERED

    @rule(capacity=st.integers(1, 6))
    def change_the_hall(self, capacity):
        activity = self.session.get(Activity, self.activity_id)
        fields = ("kind", "title", "place", "kelurahan_code", "starts_at", "ends_at")
        plan = ActivityPlan(**{name: getattr(activity, name) for name in fields}, capacity=capacity)
        version = activity.version
        if capacity < self.taken:
            with pytest.raises(Refused, match="tidak dapat kurang"), self.unit() as uow:
                change_activity(uow, self.activity_id, plan, version=version)
            return
        with self.unit() as uow:
            change_activity(uow, self.activity_id, plan, version=version)
        self.capacity = capacity
        self.fill()

    @invariant()
    def everybody_stands_where_the_model_says(self):
        rows = self.rows()
        assert {self.known[row.candidate_id]: row.state for row in rows} == self.states
        assert self.taken <= self.capacity
        waiting = [row for row in rows if row.state is WAITLISTED]
        waiting.sort(key=lambda row: (row.registered_at, row.id))
        assert [self.known[row.candidate_id] for row in waiting] == self.queue
        assert len({row.code for row in rows}) == len(rows)
        assert all((row.arrived_at is not None) == (row.state is PRESENT) for row in rows)
        self.session.rollback()


@pytest.mark.parametrize("examples", [12, pytest.param(60, marks=pytest.mark.long)])
def test_places_turns_and_persons_stay_right(session, work, examples):
    run_state_machine_as_test(
        lambda: Hall(session, work),
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
