"""A register that the worker has in hand: its page moves by itself, and ends by itself."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from marketplace.accounts.models import Seat, User
from marketplace.imports.batches import drop_batch
from marketplace.imports.large_files import queue_file
from marketplace.imports.models import BatchKind, ImportWork
from marketplace.kernel.period import MonthSpan
from tests.browser.people import assert_accessible
from tests.browser.seeding import within

OWNER = "mitra@mb2.test"


@pytest.fixture
def batch(bare):
    """A file that waits for its turn."""
    with within(bare) as (uow, tools):
        tools.queue.serve(lambda row: None, lambda: None)
        shop = select(Seat.organisation_id).join(User, User.id == Seat.user_id).where(User.email == OWNER)
        return queue_file(
            uow,
            tools,
            BatchKind.PURCHASES,
            uow.session.scalars(shop).one(),
            period=MonthSpan.parse("2026-07"),
            rows=95_000,
            content=b"Tanggal;Nama Barang\n",
            name="juli.csv",
        ).public_id


def test_the_bar_moves_and_the_page_ends_without_a_tap(bare, phone, batch):
    page = phone(bare, person=OWNER)
    page.goto(f"/partner/imports/{batch}")
    expect(page.get_by_role("heading", name="Berkas sedang dibuka")).to_be_visible()
    assert_accessible(page)
    with within(bare) as (uow, _):
        uow.session.execute(update(ImportWork).values(done=12_000))
    expect(page.get_by_text("Sedang dibaca: 12.000 dari 95.000 baris")).to_be_visible()
    assert page.get_by_role("progressbar").evaluate("bar => bar.value / bar.max") == 12 / 95
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with within(bare) as (uow, _):
        drop_batch(uow, uow.session.scalars(select(ImportWork.batch_id)).one())
    expect(page.get_by_text("Dibatalkan").first).to_be_visible()
