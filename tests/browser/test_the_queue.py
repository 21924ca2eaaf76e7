"""An officer works through a queue of forty by keyboard: one key for each approval, and nothing else."""

import time
from datetime import date
from statistics import median

import pytest

from marketplace.adapters.pictures.papers import draw_paper
from marketplace.certification.services.submitting import Claim, submit_certificate
from marketplace.files.models import AttachmentKind
from marketplace.files.originals import seal_picture
from marketplace.files.services import store_attachment
from tests.browser.hand import Hand
from tests.browser.seeding import within
from tests.factories.producers import make_producer

MANY = 40
NIB = "8120{:09}"
ISSUED = date(2024, 5, 17)


@pytest.fixture
def queue(bare):
    """Forty makers hand in a NIB each."""
    with within(bare) as (uow, tools):
        for number in range(MANY):
            producer = make_producer(uow.session, name=f"Dapur Uji {number + 1}", nib=NIB.format(number))
            lines = [f"Nomor\t{producer.nib}", f"Terbit\t{ISSUED:%d-%m-%Y}"]
            paper = draw_paper("Nomor Induk Berusaha", lines)
            scan = store_attachment(
                uow,
                tools.storage,
                content=paper,
                name="nib.jpg",
                picture=seal_picture(tools.sealer, paper, paper),
                kind=AttachmentKind.DOCUMENT,
                organisation_id=producer.id,
            )
            claim = Claim(kind="nib", number=producer.nib, issued_on=ISSUED, scan_id=scan.id)
            submit_certificate(uow, producer.id, claim)
    return bare


def test_forty_papers_take_forty_keys(queue, desk):
    page = desk(queue, person="petugas@mb2.test")
    page.goto("/")
    officer = Hand(page)
    act = officer.begin("open the queue")
    officer.tap("Tinjau", within=".mb-nav")
    officer.sees(f"{MANY} hal menunggu")
    officer.press("j")
    officer.sees(f"1 dari {MANY}")
    assert (act.taps, act.keys) == (1, 1)

    act = officer.begin("approve forty")
    spent = []
    while act.keys < MANY:
        start = time.monotonic()
        assert page.locator(".mb-scan img").evaluate("it => it.decode().then(() => it.naturalWidth)") > 0
        here = page.url
        officer.press("s")
        page.wait_for_url(lambda url, here=here: url != here)
        officer.sees("disetujui")
        spent.append(time.monotonic() - start)
    assert (act.taps, act.fields, act.keys) == (0, 0, MANY)
    officer.sees("Antrean kosong")
    print(
        f"{MANY} approvals: {act.keys} keys, median {median(spent) * 1000:.0f} ms, {sum(spent):.1f} s in all"
    )
