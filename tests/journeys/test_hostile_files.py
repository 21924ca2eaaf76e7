"""Every place that takes a file, found by walking the small city, is sent what no place should take.

Each such file is answered with a sentence that names the fix, nothing is written, and the next good file goes
through: nothing was broken on the way.
"""

import csv
import io
import re
import sqlite3
import time
from contextlib import closing

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from config import ROOT, Settings
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.kernel.actor import NOBODY
from tests.journeys import hostile
from tests.journeys.bounds import measured
from tests.journeys.forms import Page, pages
from tests.journeys.walking import Person

SENDERS = {"produsen": 3, "mitra": 3, "petugas": 3, "produsen2": 1, "auditor": 2}  # pages of each kind
DRAFT = "SELECT public_id FROM mous WHERE state = 'draft' AND discarded_on IS NULL"
PATIENCE = 120  # seconds; a server parses a file for ten at most, but machines of tests are busy
SHEETS, PAPER, PHOTO = "sheets", "paper", "photo"
PLACES = {  # what is found, and what it takes; a new place is added here
    "/office/audit-visits/*/photos": PHOTO,
    "/office/audit-visits/*/unrecorded": PAPER,
    "/office/cases/*/issue": PAPER,
    "/office/circulars/*/head": PAPER,
    "/office/circulars/new": PAPER,
    "/office/producers/*/localities": PAPER,
    "/partner/*/new": PAPER,  # of declarations: a word of twelve letters looks like an id
    "/partner/audits/*/papers": PAPER,
    "/partner/compliance/refusals/*": PAPER,
    "/partner/figures/new/*": PAPER,
    "/partner/handovers/*": PHOTO,
    "/partner/handovers/*/contest": PHOTO,
    "/partner/imports/new": SHEETS,
    "/partner/money/dues/*": PAPER,
    "/partner/money/makers/*": PAPER,
    "/partner/purchases/new": PAPER,
    "/producer/certificates/new/*": PAPER,
    "/producer/differences/*/object": PHOTO,
    "/producer/confirmations/*/dispute": PAPER,
    "/producer/onboarding/payment": PHOTO,
    "/producer/onboarding/story": PHOTO,
    "/producer/products/*/photos": PHOTO,
    "/producer/sales/new": PAPER,
    "/producer/products/sheet": SHEETS,
    "/office/imports/new": SHEETS,
    "/office/recaps/new": SHEETS,
    "/office/mous/*/scan": PAPER,
    "/office/mous/*/sign": PAPER,
}
BAD = {
    SHEETS: hostile.SHEETS,
    PAPER: hostile.PICTURES | hostile.PAPERS,
    PHOTO: hostile.PICTURES | hostile.PAPERS | hostile.PHOTOS,
}
GOOD = {SHEETS: hostile.book(), PAPER: hostile.picture(), PHOTO: hostile.picture("PNG")}
SAMPLE_PAGE = "/office/settings/parts"  # shows what fields look like, keeps nothing
WHAT_TO_DO = re.compile(
    "kosong|Pilih|Simpan|Ambil ulang|Kecilkan|[Hh]apus|kolom|bukan lembar kerja|Buka|Tidak ada baris|[Uu]nggah"
)
MOST_SECONDS, MOST_MIB = 10, 300  # of a processor; of the child that reads, and of what the server grows by
MAKERS = ROOT / "tests" / "data" / "sample_imports" / "producers.csv"
RECAP = [
    ["Nama Toko", "Nama IKM", "Produk", "Jumlah", "Nilai"],
    ["Toko Andaian", "Bu Umpama", "Abon", 1, 9_000],
]
TEMPLATES = {  # a workbook that goes through, and whose it is
    "/partner/imports/new": ("mitra", "/partner/imports/template.xlsx"),
    "/producer/products/sheet": ("produsen", "/producer/products/sheet.xlsx"),
}
# Of public images; the files themselves have no address.
ONLY_RENDITIONS = {"/producer/products/*/photos", "/producer/onboarding/story"}
SERVED = {"image/jpeg", "image/png", "image/webp", "application/pdf"}
MOST_PARTS = 5_000  # of a form
TOO_LARGE = 200 * hostile.MIB


