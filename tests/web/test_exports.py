"""Files that take a list home say everything in the language of whoever takes them."""

import csv
import io
import re

import pytest
from babel.messages.pofile import read_po

from config import ROOT
from marketplace.accounts.models import Organisation
from marketplace.adapters.sheets.spreadsheets import SpreadsheetSheets
from marketplace.kernel import clock
from marketplace.kernel.roles import OFFICER, STAFF
from marketplace.ordering.states import CANCELLED, Ending
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.outreach import make_activity, make_attendance, make_candidate, make_case
from tests.factories.partners import make_mou, make_outlet, make_partner
from tests.factories.producers import make_producer

BOTH = ("xlsx", "csv")
TAKEN = {  # at each door: the address, what kinds, and how the file is called in English
    "producer": [
        ("/producer/orders/export?as={kind}", BOTH, "orders-2026-11-24"),
        ("/producer/handovers/export?as={kind}", BOTH, "handovers-2026-11-24"),
        ("/producer/products/export?as={kind}", BOTH, "products-2026-11-24"),
        ("/producer/products/sheet.xlsx", BOTH[:1], "products-2026-11-24"),
        ("/producer/demand/export.xlsx", BOTH[:1], "demand-2026-11-24"),
        ("/producer/money.{kind}", BOTH, "receivables-2026-11-24"),
        ("/producer/money/receipts.{kind}", BOTH, "money-received-2026-11-24"),
        ("/producer/money/shops/{shop}/dues.{kind}", BOTH, "receivables-{shop}"),
        ("/producer/invoices.{kind}", BOTH, "invoices-2026-11-24"),
        ("/producer/money/shops/{shop}/statement/2026-11/statement.{kind}", BOTH, "account-2026-11"),
    ],
    "partner": [
        ("/partner/orders/export?as={kind}", BOTH, "orders-2026-11-24"),
        ("/partner/handovers/export?as={kind}", BOTH, "handovers-2026-11-24"),
        ("/partner/money.{kind}", BOTH, "dues-2026-11-24"),
        ("/partner/money/history.{kind}", BOTH, "payments-2026-11-24"),
        ("/partner/money/makers/{maker}/statement/2026-11/statement.{kind}", BOTH, "account-2026-11"),
        ("/partner/invoices.{kind}", BOTH, "invoices-2026-11-24"),
        ("/partner/substitutes/export.xlsx", BOTH[:1], "substitutes-2026-11-24"),
        ("/partner/purchases/export?as={kind}", BOTH, "purchases-2026-11"),
        ("/partner/imports/template.xlsx", BOTH[:1], "purchase-register"),
    ],
    "office": [
        ("/office/handovers/export?as={kind}", BOTH, "handovers-2026-11-24"),
        ("/office/producers/{maker}/returns/export?as={kind}", BOTH, "returns-2026-11-24"),
        ("/office/cases.xlsx?show=all", BOTH[:1], "licence-cases-2026-11-24"),
        ("/office/outreach/kelurahan.xlsx", BOTH[:1], "kelurahan-2026-11-24"),
        ("/office/outreach/{activity}/attendees", BOTH, "participants-{activity}"),
        ("/producers/register.csv", BOTH[1:], "mb2-makers-2026-11-24"),
    ],
}
ELSEWHERE = {  # they need a file that was sent before, or an auditor, and are looked at beside it
    "/office/audits/export",
    "/office/audit-cases/<public_id>/export",
    "/partner/imports/<public_id>/bad-rows.xlsx",
    "/office/imports/<public_id>/bad-lines.xlsx",
    "/office/recaps/<public_id>/bad-rows.xlsx",
    "/producer/products/sheet/<public_id>/rejected.xlsx",
}
LABEL = "Label: "
SIGNED = {  # the report itself, and what goes to the province with it, which are Indonesian
    "/office/compliance/<month>/export/<key>",
    "/office/published/<month>/export",
}


