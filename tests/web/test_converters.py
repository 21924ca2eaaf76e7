"""Numbers in addresses that no database holds."""

import pytest

from marketplace.kernel.roles import OFFICER

BEYOND = 2**63


@pytest.mark.parametrize(
    "page", ["/office/synonyms/{}", "/office/requirements/{}", "/office/compliance/lines/{}"]
)
def test_a_number_beyond_all_rows_is_not_there(as_seat, page):
    officer = as_seat(OFFICER)

    assert officer.open(page.format(BEYOND)).status_code == 404
    assert officer.open(page.format(BEYOND - 1)).status_code == 404