def spread(files, *kinds):
    """Every file at every place of these kinds; all but each file once and each place once are long."""
    places = [place for place, takes in PLACES.items() if takes in kinds]
    for number, name in enumerate(files):
        for place in places:
            here = place == places[number % len(places)]
            yield pytest.param(place, name, marks=() if here else pytest.mark.long)


CHOOSE_AGAIN = "Pilih lagi"  # other fields were wrong, not the file


@pytest.fixture(scope="module")
def app(city):
    app = create_app(
        Settings(secret_key="x" * 32, instance=city, queue="memory", search="memory", rate_limits=False)
    )
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture(scope="module")
def places(app, city):
    """Address -> the person who may send there, and the form that takes a file."""
    found = {}
    with closing(sqlite3.connect(city / "mb2.db")) as base:
        (draft,) = base.execute(DRAFT).fetchone()
    for name, each_kind in SENDERS.items():
        person = Person(app, name, NOBODY)
        first = ["/", f"/office/mous/{draft}"] if name == "petugas" else ["/"]
        for page in pages(person.client, each_kind=each_kind, first=first):
            forms = [form for form in page.forms if form.method == "post"]
            forms += [more for form in forms for more in _opened(person, form)]
            for form in forms:
                if form.files and form.action != SAMPLE_PAGE:
                    found.setdefault(_kind(form.action), (person, form))
    return found


def _opened(person, form):
    """Forms that appear when a button of this one opens more of it, as at a handover that differs."""
    opening = [button for button in form.buttons if button[0] == "open"]
    for button in opening[:1]:
        answer = person.client.post(form.action, data=form.fields | dict([button]))
        yield from Page(form.action, answer.text).forms


def _kind(address):
    """The address without the number of a record or the kind of a certificate."""
    address = re.sub(r"/new/\w+", "/new/*", address.partition("?")[0])
    return re.sub(r"/(?!certificates)[a-z2-9]{12}(?=/|$)", "/*", address)


def send(place, content, name="berkas.jpg"):
    person, form = place
    field = next(iter(form.files))
    return person.client.post(
        form.action, data=form.fields | {field: (io.BytesIO(content), name)}, buffered=True
    )


@pytest.fixture
def nothing_written(city):
    """SQLite's own count of what other connections committed stays; so do the files."""
    files = sum(1 for _ in (city / "files").rglob("*"))
    with closing(sqlite3.connect(city / "mb2.db")) as base:
        (before,) = base.execute("PRAGMA data_version").fetchone()
        yield
        assert base.execute("PRAGMA data_version").fetchone() == (before,)
    assert sum(1 for _ in (city / "files").rglob("*")) == files


