"""Public offices order because a circular binds their kind, and only while it does."""

from datetime import date, timedelta

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import delete, select

from config import ROOT
from marketplace.circulars.services import approve_circular
from marketplace.circulars.states import DRAFT
from marketplace.kernel.roles import APPROVER
from marketplace.partners.models import BoundKind, PartnerKind
from marketplace.partners.queries import UNBOUND, closed_because, may_order
from marketplace.partners.services.binding import bind_kinds
from tests.factories.circulars import make_circular, make_clause
from tests.factories.officials import make_official
from tests.factories.partners import bind_kind, make_mou, make_partner

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
FOR_OFFICES = {"kinds": ["hotel", "public_office"]}
FOR_SHOPS = {"kinds": ["shop"]}


@pytest.fixture
def office(session):
    return make_partner(session, kind=PartnerKind.PUBLIC_OFFICE, mou=False, bound=False)


@pytest.fixture
def approve(session, work):
    def sign(circular):
        with work(APPROVER, at=1, user_id=make_official(session)) as uow:
            approve_circular(uow, circular.id)

    return sign


def bound(session):
    query = select(BoundKind.circular_number, BoundKind.from_on, BoundKind.until_on)
    return [tuple(row) for row in session.execute(query.order_by(BoundKind.circular_number))]


def test_without_a_circular_an_office_orders_nothing_and_is_told_why(session, office):
    assert not may_order(session, office.id, TODAY)
    assert closed_because(session, office.id, TODAY) == UNBOUND


def test_with_a_memorandum_of_its_own_it_needs_no_circular(session, office):
    make_mou(session, office)

    assert may_order(session, office.id, TODAY)


@pytest.mark.parametrize(
    "clauses, binds",
    [
        ([FOR_OFFICES], True),
        ([FOR_SHOPS], False),
        ([FOR_SHOPS, FOR_OFFICES], True),
        ([FOR_SHOPS, {}], True),  # a clause that names no kind is for every kind
    ],
)
def test_signing_one_binds_the_kinds_its_clauses_name(session, office, approve, clauses, binds):
    circular = make_circular(session, *(make_clause(**given) for given in clauses), state=DRAFT)
    assert not may_order(session, office.id, TODAY)

    approve(circular)

    assert may_order(session, office.id, TODAY) is binds
    assert bound(session) == ([(circular.number, circular.from_on, None)] if binds else [])


def test_it_binds_from_its_first_day_through_its_last(session, office, approve):
    approve(make_circular(session, state=DRAFT, from_on=TODAY + DAY, until_on=TODAY + 2 * DAY))

    allowed = [may_order(session, office.id, TODAY + days * DAY) for days in range(4)]
    assert allowed == [False, True, True, False]


def test_one_that_takes_its_place_ends_the_binding(session, office, approve):
    old = make_circular(session, make_clause(**FOR_OFFICES), state=DRAFT, number="500/1/2026")
    approve(old)
    new = make_circular(
        session,
        make_clause(**FOR_SHOPS),
        state=DRAFT,
        number="500/2/2026",
        from_on=TODAY + DAY,
        replaces_id=old.id,
    )
    approve(new)

    assert bound(session) == [("500/1/2026", old.from_on, TODAY)]
    assert may_order(session, office.id, TODAY)
    assert not may_order(session, office.id, TODAY + DAY)


def test_shops_are_never_bound_instead_of_signing(session, work):
    shop = make_partner(session, kind=PartnerKind.SHOP, mou=False)

    with work() as uow:
        bind_kinds(uow, circular_number="500/9/2026", kinds=list(PartnerKind), from_on=TODAY, until_on=None)

    assert [row.kind for row in session.scalars(select(BoundKind))] == [PartnerKind.PUBLIC_OFFICE]
    assert not may_order(session, shop.id, TODAY)


def test_a_row_for_a_shop_would_not_help_it_either(session):
    shop = make_partner(session, kind=PartnerKind.SHOP, mou=False)
    bind_kind(session, PartnerKind.SHOP)

    assert not may_order(session, shop.id, TODAY)


class TestWhatStoodBefore:
    """The migration notes whom the circulars bound that were signed before the rows were there."""

    @pytest.fixture
    def migrate(self, session):
        def run():
            session.execute(delete(BoundKind))
            session.commit()
            script = ScriptDirectory(str(ROOT / "migrations")).get_revision("0003").module
            with Operations.context(MigrationContext.configure(session.connection())):
                script.bind_public_offices()
            session.commit()

        return run

    def test_a_clause_for_them_or_for_everybody_binds_once(self, session, migrate):
        one = make_circular(
            session,
            make_clause(**FOR_OFFICES),
            make_clause(**FOR_OFFICES),
            number="500/1/2025",
            from_on=date(2025, 1, 1),
            until_on=date(2025, 12, 31),
        )
        two = make_circular(session, make_clause(), number="500/2/2026")
        migrate()

        assert bound(session) == [
            (one.number, one.from_on, one.until_on),
            (two.number, two.from_on, None),
        ]

    def test_drafts_and_circulars_for_shops_bind_nobody(self, session, migrate):
        make_circular(session, make_clause(**FOR_SHOPS))
        make_circular(session, make_clause(**FOR_OFFICES), state=DRAFT)
        migrate()

        assert bound(session) == []
