from datetime import UTC, datetime

import pytest

from marketplace.kernel.errors import NotFound
from marketplace.purchases.models.declarations import Decision, DeclarationDecision
from marketplace.uptake.declared import DeclaredList, declared_row, undecided
from tests.conftest import NOW
from tests.factories.partners import make_partner
from tests.factories.purchases import declare

EARLY, LATE = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 5, tzinfo=UTC)


@pytest.fixture
def shop(session):
    return make_partner(session, name="Swalayan Contoh")


def decide(session, declaration, decision=Decision.ACCEPTED, reason=""):
    session.add(
        DeclarationDecision(
            declaration_id=declaration.id, decision=decision, reason=reason, decided_by=None, decided_at=NOW
        )
    )
    session.commit()


def rows(session, **filters):
    return DeclaredList(**filters).page(session).rows


def test_a_revision_replaces_what_it_mends(session, shop):
    first = declare(session, shop, 500)
    second = declare(session, shop, 800, revision=2)

    row = declared_row(session, second.public_id)
    assert (row.total, row.before, row.revision) == (800, 500, 2)
    with pytest.raises(NotFound):
        declared_row(session, first.public_id)


def test_what_waits_comes_oldest_first_and_the_rest_newest_month_first(session, shop):
    july = declare(session, shop, month="2026-07", submitted_at=LATE)
    june = declare(session, shop, month="2026-06", submitted_at=EARLY)
    decide(session, declare(session, shop, month="2026-05"), Decision.QUERIED, "Satu gerai terlewat?")

    assert [row.id for row in rows(session, undecided=True)] == [june.id, july.id]
    every = rows(session)
    assert [row.month for row in every] == ["2026-07", "2026-06", "2026-05"]
    assert (every[-1].decision, every[-1].reason) == (Decision.QUERIED, "Satu gerai terlewat?")


def test_a_question_answered_by_a_revision_waits_again(session, shop):
    decide(session, declare(session, shop, 5), Decision.QUERIED, "Satu gerai terlewat?")
    assert undecided(session) == (0, None)

    declare(session, shop, 6, revision=2, submitted_at=LATE)
    count, since = undecided(session)
    assert (count, since) == (1, LATE)