@pytest.fixture(scope="module")
def english():
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as stream:
        return {one.id: one.string for one in read_po(stream) if one.id and isinstance(one.id, str)}


@pytest.fixture
def market(session, monkeypatch):
    """Something to tell in each of the files."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    maker = make_maker(session, name="Dapur Umpama")
    shop = make_partner(session, name="Toko Umpama", mou=False)
    make_mou(session, shop)
    outlet = make_outlet(session, shop, name="Gerai Umpama")
    goods = make_goods(session, maker=maker, name="Talas Umpama")
    make_order(session, variant=goods, outlet=outlet, state=CANCELLED, ending=Ending.SHOP_SILENT)
    make_handover(session, order=make_order(session, variant=goods, outlet=outlet))
    make_due(session, maker=maker, outlet=outlet)
    activity = make_activity(session)
    guest = make_candidate(session, name="Wartini Umpama")
    make_attendance(session, activity, guest, walk_in=True)
    make_case(session, candidate=guest)
    make_producer(session)
    made, named = (session.get_one(Organisation, one.id).public_id for one in (maker, shop))
    ids = {"producer": maker.id, "partner": shop.id}
    return ids | {"maker": made, "shop": named, "activity": activity.public_id}


def take(visitor, language, path, kind):
    """Its name without the ending, its sheets' names, and every cell in its place."""
    visitor.client.set_cookie("lang", language)
    if path.endswith("/attendees"):
        page = path.removesuffix("/attendees")
        answer = visitor.send(path, {"purpose": "calling", "format": kind}, page=page)
    else:
        answer = visitor.open(path)
    assert answer.status_code == 200, path
    name = re.search(r'filename="?([^"]+)', answer.headers["Content-Disposition"])[1]
    assert name.endswith(f".{kind}")
    if kind == "csv":
        rows = [*csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")]
        return name.removesuffix(".csv"), [], [rows]
    sheets = [
        one for one in SpreadsheetSheets().read(answer.data, name).sheets if one.name != "Pilihan"
    ]  # hidden
    return name.removesuffix(".xlsx"), [one.name for one in sheets], [one.rows for one in sheets]


def translated(english, cell):
    """What people wrote, and numbers, stay as they are."""
    if isinstance(cell, str) and cell.startswith(LABEL):
        return english[f"{LABEL}%(item)s"] % {"item": english[cell.removeprefix(LABEL)]}
    return english.get(cell, cell)


@pytest.mark.parametrize("door", TAKEN)
def test_everything_in_a_file_is_said_in_the_readers_language(market, as_seat, english, door):
    visitor = as_seat(OFFICER) if door == "office" else as_seat(STAFF, at=market[door])
    for address, kinds, called in TAKEN[door]:
        for kind in kinds:
            path = address.format(kind=kind, **market)
            _, names, sheets = take(visitor, "id", path, kind)
            name, other_names, text = take(visitor, "en", path, kind)

            assert name == called.format(**market)
            assert other_names == [english.get(one, one) for one in names], path
            for rows, there in zip(sheets, text, strict=True):
                assert [head for head in rows[0] if head not in english and LABEL not in head] == [], path
                for row, other in zip(rows, there, strict=True):
                    assert list(other) == [translated(english, cell) for cell in row], path


def test_no_file_is_forgotten(app):
    there = {
        rule.rule.replace("xlsx, csv, pdf", "xlsx, csv")
        for rule in app.url_map.iter_rules()
        if "export" in rule.endpoint or rule.rule.endswith((".xlsx", ".csv"))
    }
    looked_at = {
        re.sub(r"\?.*", "", path)
        .replace("2026-11", "<month>")
        .replace("{kind}", "<any(xlsx, csv):kind>")
        .replace("{shop}", "<public_id>")
        .replace("{maker}", "<public_id>")
        for paths in TAKEN.values()
        for path, *_ in paths
    }
    assert there - ELSEWHERE - SIGNED == {path for path in looked_at if "{activity}" not in path}
