import pytest

from marketplace.kernel.states import IllegalMove
from marketplace.ordering.states import HANDOVER_LIFECYCLE, ORDER_LIFECYCLE, HandoverState, OrderState


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("move", ORDER_LIFECYCLE, ids=lambda m: m.label)
def test_a_move_of_an_order_works_from_its_sources_and_nowhere_else(move, state):
    if state in move.sources:
        assert move(state) is move.target
    else:
        with pytest.raises(IllegalMove):
            move(state)


@pytest.mark.parametrize("state", HandoverState)
@pytest.mark.parametrize("move", HANDOVER_LIFECYCLE, ids=lambda m: m.label)
def test_a_move_of_a_handover_works_from_its_sources_and_nowhere_else(move, state):
    if state in move.sources:
        assert move(state) is move.target
    else:
        with pytest.raises(IllegalMove):
            move(state)
