"""Every place that takes a file, found by walking the small city, is sent what no place should take.

Each such file is answered with a sentence that names the fix, nothing is written, and the next good file goes
through: nothing was broken on the way.
"""

import hashlib
import io
import re
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from config import Settings
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.kernel.actor import NOBODY
from tests.journeys import hostile
from tests.journeys.forms import Page, pages
from tests.journeys.walking import Person

SENDERS = ("produsen", "mitra", "petugas")
PATIENCE = 120  # seconds; a server parses a file for ten at most, but machines of tests are busy
SHEETS, PAPER, PHOTO = "sheets", "paper", "photo"
PLACES = {  # what is found, and what it takes; a new place is added here
    "/office/cases/*/issue": PAPER,
    "/office/producers/*/localities": PAPER,
    "/partner/compliance/refusals/*": PAPER,
    "/partner/handovers/*": PHOTO,
    "/partner/handovers/*/contest": PHOTO,
    "/partner/imports/new": SHEETS,
    "/partner/money/dues/*": PAPER,
    "/partner/money/makers/*": PAPER,
    "/partner/purchases/new": PAPER,
    "/producer/certificates/new/*": PAPER,
    "/producer/products/*/photos": PHOTO,
    "/producer/products/sheet": SHEETS,
    "/office/imports/new": SHEETS,
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
TOO_LARGE = 200 * hostile.MIB


def cases():
    """Every bad file at every place that takes its kind; all but each file once and each place once are long."""
    for takes, files in BAD.items():
        places = [place for place, kind in PLACES.items() if kind is takes]
        for number, name in enumerate(files):
            for place in places:
                here = place == places[number % len(places)]
                yield pytest.param(place, name, marks=() if here else pytest.mark.long)


CHOOSE_AGAIN = "Pilih lagi"  # other fields were wrong, not the file


@pytest.fixture(scope="module")
def city(demo_pattern, tmp_path_factory):
    return shutil.copytree(demo_pattern, tmp_path_factory.mktemp("hostile") / "city")


@pytest.fixture(scope="module")
def app(city):
    app = create_app(
        Settings(secret_key="x" * 32, instance=city, queue="memory", search="memory", rate_limits=False)
    )
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture(scope="module")
def places(app):
    """Address -> the person who may send there, and the form that takes a file."""
    found = {}
    for name in SENDERS:
        person = Person(app, name, NOBODY)
        for page in pages(person.client):
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
    def prints():
        with closing(sqlite3.connect(city / "mb2.db")) as base:
            tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                table: hashlib.sha256(
                    repr(base.execute(f"SELECT * FROM {table}").fetchall()).encode()
                ).hexdigest()
                for table in tables
            }

    before, files = prints(), sum(1 for _ in (city / "files").rglob("*"))
    yield
    assert prints() == before
    assert sum(1 for _ in (city / "files").rglob("*")) == files


@pytest.fixture
def taken_back(city):
    """What a good file changes is undone: tests of a run come in any order."""
    with closing(sqlite3.connect(":memory:")) as before:
        with closing(sqlite3.connect(city / "mb2.db")) as base:
            base.backup(before)
        yield
        with closing(sqlite3.connect(city / "mb2.db")) as base:
            before.backup(base)


def complaints(answer):
    """What the summary above the form says, each with its field's address if it has one."""
    alert = re.search(r'role="alert".*?</ul>', answer.text, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", alert[0]) if alert else []


def test_every_place_that_takes_a_file_is_known(places):
    assert set(places) == set(PLACES)


@pytest.mark.parametrize(("place", "name"), [*cases()])
def test_a_bad_file_is_refused_with_a_sentence_and_leaves_no_trace(places, nothing_written, place, name):
    began = time.monotonic()
    answer = send(places[place], BAD[PLACES[place]][name], "surat.pdf" if "PDF" in name else "berkas.jpg")

    assert answer.status_code in (413, 422)
    field = next(iter(places[place][1].files))
    sentences = [line for line in complaints(answer) if f"#{field}" in line] or complaints(answer)
    assert any(re.search(WHAT_TO_DO, sentence) for sentence in sentences)
    assert "Traceback" not in answer.text
    assert time.monotonic() - began < PATIENCE


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
