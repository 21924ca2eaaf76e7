from datetime import date, timedelta

from sqlalchemy import event

from marketplace.catalog.models import Product
from marketplace.kernel.review import DRAFT
from marketplace.outreach.districts import kelurahan_table
from marketplace.outreach.models import ActivityKind, CaseState
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods
from tests.factories.outreach import IRING_MULYO, make_activity, make_candidate, make_case
from tests.factories.producers import make_producer

DAY = timedelta(days=1)
TODAY = NOW.date()
GANJAR_AGUNG = "18.72.02.1002"


def rows(session):
    return {row.code: row for row in kelurahan_table(session, TODAY)}


def test_every_kelurahan_is_in_it(session):
    table = kelurahan_table(session, TODAY)
    assert len(table) == 22
    assert [(row.kecamatan, row.name) for row in table] == sorted((row.kecamatan, row.name) for row in table)
    assert {(row.makers, row.certified, row.products, row.open_cases) for row in table} == {(0, 0, 0, 0)}
    assert {(row.last_visit, row.next_visit) for row in table} == {(None, None)}


def test_makers_are_counted_and_the_certified_among_them(session):
    certified, expired, of_the_firm, _ = (make_producer(session) for _ in range(4))
    make_certificate(session, producer=certified)
    make_certificate(session, producer=certified, kind="halal", expires_on=None)
    make_certificate(session, producer=expired, expires_on=TODAY - DAY, issued_on=date(2025, 1, 1))
    make_certificate(session, producer=of_the_firm, kind="nib", number="1234567890123", expires_on=None)
    make_producer(session, state=DRAFT)
    make_producer(session, merged_into_id=certified.id)
    make_producer(session, kelurahan_code=GANJAR_AGUNG)
    make_producer(session, kelurahan_code=None)

    table = rows(session)
    assert (table[IRING_MULYO].makers, table[IRING_MULYO].certified) == (4, 1)
    assert (table[GANJAR_AGUNG].makers, table[GANJAR_AGUNG].certified) == (1, 0)


def test_listed_products_are_counted_where_they_are_made(session):
    maker = make_producer(session)
    for until in (TODAY, TODAY - DAY):
        make_goods(session, maker=maker, eligible_until=until)
    paused = session.get(Product, make_goods(session, maker=maker).product_id)
    paused.paused_at = NOW
    session.commit()
    assert rows(session)[IRING_MULYO].products == 1


def test_open_cases_are_counted_where_the_maker_is_else_the_candidate(session):
    make_case(session)
    make_case(session, state=CaseState.SENT, sent_at=NOW)
    make_case(session, state=CaseState.CLOSED, closed_because="x")
    moved = make_candidate(session, producer_id=make_producer(session, kelurahan_code=GANJAR_AGUNG).id)
    make_case(session, candidate=moved)
    table = rows(session)
    assert (table[IRING_MULYO].open_cases, table[GANJAR_AGUNG].open_cases) == (2, 1)


def test_the_last_and_the_next_visit_are_told(session):
    for days in (-20, -3, 0, 8):
        starts = NOW + days * DAY
        make_activity(session, starts_at=starts, ends_at=starts + timedelta(hours=2))
    soon, later = NOW + DAY, NOW + 2 * DAY
    make_activity(session, starts_at=soon, ends_at=later, cancelled_at=NOW)
    make_activity(session, starts_at=soon, ends_at=later, announced_at=None)
    make_activity(session, starts_at=NOW - DAY, ends_at=NOW, kind=ActivityKind.EVENT)
    row = rows(session)[IRING_MULYO]
    assert (row.last_visit, row.next_visit) == (NOW - 3 * DAY, NOW)


def test_it_costs_five_statements(session):
    for _ in range(3):
        make_certificate(session, producer=make_producer(session))
    sent = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
    kelurahan_table(session, TODAY)
    assert len(sent) == 5
