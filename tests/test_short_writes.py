"""The check that nothing slow is done in a writing unit fails where it should, and nowhere else."""

import pytest

from marketplace.accounts import hashing
from marketplace.adapters import sandbox
from marketplace.adapters.gateways.stripe_gateway import StripeGateway
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from tests.files.pictures import jpeg

ACTS = {
    "a child process": lambda: sandbox.run(len, b"abc", memory=sandbox.MIB),
    "a spreadsheet": lambda: SpreadsheetSheets().read(b"Nama;Harga\nKeripik;9000\n", "a.csv"),
    "a picture": lambda: PillowPictures().check(jpeg()),
    "a new password": lambda: hashing.hash_of("kuda kertas biru"),
    "a gateway": lambda: StripeGateway("sk", ["whsec"], "http://127.0.0.1:9").close("acct_1", "cs_1"),
    "a password to compare": lambda: hashing.matches(None, "kuda kertas biru"),
}
acts = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


@acts
def test_it_is_refused_inside_a_writing_unit(work, act):
    with work(), pytest.raises(AssertionError, match="while others waited"):
        act()


@pytest.mark.parametrize("name", [name for name in ACTS if name not in ("a child process", "a gateway")])
def test_it_is_done_in_a_unit_that_only_reads_and_after_one_that_wrote(work, name):
    work()
    ACTS[name]()
    with work():
        pass
    ACTS[name]()
