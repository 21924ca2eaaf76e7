import pytest

from marketplace.kernel.slicing import in_slices


@pytest.mark.parametrize(
    ("values", "slices"),
    [
        ([], []),
        ([1], [[1]]),
        ([1, 2], [[1, 2]]),
        ([1, 2, 3], [[1, 2], [3]]),
        ((1, 2, 3, 4), [(1, 2), (3, 4)]),
    ],
)
def test_so_many_at_a_time_and_none_is_lost(values, slices):
    assert list(in_slices(values, 2)) == slices
