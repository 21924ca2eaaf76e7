from itertools import groupby

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.db.slices import slices_with
from tests.factories.producers import make_person

IDS = select(User.id).order_by(User.id)


def test_every_row_is_in_one_piece_and_stays_there_when_another_goes(session):
    people = [make_person(session) for _ in range(5)]
    before = pieces(session)
    assert before == groups(session)

    gone = people[1].id
    session.delete(people[1])
    session.commit()
    assert pieces(session) == groups(session)
    assert pieces(session) == [ids for some in before if (ids := [one for one in some if one != gone])]


def pieces(session):
    """The ids in each piece of two."""
    found = slices_with(session, IDS, 2)
    return [session.scalars(IDS.where(piece.holds(User.id))).all() for piece in found]


def groups(session):
    """The same, counted here: 1 and 2, 3 and 4, and so on."""
    return [list(some) for _, some in groupby(session.scalars(IDS), lambda number: (number - 1) // 2)]
