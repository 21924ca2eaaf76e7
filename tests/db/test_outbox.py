from datetime import timedelta

from marketplace.db.outbox import LONGEST_PAUSE, MOST_TRIES, Outbox, undelivered
from tests.conftest import NOW


def row(**given):
    return Outbox(**{"job": "send_mail", "payload": {}, "written_at": NOW - timedelta(minutes=10)} | given)


def test_pauses_double_up_to_a_limit_and_then_a_person_has_to_look():
    letter, pauses = row(), []
    for tries in range(1, MOST_TRIES + 1):
        letter.tries = tries
        letter.failed(NOW, "ConnectionError")
        pauses.append(letter.next_try_at - NOW)

    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) <= LONGEST_PAUSE
    assert (letter.given_up_at, letter.trouble) == (NOW, "ConnectionError")


def test_a_row_is_due_until_it_is_done_or_given_up():
    assert row().is_due(NOW)
    assert row(next_try_at=NOW).is_due(NOW)
    assert not row(next_try_at=NOW + timedelta(seconds=1)).is_due(NOW)
    assert not row(delivered_at=NOW).is_due(NOW)
    assert not row(given_up_at=NOW).is_due(NOW)


def test_what_was_left_is_found_and_nothing_else(session):
    left, failed = row(), row(next_try_at=NOW - timedelta(minutes=1))
    others = [
        row(delivered_at=NOW),
        row(given_up_at=NOW),
        row(written_at=NOW),
        row(next_try_at=NOW + timedelta(hours=1)),
    ]
    session.add_all([left, failed, *others])
    session.commit()

    assert undelivered(session, before=NOW - timedelta(minutes=2), now=NOW) == [left.id, failed.id]
