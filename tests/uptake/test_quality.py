"""The board of data quality counts what its lists open."""

from datetime import date, datetime

import pytest

from marketplace.kernel.period import Month
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Source
from marketplace.uptake.lines import Grade
from marketplace.uptake.quality import LateDeclarations, QualityLines, shares_by_grade, unanswered_in
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_partner
from tests.factories.purchases import declare, make_purchase

AUGUST = Month(2026, 8)


@pytest.fixture
def ledger(session):
    """One purchase of each grade, one of another month, and one that was taken back."""
    shop, maker = make_partner(session), make_maker(session)
    make_purchase(session, shop, maker, 400_000, source=Source.HANDOVER)
    make_purchase(session, shop, maker, 300_000, document_number="N-1", answer=Answer.CONFIRMED)
    make_purchase(session, shop, maker, 200_000, 50_000, document_number="N-2")
    make_purchase(session, shop, maker, 100_000)
    make_purchase(session, shop, None, 60_000)
    make_purchase(session, shop, maker, 900_000, bought_on=date(2026, 7, 31))
    gone = make_purchase(session, shop, maker, 70_000, document_number="N-3")
    make_purchase(session, shop, maker, -70_000, reverses_id=gone.id)
    return session


def test_each_grade_is_counted_and_opens_its_lines(ledger):
    shares = {one.grade: (one.lines, one.net) for one in shares_by_grade(ledger, AUGUST)}
    assert shares == {
        Grade.A: (1, 400_000),
        Grade.B: (1, 300_000),
        Grade.C: (2, 250_000),
        Grade.D: (2, 160_000),
    }
    for grade, (count, net) in shares.items():
        rows = QualityLines(month=AUGUST, grade=grade).rows(ledger)
        assert (len(rows), sum(row.net for row in rows)) == (count, net)
    assert [row.net for row in QualityLines(month=AUGUST).rows(ledger)] == sorted(
        (400_000, 300_000, 200_000, 100_000, 60_000, 50_000), reverse=True
    )


def test_what_makers_have_yet_to_answer_is_counted_by_purchase(ledger):
    assert unanswered_in(ledger, AUGUST) == (2, 350_000)
    assert sum(row.net for row in QualityLines(month=AUGUST, unanswered=True).rows(ledger)) == 350_000
    assert unanswered_in(ledger, Month(2026, 6)) == (0, 0)


def test_late_is_who_is_bound_and_had_not_declared_by_the_day(session):
    shops = {name: make_partner(session, name=name, mou=False) for name in ("A", "B", "C", "D")}
    for name in ("A", "B", "C"):
        make_mou(session, shops[name])
    in_time = datetime(2026, 9, 10, 16, 59, tzinfo=NOW.tzinfo)
    late = datetime(2026, 9, 10, 17, 1, tzinfo=NOW.tzinfo)
    declare(session, shops["A"], submitted_at=in_time)
    declare(session, shops["B"], submitted_at=late)
    declare(session, shops["C"], month="2026-07", submitted_at=in_time)

    assert [(row.name, row.filed_at) for row in LateDeclarations(month=AUGUST).rows(session)] == [
        ("B", late),
        ("C", None),
    ]
