"""A maker's NIK, NPWP and bank account and a visitor's telephone are planted, and then looked for everywhere.

Everybody of the small city opens every page that opens to them. No number may stand in any answer, stored file, row,
log line, letter, journal entry or index; who somebody at a visit is, only officers read.
"""

import io
import json
import logging
import re
import zipfile
from datetime import timedelta

import pypdf
import pytest

from marketplace.accounts.models import Organisation
from marketplace.adapters.database import database
from marketplace.jobs.kinds.base import JOBS
from marketplace.journal.models import JournalEntry
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.outreach.models import ActivityKind
from marketplace.outreach.services.activities import ActivityPlan, announce, plan_activity
from marketplace.outreach.services.attending import note, register
from marketplace.outreach.services.cases import OpenCase, open_case
from marketplace.outreach.services.people import Person as Visitor
from marketplace.producers.accounts import newest_account
from marketplace.producers.models import Producer
from marketplace.producers.numbers import PersonalNumber, masked
from marketplace.producers.services.sealing import Payment, reveal_number, write_owner, write_payment
from marketplace.web.access import who_may
from tests.journeys.walking import PEOPLE, RECORDS, STRANGER, address_of, everywhere

NIK, NPWP, ACCOUNT = "1872015708850007", "1872016311790003", "90817263544"
NUMBERS = (NIK, NPWP, ACCOUNT)
NAME, PHONE = "Zubaidah Tanampala", "81277759931"
REMARK = "ibunya Halimatussaliha"
OFFICERS = ("petugas", "petugas2")
OTHER_OFFICIALS = ("petugas2", "penyetuju", "walikota", "admin", "provinsi")  # who open what another opens
OPEN_TO_STRANGERS = {
    "public_catalog": "SELECT 1 owner, '' state, slug FROM products",
    "public_categories": "SELECT 1 owner, '' state, code FROM categories",
    "public_events": "SELECT 1 owner, '' state, public_id FROM activities",
    "public_files.picture": "SELECT 1 owner, '' state, sha256 \"key\", 640 width, 'webp' ending"
    " FROM attachments WHERE kind = 'public_image'",
    "public_partners": "SELECT 1 owner, '' state, public_id code FROM organisations WHERE kind = 'partner'",
    "public_producers": "SELECT 1 owner, '' state, slug, id FROM producers",
    "public_sitemap": "SELECT 1 owner, '' state, 'products' kind, 1 number FROM products",
    "public_tickets": "SELECT 1 owner, state, public_id FROM attendances",
    "public_uptake": "SELECT 1 owner, '' state, 'local_share' \"key\"",
    "public_verify": "SELECT 1 owner, '' state, public_id code FROM certificates"
    " UNION SELECT 1, 'report', public_id FROM reports UNION SELECT 1, 'mou', public_id FROM mous",
}
WHERE_A_SHOP_PAYS = ("partner_money.due", "partner_money.maker")  # tests/web/partner/test_pay_to.py says whom
NOBODYS = (  # named by a secret
    "static",
    "account_invitations.accept",
    "account_recovery.set_password",
    "public_passes.show",
)


