"""A visit to an audited shop: sent twice by a phone it is there once, and a closed case takes nothing more."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.audits.casework import check_document, close_case
from marketplace.audits.models.cases import AuditCheck, CheckOutcome
from marketplace.audits.models.plans import AuditPlan
from marketplace.audits.models.visits import AuditVisit, ShelfCount, UnrecordedDocument
from marketplace.audits.visit_rows import counts_of, goods_to_count, route_of, unrecorded_of
from marketplace.audits.visiting import (
    CountedGood,
    FoundDocument,
    count_shelf,
    note_unrecorded,
    plan_visit,
    take_photo,
)
from marketplace.kernel import clock
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.money import Rupiah
from tests.conftest import NOW
from tests.factories.audits import as_auditor, items_of, make_auditor, make_case
from tests.factories.ordering import consign, make_evidence, make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase

FOUND = FoundDocument(
    seller="Keripik Ibu Sari", number="X-9", day=date(2026, 8, 20), net=Rupiah(75_000), note="Di laci"
)


@pytest.fixture
def auditor(session):
    return make_auditor(session)


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def case(session, auditor, partner):
    return make_case(session, auditor, partner)


@pytest.fixture
def do(session, auditor):
    """As the auditor of the case, each in a transaction of its own; what is refused leaves nothing."""

    def act(service, *args, by=None, **given):
        session.rollback()
        return as_auditor(session, by or auditor, lambda uow: service(uow, *args, **given))

    return act


def test_a_check_that_is_sent_again_is_there_once_also_when_the_case_was_closed_since(session, do, case):
    first, second = [one.id for one in items_of(session, case)]
    sent = do(check_document, first, outcome=CheckOutcome.RIGHT, client_id="a1").id
    assert do(check_document, first, outcome=CheckOutcome.RIGHT, client_id="a1").id == sent
    do(check_document, second, outcome=CheckOutcome.RIGHT, client_id="b2")
    do(close_case, case.id)
    assert do(check_document, first, outcome=CheckOutcome.RIGHT, client_id="a1").id == sent
    with pytest.raises(Refused, match="ditutup"):
        do(check_document, first, outcome=CheckOutcome.RIGHT, client_id="c3")
    assert session.query(AuditCheck).count() == 2


def test_a_shelf_is_counted_once_however_often_it_is_sent_and_the_last_count_holds(session, do, case):
    goods = [CountedGood(text="Keripik", counted=16, expected=18), CountedGood(text="Kopi", counted=0)]
    assert len(do(count_shelf, case.id, goods, client_id="a1")) == 2
    assert len(do(count_shelf, case.id, goods, client_id="a1")) == 2
    assert session.query(ShelfCount).count() == 2
    do(count_shelf, case.id, [CountedGood(text="Keripik", counted=18, expected=18)], client_id="b2")
    assert [(row.text, row.counted, row.missing) for row in counts_of(session, case.id)] == [
        ("Keripik", 18, 0),
        ("Kopi", 0, None),
    ]
    with pytest.raises(Refused, match="paling sedikit satu"):
        do(count_shelf, case.id, [])


def test_goods_to_count_lie_there_on_consignment_or_were_bought_in_the_period(session, case, partner):
    plan = session.get(AuditPlan, case.plan_id)
    assert goods_to_count(session, plan, partner.id) == []
    bought, lying = (make_goods(session, name=name) for name in ("Sale pisang", "Kopi bubuk"))
    for day in (date(2026, 8, 9), date(2026, 9, 9)):
        line = {"variant_id": bought.id, "net": Rupiah(5_000)}
        make_purchase(session, partner, None, bought_on=day, lines=[line])
    consign(session, lying, make_outlet(session, partner), 12)
    goods = goods_to_count(session, plan, partner.id)
    assert [(one.variant_id, one.expected) for one in goods] == [(lying.id, 12), (bought.id, None)]


def test_a_receipt_outside_mb2_is_said_once_and_taken_back_with_zero(session, do, case):
    do(note_unrecorded, case.id, FOUND, client_id="a1")
    do(note_unrecorded, case.id, FOUND, client_id="a1")
    assert session.query(UnrecordedDocument).count() == 1
    [row] = unrecorded_of(session, case.id)
    assert (row.number, row.net, row.note) == ("X-9", 75_000, "Di laci")
    taken_back = FoundDocument(seller="keripik  ibu sari", number="Nota x-9", day=FOUND.day, net=Rupiah(0))
    do(note_unrecorded, case.id, taken_back, client_id="b2")
    assert unrecorded_of(session, case.id) == []


def test_a_receipt_that_the_ledger_has_is_not_outside_mb2(session, do, case):
    maker = items_of(session, case)[0].producer_id
    known = FoundDocument(seller="Siapa saja", number="n 1", day=FOUND.day, net=Rupiah(1), producer_id=maker)
    with pytest.raises(Refused, match="sudah tercatat") as refused:
        do(note_unrecorded, case.id, known)
    assert refused.value.field == "number"
    other = make_maker(session).id
    do(note_unrecorded, case.id, FoundDocument(**{**known.__dict__, "producer_id": other}))
    with pytest.raises(Refused, match="di luar masa"):
        do(note_unrecorded, case.id, FoundDocument(**{**FOUND.__dict__, "day": date(2026, 9, 1)}))


def test_a_photo_is_of_a_document_of_the_case_or_of_the_shop(session, do, case, partner, auditor):
    photo = make_evidence(session, partner.id).id
    assert do(take_photo, case.id, place=1, note="", file_id=photo).item_id == items_of(session, case)[0].id
    assert do(take_photo, case.id, place=None, note="Rak", file_id=photo).item_id is None
    with pytest.raises(NotFound):
        do(take_photo, case.id, place=9, note="", file_id=photo)
    with pytest.raises(Refused, match="Ambil fotonya"):
        do(take_photo, case.id, place=1, note="", file_id=None)
    elsewhere = make_case(session, auditor, make_partner(session))
    sql = (
        "UPDATE audit_photos SET note = 'x'",
        (
            "INSERT INTO audit_photos (case_id, item_id, note, file_id, taken_at) SELECT :case, item_id, 'x', file_id,"
            " taken_at FROM audit_photos WHERE item_id IS NOT NULL"
        ),
    )
    for one in sql:
        with pytest.raises(IntegrityError):
            session.execute(text(one), {"case": elsewhere.id} if ":case" in one else {})
        session.rollback()


def test_a_route_has_the_days_visits_of_ones_own_cases_as_they_were_planned_last(session, do, case, auditor):
    day = clock.day_of(NOW) + timedelta(days=1)
    late, early = (clock.end_of(day, hour=hour) for hour in (15, 9))
    second = make_case(session, auditor, make_partner(session, name="Toko Kedua"))
    do(plan_visit, case.id, start_at=early)
    do(plan_visit, second.id, start_at=early + timedelta(hours=1))
    do(plan_visit, case.id, start_at=late)
    stops = route_of(session, auditor, day)
    assert [stop.visit.number for stop in stops] == [second.number, case.number]
    assert stops[1].visit.unchecked == 2 and not stops[1].done and stops[1].visit.start_at == late
    assert route_of(session, make_auditor(session, name="Lain"), day) == []
    with pytest.raises(Refused, match="belum lewat"):
        do(plan_visit, case.id, start_at=NOW - timedelta(minutes=1))


def test_others_bring_nothing_from_a_visit(session, do, case):
    other = make_auditor(session, name="Lain")
    for service, given in (
        (plan_visit, {"start_at": NOW + timedelta(days=1)}),
        (take_photo, {"place": None, "note": "", "file_id": None}),
        (count_shelf, {"counts": [CountedGood(text="Kopi", counted=1)]}),
        (note_unrecorded, {"found": FOUND}),
    ):
        with pytest.raises(Forbidden):
            do(service, case.id, by=other, **given)


AFTER = {
    "audit_visits": "(case_id, start_at, planned_at) SELECT id, opened_at, opened_at",
    "audit_photos": "(case_id, note, file_id, taken_at) SELECT id, '', 1, opened_at",
    "shelf_counts": "(case_id, place, text, counted, counted_at) SELECT id, 1, 'x', 1, opened_at",
    "unrecorded_documents": "(public_id, case_id, seller, day, key, net, note, found_at)"
    " SELECT 'x', id, 'x', due_on, 'x', 1, '', opened_at",
}


@pytest.mark.parametrize("table", AFTER)
def test_a_closed_case_takes_nothing_more_from_a_visit(session, do, case, table):
    for item in [one.id for one in items_of(session, case)]:
        do(check_document, item, outcome=CheckOutcome.RIGHT)
    do(close_case, case.id)
    with pytest.raises(IntegrityError, match="the case is closed"):
        session.execute(text(f"INSERT INTO {table} {AFTER[table]} FROM audit_cases"))


def test_what_was_brought_stays_as_it_was(session, do, case):
    do(plan_visit, case.id, start_at=NOW + timedelta(days=1))
    do(count_shelf, case.id, [CountedGood(text="Kopi", counted=1)])
    do(note_unrecorded, case.id, FOUND)
    for table in (AuditVisit, ShelfCount, UnrecordedDocument):
        for act in (f"UPDATE {table.__tablename__} SET case_id = 0", f"DELETE FROM {table.__tablename__}"):
            with pytest.raises(IntegrityError):
                session.execute(text(act))
            session.rollback()
