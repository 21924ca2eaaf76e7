"""Whatever takes its time with what a stranger sent is done before others wait: a call inside a writing unit fails.

Parsing, decoding and hashing take seconds where a write takes milliseconds, and on SQLite there is one writer. So
these may be called in a unit that only reads, and not between the `__enter__` and the `__exit__` of one that writes.
"""

import threading

import pytest
from PIL import Image

from marketplace.adapters import sandbox
from marketplace.adapters.gateways.stripe_gateway import StripeGateway
from marketplace.adapters.passwords import Passwords
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.db.uow import UnitOfWork
from tests.factories.imports import NearSheets

SLOW = (
    (sandbox, "run"),
    (SpreadsheetSheets, "read"),
    (NearSheets, "read"),
    (PillowPictures, "check"),
    (PillowPictures, "develop"),
    (PillowPictures, "strip"),
    (PillowPictures, "mark"),
    (Image, "open"),
    (Passwords, "hash"),
    (Passwords, "verify"),
    *((StripeGateway, name) for name in ("check", "open", "look", "close", "reference_of", "refund")),
)


class Writing(threading.local):
    """How many units of work this thread is writing in."""

    units = 0


writing = Writing()


@pytest.fixture(scope="session", autouse=True)
def short_writes():
    with pytest.MonkeyPatch.context() as patch:
        _count_units(patch)
        for owner, name in SLOW:
            _refuse_while_writing(patch, owner, name)
        yield


def _count_units(patch):
    enter, leave, hand_over = UnitOfWork.__enter__, UnitOfWork.__exit__, UnitOfWork._hand_over

    def entered(self):
        unit = enter(self)
        writing.units += 1
        return unit

    def left(self, *fault):
        try:
            return leave(self, *fault)
        finally:
            writing.units -= 1

    def committed(self):
        writing.units -= 1  # nobody waits any more: a queue in memory does its jobs from here
        try:
            hand_over(self)
        finally:
            writing.units += 1

    patch.setattr(UnitOfWork, "__enter__", entered)
    patch.setattr(UnitOfWork, "_hand_over", committed)
    patch.setattr(UnitOfWork, "__exit__", left)


def _refuse_while_writing(patch, owner, name):
    slow = getattr(owner, name)

    def outside(*args, **given):
        assert not writing.units, f"{owner.__name__}.{name} was called while others waited to write"
        return slow(*args, **given)

    patch.setattr(owner, name, outside)
