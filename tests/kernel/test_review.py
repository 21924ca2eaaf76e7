import pytest

from marketplace.kernel.review import (
    APPROVE,
    APPROVED,
    DRAFT,
    LIFECYCLE,
    REJECT,
    REJECTED,
    REOPEN,
    RETURN,
    RETURNED,
    SUBMIT,
    SUBMITTED,
    WITHDRAW,
    ReviewState,
)
from marketplace.kernel.states import IllegalMove


def test_what_is_returned_is_mended_and_submitted_again():
    state = DRAFT
    for move in (SUBMIT, RETURN, SUBMIT, APPROVE, REOPEN, SUBMIT):
        state = move(state)
    assert state is SUBMITTED


def test_nothing_is_approved_that_was_not_submitted():
    assert [state for state in ReviewState if APPROVE.possible_from(state)] == [SUBMITTED]


def test_what_is_rejected_stays_rejected():
    assert not any(move.possible_from(REJECTED) for move in LIFECYCLE)


@pytest.mark.parametrize("verdict", [RETURN, APPROVE, REJECT])
def test_a_verdict_is_given_once(verdict):
    state = verdict(SUBMITTED)
    for again in (RETURN, APPROVE, REJECT):
        with pytest.raises(IllegalMove):
            again(state)


def test_every_state_can_be_reached_from_a_draft():
    reached = {DRAFT}
    for _ in ReviewState:
        reached |= {move.target for move in LIFECYCLE for state in reached if move.possible_from(state)}
    assert reached == set(ReviewState)


def test_only_drafts_and_returned_ones_are_submitted():
    assert SUBMIT.sources == {DRAFT, RETURNED}
    assert REOPEN(APPROVED) is DRAFT


def test_what_waits_can_be_taken_back_to_be_changed():
    assert WITHDRAW.sources == {SUBMITTED}
    assert WITHDRAW(SUBMITTED) is DRAFT
