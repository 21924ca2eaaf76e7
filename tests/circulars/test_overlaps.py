from datetime import date

import pytest

from marketplace.circulars.overlaps import WayOut, leave_overlap, overlaps_of
from marketplace.circulars.states import DRAFT
from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import OFFICER
from tests.factories.circulars import make_circular

REPLACE, BEGIN_AFTER, END_BEFORE = WayOut


@pytest.fixture
def draft(session):
    return make_circular(session, state=DRAFT, from_on=date(2027, 1, 1), until_on=date(2027, 12, 31))


@pytest.fixture
def leave(work):
    def take(draft, other, way):
        with work(OFFICER, at=1) as uow:
            leave_overlap(uow, draft.id, other.public_id, way)

    return take


def test_an_overlap_is_known_while_drafting_with_the_days_both_hold(session, draft):
    old = make_circular(session, until_on=date(2027, 1, 31))
    make_circular(session, state=DRAFT, from_on=date(2027, 1, 1))
    make_circular(session, from_on=date(2028, 1, 1))
    (overlap,) = overlaps_of(session, draft)
    assert (overlap.number, overlap.first_day, overlap.last_day) == (
        old.number,
        date(2027, 1, 1),
        date(2027, 1, 31),
    )
    assert overlap.ways == [REPLACE, BEGIN_AFTER]


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        ({}, [REPLACE]),
        ({"until_on": date(2028, 1, 31)}, [REPLACE]),
        ({"from_on": date(2027, 1, 1)}, []),
        ({"from_on": date(2027, 7, 1)}, [END_BEFORE]),
        ({"from_on": date(2027, 3, 1), "until_on": date(2027, 4, 30)}, [BEGIN_AFTER, END_BEFORE]),
    ],
)
def test_only_what_would_end_it_is_offered(session, draft, given, ways):
    make_circular(session, **given)
    assert overlaps_of(session, draft)[0].ways == ways


@pytest.mark.parametrize(
    ("way", "field", "day"),
    [(BEGIN_AFTER, "from_on", date(2027, 5, 1)), (END_BEFORE, "until_on", date(2027, 2, 28))],
)
def test_another_day_ends_it(session, draft, leave, way, field, day):
    leave(draft, make_circular(session, from_on=date(2027, 3, 1), until_on=date(2027, 4, 30)), way)
    assert getattr(draft, field) == day
    assert overlaps_of(session, draft) == []


def test_replacing_the_other_ends_it(session, draft, leave):
    old = make_circular(session)
    leave(draft, old, REPLACE)
    assert draft.replaces_id == old.id
    assert overlaps_of(session, draft) == []


def test_a_way_that_is_not_offered_is_refused(session, draft, leave):
    old = make_circular(session)
    with pytest.raises(Refused, match="pilih"):
        leave(draft, old, BEGIN_AFTER)
    with pytest.raises(Refused, match="pilih"):
        leave(draft, draft, REPLACE)
