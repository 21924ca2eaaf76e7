"""Large files on a real server: whoever sends none of them does not notice, and memory has a bound."""

import io
import random
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median
from urllib.request import urlopen

import pytest
import xlsxwriter

from marketplace.kernel import clock
from tests.browser.live import serve
from tests.long.clients import Browser, keys
from tests.long.memory import children, watched

pytestmark = pytest.mark.long

PATIENCE = 120.0  # seconds
UPLOADS = 10
ROWS, MOST = 95_000, 300  # MiB, of the server and its child together
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
HEADING = ["Tanggal", "No Faktur", "Nama Supplier", "Nama Barang", "Qty", "Satuan", "Harga Beli", "Jumlah"]


@pytest.fixture
def live(demo_pattern, tmp_path):
    with serve(demo_pattern, tmp_path / "city") as live:
        yield live


def visitor(live, email):
    browser = Browser(int(live.url.rpartition(":")[2]), PATIENCE)
    browser.sign_in(email)
    return browser


def refused_book():
    """A workbook of some 6 MB that is read to its end before it is refused: it has 100,200 rows."""
    dice, file = random.Random(7), io.BytesIO()
    cells = "".join('<c r="{}%d"><v>%d</v></c>'.replace("{}", column) for column in "ABCDEFGH")
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet()
    with zipfile.ZipFile(file) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    rows = (
        f'<row r="{row}">{cells % tuple(one for _ in range(8) for one in (row, dice.randrange(10**6)))}</row>'
        for row in range(1, 100_201)
    )
    parts["xl/worksheets/sheet1.xml"] = f"{SHEET}{''.join(rows)}</sheetData></worksheet>".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return packed.getvalue()


def sent_until_refused(browser, content):
    """As a person does who was asked to come back: the statuses that were answered."""
    statuses = []
    while not statuses or statuses[-1] == 503:
        answer = browser.upload("/partner/imports/new", {"first": "2026-07"}, "juli.xlsx", content)
        statuses.append(answer.status)
        time.sleep(0.5)
    return statuses


def writes(browser, over):
    """Seconds that each purchase written by hand took."""
    day, took = (clock.day_of(clock.now()) - timedelta(days=1)).isoformat(), []
    fields = {"seller": "Warung Rekaan", "amount": "12.500", "bought_on": day}
    while not over():
        began, key = time.monotonic(), f"purchase{next(keys):08}"
        answer = browser.send("/partner/purchases/new", fields | {"client_id": key, "item": f"Keripik {key}"})
        took.append(time.monotonic() - began)
        assert answer.status == 302, (answer.status, answer.text[:3000])
        time.sleep(0.02)
    return took


def health(live, over):
    took = []
    while not over():
        began = time.monotonic()
        with urlopen(f"{live.url}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
        took.append(time.monotonic() - began)
        time.sleep(0.05)
    return took


def test_while_ten_large_files_are_refused_others_write_and_the_server_is_well(live):
    content, sender, other = refused_book(), visitor(live, "mitra@mb2.test"), visitor(live, "mitra2@mb2.test")
    assert 5_000_000 < len(content) < 8_000_000
    with ThreadPoolExecutor(UPLOADS + 2) as people:
        uploads = [people.submit(sent_until_refused, sender, content) for _ in range(UPLOADS)]

        def ended():
            return all(upload.done() for upload in uploads)

        written, well = people.submit(writes, other, ended), people.submit(health, live, ended)
        statuses = [upload.result() for upload in uploads]
        seconds, answered = sorted(written.result()), sorted(well.result())

    print(
        f"writes: {len(seconds)}, median {median(seconds):.3f} s, longest {seconds[-1]:.3f} s;"
        f" health: {len(answered)}, median {median(answered):.3f} s, longest {answered[-1]:.3f} s; {statuses}"
    )
    assert {one[-1] for one in statuses} <= {413, 422}
    assert (median(seconds) <= 0.1, seconds[-1] <= 0.5, answered[-1] <= 0.2) == (True, True, True)


def cells_of_register():
    """A register as tills export it, and no seller that the city knows."""
    yield HEADING
    dice = random.Random(7)
    for row in range(ROWS):
        quantity, price = dice.randrange(1, 60), dice.randrange(10, 900) * 100
        seller, item = f"CV Grosir Rekaan {row % 60}", f"Keripik Andaian {dice.randrange(1_000)}"
        yield [
            f"{row % 31 + 1:02}/07/2026",
            f"FB-{row // 8}",
            seller,
            item,
            quantity,
            "PCS",
            price,
            quantity * price,
        ]


def register(kind):
    if kind == "csv":
        return "\n".join(";".join(map(str, cells)) for cells in cells_of_register()).encode()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(cells_of_register()):
            sheet.write_row(row, 0, cells)
    return file.getvalue()


def answering_process(live):
    """The one process of the server that answers pages."""
    (process,) = children(live.process)
    return process


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_register_of_95_000_rows_is_read_shown_and_written_within_300_mib(live, kind):
    owner, other, content = visitor(live, "mitra@mb2.test"), visitor(live, "mitra2@mb2.test"), register(kind)
    with watched(answering_process(live)) as peak, ThreadPoolExecutor(1) as people:
        checked = owner.upload("/partner/imports/new", {"first": "2026-07"}, f"juli.{kind}", content)
        assert checked.status == 302, checked.text
        assert owner.open(checked.location).status == 200
        over = []
        written = people.submit(writes, other, lambda: bool(over))
        try:
            committed = owner.send(f"{checked.location}/commit", {})
        finally:
            over.append(True)  # the others would write for ever
        seconds = written.result()

    print(
        f"{kind}: {peak.mib:.0f} MiB; others wrote {len(seconds)} times, the longest wait {max(seconds):.1f} s"
    )
    assert committed.status == 302, committed.text
    assert peak.mib <= MOST, peak.parts
