import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from marketplace.accounts.hashing import matches
from marketplace.accounts.models import Seat, User
from marketplace.accounts.services.seats import create_user
from marketplace.accounts.totp import secret_of
from marketplace.app import REACTIONS
from marketplace.catalog.models import Category, Product
from marketplace.certification.models import Requirement
from marketplace.circulars.queries import in_force
from marketplace.db.demo_mark import is_demo
from marketplace.demo.loading import load_city
from marketplace.demo.office import PASSWORD, TOTP_SECRET, accounts
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import verify
from marketplace.kernel import clock
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICE_ROLES
from marketplace.ordering.models.orders import Order
from marketplace.outreach.models import Activity, Candidate
from marketplace.partners.models import Mou, Outlet, Partner, PartnerKind
from marketplace.partners.mous import mou_in_force
from marketplace.ports.search import SearchDown
from marketplace.producers.models import Producer
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase


@pytest.fixture
def flask(whole_app):
    runner = whole_app.test_cli_runner()
    return lambda *words: runner.invoke(args=["demo", "load", *words])


@pytest.fixture
def bare(flask):
    """What the command printed."""
    done = flask("--size", "bare", "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_it_has_the_accounts_and_nobody_else(bare, session):
    users = {user.email: user for user in session.scalars(select(User))}
    assert set(users) == {account.email for account in accounts()}
    assert all(
        matches(users[email].password_hash, PASSWORD) for email in ("mitra@mb2.test", "admin@mb2.test")
    )


def test_officials_have_the_one_second_factor_set_up(bare, session, whole_app):
    seated = select(User).join(Seat, Seat.user_id == User.id).where(Seat.role.in_(OFFICE_ROLES))
    officials = session.scalars(seated).all()
    assert len(officials) == 7
    sealer = whole_app.extensions["tools"].sealer
    found = {(user.totp_secret, secret_of(user, sealer), user.totp_confirmed) for user in officials}
    assert found == {(None, TOTP_SECRET, True)}


def test_each_role_of_the_office_is_taken(bare, session):
    held = session.scalars(select(Seat.role).where(Seat.role.in_(OFFICE_ROLES)))
    assert set(held) == set(OFFICE_ROLES)


def test_the_law_is_loaded(bare, session):
    assert count(session, Category) > 10
    assert count(session, Requirement) > 10


def test_an_example_circular_holds_since_january(bare, session):
    for day in ("2026-01-01", "2026-07-31", "2026-09-30"):
        circular = in_force(session, date.fromisoformat(day))
        assert circular.example and "ontoh" in circular.title and "CONTOH" in circular.number
    (clause,) = circular.clauses
    assert (clause.rule, clause.seller_test.value, clause.lowest_grade) == ("value_share", "local", "D")
    assert (clause.kinds, clause.scope) == ((), ())


def test_one_minimarket_is_under_memorandum_and_has_an_outlet(bare, session):
    today = clock.day_of(clock.now())
    under = [one.id for one in session.scalars(select(Partner)) if mou_in_force(session, one.id, today)]
    assert len(under) == 1
    assert session.get(Partner, under[0]).kind is PartnerKind.MINIMARKET
    assert session.scalars(select(Outlet.partner_id)).all().count(under[0]) >= 1
    owner = select(User.email).join(Seat, Seat.user_id == User.id).where(Seat.organisation_id == under[0])
    assert session.scalars(owner).all() == ["mitra@mb2.test"]
    assert session.scalars(select(Mou)).one().starts_on.isoformat() == "2026-01-01"


def test_nobody_has_traded(bare, session):
    for model in (Order, Purchase, SpendDeclaration, Product):
        assert count(session, model) == 0
    assert count(session, Producer) == 2


def test_nobody_was_visited(bare, session):
    assert count(session, Activity) == count(session, Candidate) == 0


def test_its_journal_is_whole_and_reads_in_order(bare, session):
    verdict = verify(session)
    assert verdict.whole and verdict.entries == bare["counts"]["journal_entries"] > 40
    moments = session.scalars(select(JournalEntry.at).order_by(JournalEntry.seq)).all()
    assert moments[-1] < clock.now()
    approved = session.scalars(select(JournalEntry).filter_by(action="CircularApproved")).one()
    assert session.get(User, approved.user_id).email == "penyetuju@mb2.test"


def test_a_filled_base_is_refused_and_stays_as_it_is(bare, flask, session):
    before = count(session, JournalEntry)
    session.rollback()
    for size in ("bare", "small"):
        done = flask("--size", size)
        assert done.exit_code == 1
        assert done.stdout == ""
        assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1
    assert count(session, JournalEntry) == before


def test_a_filled_base_can_be_left_alone(bare, flask, session):
    before = count(session, JournalEntry)
    session.rollback()
    done = flask("--if-empty")
    assert (done.exit_code, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert count(session, JournalEntry) == before


def test_a_base_with_the_demo_is_marked(flask, session):
    assert not is_demo(session)
    session.rollback()
    assert flask("--size", "bare").exit_code == 0
    assert is_demo(session)


def test_a_filled_base_that_is_run_as_a_demo_is_marked(flask, unit, session):
    """As `make run` does."""
    with unit() as uow:
        create_user(uow, "Tini", "tini@contoh.id")
    assert flask("--if-empty").exit_code == 0
    assert is_demo(session)


@pytest.mark.parametrize("more", [(), ("--if-empty",)])
def test_it_is_refused_in_production(whole_app, flask, session, more):
    ours = whole_app.extensions["settings"]
    whole_app.extensions["settings"] = ours.model_copy(update={"env": "production"})
    done = flask("--size", "bare", *more)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: MB2_ENV is production, and everybody knows the demo's passwords; nothing was loaded.\n"
    )
    assert (count(session, User), is_demo(session)) == (0, False)


@pytest.mark.parametrize("size", ["city", "province"])
def test_sizes_of_later_are_bad_usage_and_write_nothing(flask, session, size):
    done = flask("--size", size)
    assert done.exit_code == 2
    assert "not there yet" in done.stderr
    assert count(session, User) == 0


def test_a_person_reads_the_accounts(flask):
    done = flask("--size", "bare")
    assert done.exit_code == 0
    for secret in (PASSWORD, TOTP_SECRET, *(account.email for account in accounts())):
        assert secret in done.stdout


class NoSearch:
    def rebuild(self, documents):
        raise SearchDown("the disk is full")


def test_all_of_it_is_loaded_or_nothing(whole_app, session):
    tools = replace(whole_app.extensions["tools"], search=NoSearch())
    with pytest.raises(SearchDown):
        load_city(session, bus=Bus(*REACTIONS), tools=tools, now=clock.now(), size="bare")
    assert (count(session, User), count(session, JournalEntry), is_demo(session)) == (0, 0, False)