def complaints(answer):
    """What the summary above the form says, each with its field's address if it has one."""
    alert = re.search(r'role="alert".*?</ul>', answer.text, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", alert[0]) if alert else []


def test_every_place_that_takes_a_file_is_known(places):
    assert set(places) == set(PLACES)


@pytest.mark.parametrize(
    ("place", "name"), [one for takes, files in BAD.items() for one in spread(files, takes)]
)
def test_a_bad_file_is_refused_with_a_sentence_and_leaves_no_trace(places, nothing_written, place, name):
    content = BAD[PLACES[place]][name]
    content = content() if callable(content) else content
    began = time.monotonic()
    with measured() as cost:
        answer = send(places[place], content, "surat.pdf" if "PDF" in name else "berkas.jpg")

    assert answer.status_code in (413, 422)
    field = next(iter(places[place][1].files))
    sentences = [line for line in complaints(answer) if f"#{field}" in line] or complaints(answer)
    assert any(re.search(WHAT_TO_DO, sentence) for sentence in sentences)
    assert "Traceback" not in answer.text
    assert time.monotonic() - began < PATIENCE
    assert cost.seconds < MOST_SECONDS
    assert cost.mib < MOST_MIB


@pytest.fixture(scope="module")
def whole(app):
    """What goes through at each place of tables."""
    with MAKERS.open(newline="") as file:
        known = {"/office/imports/new": hostile.book(*csv.reader(file))}
    known["/office/recaps/new"] = hostile.book(*RECAP)
    for place, (name, page) in TEMPLATES.items():
        known[place] = Person(app, name, NOBODY).client.get(page, buffered=True).data
    return known


@pytest.mark.parametrize(("place", "more"), [*spread(hostile.MORE_IN_IT, SHEETS)])
def test_a_workbook_that_holds_more_than_cells_is_refused(places, taken_back, whole, place, more):
    assert send(places[place], whole[place], "tabel.xlsx").status_code == 302
    answer = send(places[place], hostile.with_parts(whole[place], hostile.MORE_IN_IT[more]), "tabel.xlsx")

    assert answer.status_code == 422
    assert complaints(answer)


@pytest.mark.parametrize(("place", "name"), [*spread(hostile.TWO_IN_ONE, PAPER, PHOTO)])
def test_what_is_taken_is_never_served_as_a_page(app, city, places, taken_back, place, name):
    content, called = hostile.TWO_IN_ONE[name]
    newest = newest_file(city)
    answer = send(places[place], content, called)
    assert answer.status_code in (200, 302, 422)

    for public_id, stored, media_type in files_after(city, newest):
        shown = places[place][0].client.get(f"/files/{public_id}", buffered=True)
        assert media_type in SERVED
        if place in ONLY_RENDITIONS:
            assert shown.status_code == 404
            continue
        assert shown.mimetype == ("image/jpeg" if media_type.startswith("image/") else media_type)
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in shown.headers["Content-Security-Policy"] or media_type != "application/pdf"
        assert (
            shown.headers["Content-Disposition"].startswith("attachment") or media_type != "application/pdf"
        )
        assert re.fullmatch(r"[\w .-]+\.(jpg|jpeg|png|webp|pdf)", stored), stored
    assert all(
        re.fullmatch(r"((copies|originals)(/|$))?[0-9a-f/]*", str(one.relative_to(city / "files")))
        for one in (city / "files").rglob("*")
    )


def newest_file(city):
    with closing(sqlite3.connect(city / "mb2.db")) as base:
        return base.execute("SELECT COALESCE(max(id), 0) FROM attachments").fetchone()[0]


def files_after(city, newest):
    ask = "SELECT public_id, name, media_type FROM attachments WHERE id > ?"
    with closing(sqlite3.connect(city / "mb2.db")) as base:
        return base.execute(ask, [newest]).fetchall()


PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
BODIES = {
    "too many parts": (PART + b"\r\n") * (MOST_PARTS + 1) + b"--x--\r\n",
    "half of it": PART + b"the line broke o",
}


@pytest.mark.parametrize(("place", "name"), [*spread(BODIES, SHEETS, PAPER, PHOTO)])
def test_a_form_that_is_none_is_no_fault_of_ours(places, nothing_written, place, name):
    person, form = places[place]
    body = {"data": BODIES[name], "content_type": "multipart/form-data; boundary=x"}

    assert person.client.post(form.action, **body).status_code == {"half of it": 400}.get(name, 413)


@pytest.mark.parametrize("place", PLACES)
def test_a_good_file_still_goes_through(places, taken_back, place):
    answer = send(places[place], GOOD[PLACES[place]])

    field = next(iter(places[place][1].files))
    sentences = [line for line in complaints(answer) if f"#{field}" in line and CHOOSE_AGAIN not in line]
    assert not sentences or PLACES[place] is SHEETS
    assert answer.status_code in (200, 302, 422)


class Endless:
    """Two hundred megabytes that nobody should read."""

    def __init__(self):
        self.taken = 0

    def read(self, size=-1):
        size = min(65_536 if size < 0 else size, TOO_LARGE - self.taken)
        self.taken += size
        return b"x" * size


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "untold"])
def test_two_hundred_megabytes_are_turned_away_unread(app, places, nothing_written, place, announced):
    person, form = places[place]
    stream = Endless()
    environ = EnvironBuilder(path=form.action, method="POST").get_environ()
    environ |= {
        "wsgi.input": stream,
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "HTTP_COOKIE": f"mb2={person.client.get_cookie('mb2').value}",
    }
    environ |= {"CONTENT_LENGTH": str(TOO_LARGE)} if announced else {"wsgi.input_terminated": True}
    chunks, status, _ = run_wsgi_app(app, environ)
    page = b"".join(chunks).decode()

    assert status.startswith("413")
    assert "Berkas terlalu besar" in page
    assert "kecilkan berkasnya" in page
    assert stream.taken == 0 if announced else stream.taken <= 20 * hostile.MIB
