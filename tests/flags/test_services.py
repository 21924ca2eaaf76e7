"""Flags are written once, stay as they are, and are settled by auditors who sit with nobody concerned."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from marketplace.flags.base import FLAGS
from marketplace.flags.events import FlagSettled
from marketplace.flags.ledger import MonthLedger
from marketplace.flags.models import FlagFinding, FlagRuling, RiskFlag
from marketplace.flags.queries import FlagList, scores
from marketplace.flags.services import found_in, months_to_flag, settle_flag, write_flags
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.period import Month
from marketplace.kernel.roles import AUDITOR, OFFICER
from marketplace.purchases.models.ledger import Source
from tests.conftest import NOW
from tests.factories.officials import make_official
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

AUGUST, ELSEWHERE = Month(2026, 8), 9_999


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def repeated(session, shop):
    """One receipt at two shops; the later purchase."""
    maker, receipt = make_maker(session), {"document_number": "INV-0012", "source": Source.IMPORT}
    make_purchase(session, make_partner(session), maker, 125_000, **receipt)
    return make_purchase(session, shop, maker, 125_000, **receipt)


def run(session, work, month=AUGUST):
    found = list(found_in(MonthLedger(session, month, NOW.date())))
    with work() as uow:
        return write_flags(uow, month, found)


@pytest.fixture
def flag(session, work, repeated):
    run(session, work)
    return session.scalars(select(RiskFlag)).one()


def test_a_flag_is_written_once_and_names_its_purchase(session, work, repeated):
    assert run(session, work) == 1
    assert run(session, work) == 0
    (row,) = FlagList().rows(session)
    assert (row.kind, row.month, row.finding) == ("same_document", "2026-08", None)
    assert FlagList(line_id=row.line).rows(session) == [row]
    assert row.sentence.startswith("Nota INV-0012 dari ")


def test_half_a_month_is_not_judged_by_what_takes_a_whole_one(session):
    ledger = MonthLedger(session, AUGUST, date(2026, 8, 31))
    assert [kind for kind, one in FLAGS.items() if one.whole_month and list(one.hits(ledger))] == []
    assert [kind for kind in FLAGS if FLAGS[kind].whole_month] == [
        "month_end",
        "one_customer",
        "over_capacity",
        "round_amounts",
        "unanswered",
    ]


def test_what_was_taken_back_is_no_hit(session, work, shop, repeated):
    make_purchase(session, shop, None, -125_000, reverses_id=repeated.id, seller_text="x")
    assert run(session, work) == 0


def test_an_auditor_settles_a_flag_once_with_a_reason(session, work, flag, heard):
    auditor = make_official(session)
    with pytest.raises(Refused), work(AUDITOR, at=ELSEWHERE, user_id=auditor) as uow:
        settle_flag(uow, flag.id, finding=FlagFinding.REAL, reason=" ")
    with work(AUDITOR, at=ELSEWHERE, user_id=auditor) as uow:
        settle_flag(uow, flag.id, finding=FlagFinding.REAL, reason="Nota difoto dua kali")
    assert heard == [FlagSettled(flag_id=flag.id, finding="real", reason="Nota difoto dua kali")]
    with pytest.raises(Refused), work(AUDITOR, at=ELSEWHERE, user_id=auditor) as uow:
        settle_flag(uow, flag.id, finding=FlagFinding.NOT_REAL, reason="Ternyata benar")


def test_others_settle_nothing_nor_does_an_auditor_of_the_shop_itself(work, flag, shop):
    with pytest.raises(Forbidden), work(OFFICER, at=ELSEWHERE) as uow:
        settle_flag(uow, flag.id, finding=FlagFinding.REAL, reason="Nota")
    with pytest.raises(Forbidden), work(AUDITOR, at=shop.id) as uow:
        settle_flag(uow, flag.id, finding=FlagFinding.REAL, reason="Nota")


def test_hits_and_misses_are_counted_by_kind(session, work, flag):
    before = next(one for one in scores(session) if one.kind == "same_document")
    assert (before.found, before.waiting, before.precision) == (1, 1, None)
    with work(AUDITOR, at=ELSEWHERE) as uow:
        settle_flag(uow, flag.id, finding=FlagFinding.NOT_REAL, reason="Dua lembar")
    after = next(one for one in scores(session) if one.kind == "same_document")
    assert (after.found, after.waiting, after.real, after.not_real, after.precision) == (1, 0, 0, 1, (0, 1))
    assert [one.kind for one in scores(session)] == list(FLAGS)
    assert FlagList(unsettled=True).rows(session) == []


def test_months_in_which_something_was_recorded_lately_are_read_again(session, work, shop):
    make_purchase(session, shop, bought_on=date(2026, 3, 5), recorded_at=NOW - timedelta(hours=3))
    make_purchase(session, shop, bought_on=date(2026, 1, 5), recorded_at=NOW - timedelta(days=9))
    with work() as uow:
        assert list(map(str, months_to_flag(uow))) == ["2026-03", "2026-09", "2026-10", "2026-11"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE risk_flags SET month = '2026-09'",
        "DELETE FROM risk_flags",
        "UPDATE flag_rulings SET reason = 'lain'",
        "DELETE FROM flag_rulings",
        "INSERT INTO risk_flags (public_id, kind, key, partner_id, month, figures, found_at)"
        " SELECT 'x', kind, key, partner_id, month, figures, found_at FROM risk_flags",
        "INSERT INTO photo_marks (attachment_id, phash) VALUES (1, 'ab')",
    ],
)
def test_the_database_keeps_what_was_found(session, work, flag, statement):
    with work(AUDITOR, at=ELSEWHERE) as uow:
        settle_flag(uow, flag.id, finding=FlagFinding.REAL, reason="Nota")
    with pytest.raises(DBAPIError):
        session.execute(text(statement))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(FlagRuling)) == 1


def test_a_ruling_without_a_reason_is_refused_by_the_database(session, flag):
    settled = {"settled_by": None, "settled_at": NOW}
    with pytest.raises(DBAPIError):
        session.add(FlagRuling(flag_id=flag.id, finding=FlagFinding.REAL, reason="", **settled))
        session.flush()
