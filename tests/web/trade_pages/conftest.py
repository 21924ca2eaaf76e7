"""What both sides have is tested behind both doors."""

import pytest


@pytest.fixture(params=["producer", "partner"])
def door(request):
    return request.param


@pytest.fixture
def own_id(door):
    """The column that says whose an order or a handover is."""
    return f"{door}_id"