class Lines(logging.Handler):
    """Everything that is logged, whole."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(message)s %(args)s"))
        self.text = ""

    def emit(self, record):
        self.text += f"{self.format(record)} {record.__dict__}\n"


@pytest.fixture(scope="module")
def lines(app):
    kept = Lines()
    logging.getLogger().addHandler(kept)
    yield kept
    logging.getLogger().removeHandler(kept)


@pytest.fixture(scope="module")
def maker(people):
    """The one whose numbers are planted."""
    return people["produsen"].actor


@pytest.fixture(scope="module")
def planted(app, people, maker, lines, rows):
    """All of it goes in by the services that people use; an officer has one number shown, with a reason."""
    tools, now = app.extensions["tools"], clock.now()
    officer = people["petugas"].actor
    with app.app_context():

        def at_work(actor):
            return app.extensions["open_unit"](actor)

        with at_work(maker) as uow:
            write_owner(uow, maker.at, nik=NIK, npwp=NPWP, sealer=tools.sealer)
            write_payment(
                uow,
                maker.at,
                Payment(bank_name="BRI", bank_holder="Pemilik Usaha", account=ACCOUNT),
                sealer=tools.sealer,
            )
        with at_work(officer) as uow:
            assert (
                reveal_number(uow, maker.at, PersonalNumber.NIK, sealer=tools.sealer, reason="cocokkan KTP")
                == NIK
            )
            plan = ActivityPlan(
                kind=ActivityKind.VISIT,
                title="Silaturahmi Yosorejo",
                kelurahan_code="18.72.04.1003",
                place="Balai kelurahan",
                starts_at=now + timedelta(days=2),
                ends_at=now + timedelta(days=2, hours=3),
                capacity=20,
            )
            visit = announce(uow, plan_activity(uow, plan).id)
        with at_work(officer) as uow:
            visitor = Visitor(name=NAME, phone=f"0{PHONE}", business_name="Dapur Uji", consent=True)
            attendance = register(uow, visit.id, visitor, client_id="a" * 24)
            note(uow, attendance.id, REMARK)
            wish = OpenCase(kind="pirt", candidate_id=attendance.candidate_id, activity_id=visit.id)
            open_case(uow, wish, client_id="b" * 24)
        with at_work(SYSTEM) as uow:
            of_maker = [row["id"] for row in rows("SELECT id FROM products")]
            JOBS["index_products"](uow, tools, product_ids=of_maker)
            producer = uow.get(Producer, maker.at)
            return {
                "code": uow.get(Organisation, maker.at).public_id,
                "sealed": (
                    producer.nik_sealed,
                    producer.npwp_sealed,
                    newest_account(uow.session, producer.id).account_sealed,
                ),
                "marks": (producer.nik_mark, producer.npwp_mark, producer.account_mark),
                "masked": masked(PersonalNumber.NIK, NIK),
            }


def pages(app, rows, person, first):
    """The addresses that open to somebody: for each page a record in each state, those of the maker first."""
    for endpoint, method, rule in everywhere(app):
        with app.app_context():
            policy = who_may(endpoint)
        if method != "GET" or endpoint in NOBODYS or not policy.allows(person.actor, None):
            continue
        if not rule.arguments:
            yield endpoint, address_of(app, rule, {})
            continue
        door = endpoint.partition(".")[0]
        known = OPEN_TO_STRANGERS | RECORDS
        sql = known.get(endpoint) or known[door]
        found = rows(sql, kind=person.actor.kind.value) if ":kind" in sql else rows(sql)
        if door.startswith(("producer_", "partner_", "account_")):
            found = [row for row in found if row["owner"] == person.actor.at]
        found.sort(key=lambda row: first not in row.values())
        states = {}
        for row in found:
            states.setdefault(row["state"], row)
        for row in states.values():
            yield endpoint, address_of(app, rule, row)


def read(answer):
    """What a person could read in an answer, whatever it is written in."""
    content = answer.data
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


def squeezed(text):
    """Without what people write between digits."""
    return re.sub(r"(?<=\d)[ .\-\u00a0\u202f](?=\d)", "", text)


def found_in(text, *wanted):
    text = f"{text}\n{squeezed(text)}"
    return [word for word in wanted if word in text]


@pytest.mark.parametrize("name", PEOPLE)
def test_on_no_page_for_anybody(app, rows, people, planted, taken, name):
    person, opened = people[name], 0
    secret = (*NUMBERS, *planted["sealed"], *planted["marks"])
    if name not in OFFICERS:
        secret += (NAME, PHONE, REMARK)
    if name != "produsen" and name in (STRANGER, "produsen2", "mitra", "mitra2"):
        secret += (planted["masked"],)
    for endpoint, address in taken.first(pages(app, rows, person, planted["code"])):
        if name in OTHER_OFFICIALS and not taken(endpoint):
            continue
        answer = person.tries("GET", address)
        assert answer.status_code < 500, address
        here = [word for word in secret if not (word == NAME and endpoint.startswith("public_tickets"))]
        if endpoint in WHERE_A_SHOP_PAYS:
            here.remove(ACCOUNT)
        text = f"{read(answer)}\n{answer.headers}"
        assert found_in(text, *here) == [], f"{name} at {address}"
        opened += answer.status_code == 200
    assert opened > 15, "somebody who opens next to nothing proves next to nothing"


def test_the_maker_reads_a_number_only_by_asking_for_it(people, planted):
    maker = people["produsen"]
    page = "/producer/onboarding/people"
    assert planted["masked"] in maker.tries("GET", page).text
    shown = maker.tries("POST", "/producer/onboarding/numbers/nik")
    assert found_in(shown.text, NIK) == [NIK]
    assert "no-store" in shown.headers["Cache-Control"]
    assert found_in(maker.tries("GET", page).text, NIK) == []


def test_an_officer_reads_it_with_a_reason_and_the_auditor_not_at_all(people, planted):
    page = f"/office/producers/{planted['code']}/numbers"
    officer = people["petugas"]
    assert found_in(officer.tries("GET", page).text, *NUMBERS) == []
    assert found_in(officer.tries("POST", f"{page}/nik").text, NIK) == [NIK]
    without = officer.client.post(f"{page}/nik", data={"csrf_token": officer.token})
    assert (without.status_code, found_in(without.text, NIK)) == (422, [])
    assert people["auditor"].tries("POST", f"{page}/nik").status_code == 403


def test_an_officer_does_read_who_comes(people, planted, rows):
    """Else the walk above would look for what nobody planted."""
    (visit,) = rows("SELECT public_id FROM activities WHERE title = 'Silaturahmi Yosorejo'")
    page = people["petugas"].tries("GET", f"/office/outreach/{visit['public_id']}/day").text
    assert found_in(page, NAME, PHONE) == [NAME, PHONE]


def test_in_no_row_of_any_table(rows, planted):
    tables = [row["name"] for row in rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in rows(f"SELECT * FROM {table}"):
            assert found_in(" ".join(map(str, row.values())), *NUMBERS) == [], table
    assert len(tables) > 40


def test_in_no_stored_file(app, city, planted):
    with app.app_context():
        database.session.remove()
    files = [path for path in city.rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes()
        assert [number for number in NUMBERS if number.encode() in content] == [], path
    assert any(path.name.startswith("mb2.db") for path in files)


def test_in_no_event_of_the_journal(app, rows, planted):
    entries = rows("SELECT stored FROM journal")
    text = "\n".join(entry["stored"] for entry in entries)
    assert found_in(text, *NUMBERS, *planted["sealed"], *planted["marks"], NAME, PHONE, REMARK) == []
    assert "PersonalNumberRevealed" in text
    assert JournalEntry.__tablename__ == "journal"


def test_in_no_letter(app, people, planted):
    letters = app.extensions["tools"].mail.letters
    assert found_in("\n".join(map(repr, letters)), *NUMBERS) == []


def test_in_no_index(app, planted):
    engine = app.extensions["tools"].search
    for word in (*NUMBERS, NAME, PHONE):
        assert engine.find(word).ids == []
    assert found_in(repr(vars(engine)), *NUMBERS, PHONE, NAME.split()[1].lower()) == []


def test_the_command_line_says_who_saw_it_and_not_what(app, planted):
    run = app.test_cli_runner().invoke
    output = run(args=["journal", "seen", "--producer", planted["code"], "--json"]).output
    assert {row["field"] for row in json.loads(output)} == {"nik"}
    assert found_in(output, *NUMBERS) == []


def test_on_behalf_of_the_maker_an_officer_reads_and_writes_none_of_them(people, planted):
    officer = people["petugas2"]
    assert officer.tries("POST", f"/office/representing/{planted['code']}").location == "/producer/"
    officer.renew("/producer/")
    try:
        assert officer.tries("POST", "/producer/onboarding/numbers/nik").status_code == 403
        assert officer.tries("POST", "/producer/onboarding/numbers/account").status_code == 403
        typed = {
            "bank_name": "BRI",
            "bank_holder": "Lain",
            "account": "1234567890",
            "csrf_token": officer.token,
        }
        assert officer.client.post("/producer/onboarding/payment", data=typed).status_code in (403, 422)
    finally:
        officer.tries("POST", "/account/representing/stop")
        officer.renew("/office/")


def test_in_no_line_of_the_log(app, people, planted, lines, caplog):
    """Last, when everybody has been everywhere; and a refused number is not logged either."""
    typed = {"nik": NIK[:-1], "npwp": NPWP, "csrf_token": people["produsen"].token}
    refused = people["produsen"].client.post("/producer/onboarding/people", data=typed)
    assert (refused.status_code, NIK[:-1] in refused.text) == (422, True)
    people["mitra"].tries("GET", "/office/")
    assert found_in(lines.text, *NUMBERS, NIK[:-1], NAME, PHONE, REMARK) == []
    assert "forbidden" in lines.text
