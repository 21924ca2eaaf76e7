import pytest

from marketplace.kernel.paging import Page, PastTheEnd


def test_a_page_is_walked_like_its_rows():
    page = Page(rows=["a", "b"], number=2, total=5, size=2)
    assert list(page) == ["a", "b"]
    assert list(page) == ["a", "b"]


def test_a_page_without_rows_is_still_a_page():
    page = Page(rows=(), number=1, total=0, size=20)
    assert list(page) == []
    assert (page.number, page.total) == (1, 0)


@pytest.mark.parametrize(("number", "total", "last"), [(2, 0, 1), (2, 20, 1), (3, 21, 2), (10**30, 41, 3)])
def test_a_page_past_the_end_names_the_last(number, total, last):
    Page(rows=(), number=last, total=total, size=20)
    with pytest.raises(PastTheEnd) as end:
        Page(rows=(), number=number, total=total, size=20)
    assert end.value.last == last


def test_nobody_turns_a_page_that_was_handed_out():
    page = Page(rows=[1], number=1, total=1, size=20)
    with pytest.raises(AttributeError):
        page.number = 2
