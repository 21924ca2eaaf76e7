"""A shop is told when the office records purchases in its name."""

from dataclasses import replace

import pytest

from marketplace.adapters import wiring
from marketplace.notices.reactions import REACTIONS
from tests.factories.imports import NearSheets
from tests.factories.partners import make_partner
from tests.factories.producers import make_person, make_seat
from tests.factories.recaps import Recaps, undated
from tests.letters import letters_of
from tests.servers import settings


@pytest.fixture
def recaps(session, tmp_path, queue, heard):
    tools = replace(wiring.toolbox(settings("sqlite://", tmp_path)), sheets=NearSheets())
    return Recaps(session, tools, queue, heard, REACTIONS)


def test_each_shop_reads_what_was_recorded_for_it_and_none_what_was_recorded_before(session, recaps):
    shop = make_partner(session, name="Toko Maju")
    make_seat(session, make_person(session, name="Ratna", email="ratna@contoh.test"), shop)
    make_partner(session, name="Dinas Pangan")
    file = undated("Toko Maju;Bu Tini;Keripik;24;240000", "Dinas Pangan;Bu Tini;Opak;1;9000")
    for _ in range(2):
        recaps.bring(file)

    (letter,) = letters_of(session)
    assert letter.to == "ratna@contoh.test"
    assert "mencatat 1 baris pembelian Anda dari rekap Juli 2026, berjumlah Rp240.000" in letter.body
    assert "/partner/purchases?month=2026-07" in letter.body
