from datetime import date

import pytest

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER
from marketplace.producers.events import LocalityEnded, LocalityRecorded, ProducerFreed, ProducerHeld
from marketplace.producers.models import LocalityBasis
from marketplace.producers.queries import holds, local_on
from marketplace.producers.services.locality_and_holds import (
    end_locality,
    lift_hold,
    place_hold,
    record_locality,
)
from tests.factories.producers import make_producer

TODAY = date(2026, 11, 24)
VISIT = LocalityBasis.SITE_VISIT


class TestLocality:
    def test_it_holds_from_the_first_through_the_last_day(self, session, work, heard):
        producer = make_producer(session)
        with work(OFFICER, at=1) as uow:
            row = record_locality(
                uow, producer.id, basis=VISIT, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31)
            )

        days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
        assert [local_on(session, producer.id, day) for day in days] == [False, True, True, False]
        assert heard == [
            LocalityRecorded(
                producer_id=producer.id,
                locality_id=row.id,
                basis="site_visit",
                from_on="2026-03-01",
                until_on="2026-03-31",
            )
        ]

    def test_open_ends_reach_as_far_as_one_asks(self, session, work):
        producer = make_producer(session)
        with work() as uow:
            record_locality(uow, producer.id, basis=LocalityBasis.CITY_LIST)

        assert local_on(session, producer.id, date(1999, 1, 1))
        assert local_on(session, producer.id, date(2099, 1, 1))

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (None, None),
            (date(2026, 3, 31), None),
            (None, date(2026, 3, 1)),
            (date(2026, 3, 5), date(2026, 3, 6)),
        ],
    )
    def test_two_stretches_do_not_meet(self, session, work, start, end):
        producer = make_producer(session)
        with work() as uow:
            record_locality(
                uow, producer.id, basis=VISIT, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31)
            )

        with pytest.raises(Refused), work() as uow:
            record_locality(uow, producer.id, basis=VISIT, from_on=start, until_on=end)

    def test_it_ends_on_a_day_with_a_reason(self, session, work, heard):
        producer = make_producer(session)
        with work(OFFICER, at=1) as uow:
            row = record_locality(uow, producer.id, basis=VISIT, from_on=date(2026, 3, 1))
            end_locality(uow, row.id, until_on=date(2026, 6, 30), reason="Pindah ke Pekalongan")
            record_locality(uow, producer.id, basis=VISIT, from_on=date(2026, 7, 1))

        assert heard[1] == LocalityEnded(
            producer_id=producer.id, locality_id=row.id, until_on="2026-06-30", reason="Pindah ke Pekalongan"
        )

    @pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 5, 1)])
    def test_an_end_lies_within(self, session, work, day):
        producer = make_producer(session)
        with work() as uow:
            row = record_locality(
                uow, producer.id, basis=VISIT, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31)
            )

        with pytest.raises(Refused), work() as uow:
            end_locality(uow, row.id, until_on=day, reason="salah")

    def test_makers_do_not_vouch_for_themselves(self, session, work):
        producer = make_producer(session)

        with pytest.raises(Forbidden), work(OWNER, at=producer.id, kind=PRODUCER) as uow:
            record_locality(uow, producer.id, basis=VISIT)


class TestHold:
    def test_it_begins_today_and_ends_when_lifted(self, session, work, heard):
        producer = make_producer(session)
        with work(OFFICER, at=1) as uow:
            hold = place_hold(uow, producer.id, reason="Keluhan pembeli")
            lift_hold(uow, hold.id)

        (row,) = holds(session, producer.id)
        assert row.over(TODAY)
        assert [type(event) for event in heard] == [ProducerHeld, ProducerFreed]

    def test_a_hold_that_is_over_cannot_be_lifted(self, session, work):
        producer = make_producer(session)
        with work() as uow:
            hold = place_hold(uow, producer.id, reason="Keluhan")
            lift_hold(uow, hold.id)

        with pytest.raises(Refused), work() as uow:
            lift_hold(uow, hold.id)

    @pytest.mark.parametrize(
        "given",
        [
            {"reason": " "},
            {"reason": "x", "from_on": date(2026, 11, 23)},
            {"reason": "x", "from_on": date(2026, 12, 2), "until_on": date(2026, 12, 1)},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, session, work, given):
        producer = make_producer(session)

        with pytest.raises(Refused), work() as uow:
            place_hold(uow, producer.id, **given)

    def test_only_officers_suspend(self, session, work):
        producer = make_producer(session)

        with pytest.raises(Forbidden), work(AUDITOR, at=1) as uow:
            place_hold(uow, producer.id, reason="x")
