"""What the database keeps of handovers, terms, balances, papers and passes by itself, tried around the services."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.ordering.models.handovers import HandoverPass
from marketplace.ordering.models.papers import Paper, Print
from marketplace.ordering.states import (
    AGREED,
    CONFIRMED,
    CONTESTED,
    PREPARED,
    SENT,
    AgreedHow,
    HandoverKind,
    PaperKind,
    TakeBackReason,
    TradeModel,
)
from tests.conftest import NOW
from tests.factories.ordering import (
    consign,
    make_alone,
    make_goods,
    make_handover,
    make_maker,
    make_order,
    make_term,
)
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def refused(session):
    def check(statement, **values):
        with pytest.raises(DBAPIError):
            session.execute(text(statement), values)
            session.commit()
        session.rollback()

    return check


@pytest.fixture
def shop(session):
    return make_outlet(session, make_partner(session))


@pytest.fixture
def counted(session, shop):
    """A line of a round: of ten two were left, one taken back, one lost and six sold; five were brought."""
    figures = {
        "opening": 10,
        "counted": 2,
        "taken_back": 1,
        "take_back_reason": TakeBackReason.DAMAGED,
        "lost": 1,
        "sold": 6,
    }
    visit = make_alone(session, make_goods(session), shop, brought=5, kind=HandoverKind.ROUND, line=figures)
    return visit.lines[0].id


@pytest.mark.parametrize(
    "change",
    [
        "brought = -1",
        "accepted = 8, rejected = 3",
        "accepted = -1, rejected = 0",
        "accepted = 0, rejected = -1",
        "unit_price = 0",
        "reserved = -1",
    ],
)
def test_a_line_stays_within_what_was_brought(session, refused, change):
    line_id = make_handover(session, brought=10).lines[0].id

    refused(f"UPDATE handover_lines SET {change} WHERE id = :id", id=line_id)


def test_a_line_says_something_until_it_is_answered(session, refused, shop):
    line_id = make_alone(session, make_goods(session), shop).lines[0].id

    refused("UPDATE handover_lines SET brought = 0 WHERE id = :id", id=line_id)
    session.execute(
        text("UPDATE handover_lines SET brought = 0, accepted = 0, rejected = 0 WHERE id = :id"),
        {"id": line_id},
    )
    session.commit()


@pytest.mark.parametrize(
    "change",
    [
        "sold = 7",
        "counted = 3",
        "lost = 0",
        "taken_back = 2",
        "opening = 11",
        "taken_back = -1, sold = 8",
        "lost = -1, sold = 8",
        "counted = -1, sold = 9",
        "sold = -1, counted = 9",
        "opening = -1, counted = 0, taken_back = 0, lost = 0, sold = -1",
        "take_back_reason = NULL",
    ],
)
def test_a_round_adds_up(refused, counted, change):
    refused(f"UPDATE handover_lines SET {change} WHERE id = :id", id=counted)


def test_all_handovers_of_a_line_together_stay_within_what_was_ordered(session, refused):
    order = make_order(session, quantity=10, state=CONFIRMED)
    first, second = (make_handover(session, order=order, brought=10) for _ in range(2))
    session.execute(
        text("UPDATE handover_lines SET accepted = 6, rejected = 4 WHERE id = :id"), {"id": first.lines[0].id}
    )
    session.commit()

    refused("UPDATE handover_lines SET accepted = 5, rejected = 5 WHERE id = :id", id=second.lines[0].id)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE handovers SET state = 'sent', agreed_how = NULL WHERE id = :id",
        "UPDATE handovers SET agreed_at = NULL WHERE id = :id",
        "UPDATE handovers SET agreed_how = 'code' WHERE id = :id",
        "UPDATE handovers SET trade = 'consignment' WHERE id = :id",
        "UPDATE handovers SET loss_on = 'shop' WHERE id = :id",
        "DELETE FROM handovers WHERE id = :id",
        "UPDATE handover_lines SET accepted = 9, rejected = 1 WHERE handover_id = :id",
        "UPDATE handover_lines SET unit_price = 9 WHERE handover_id = :id",
        "DELETE FROM handover_lines WHERE handover_id = :id",
        "INSERT INTO handover_lines (handover_id, variant_id, name, unit, unit_price, brought, taken_back, lost,"
        " reserved, batch) SELECT handover_id, variant_id, name, unit, unit_price, 1, 0, 0, 0, ''"
        " FROM handover_lines WHERE handover_id = :id",
    ],
)
def test_an_agreed_handover_is_frozen(session, refused, change):
    handover = make_handover(session)
    handover.lines[0].accepted, handover.lines[0].rejected = 10, 0
    session.flush()
    handover.state, handover.agreed_at, handover.agreed_how = AGREED, NOW, AgreedHow.ACCOUNT
    session.commit()

    refused(change, id=handover.id)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'agreed'",  # nobody knows how
        "agreed_how = 'account'",  # not agreed
        "producer_id = partner_id",
        "issuer_id = (SELECT MAX(id) FROM organisations)",  # of neither side
        "days_to_pay = -1",
    ],
)
def test_a_handover_is_between_two_sides_and_agreed_somehow(session, refused, change):
    handover = make_handover(session)
    make_maker(session)

    refused(f"UPDATE handovers SET {change} WHERE id = :id", id=handover.id)


def test_a_number_and_a_key_of_the_phone_are_used_once_per_issuer(session, refused, shop):
    maker = make_maker(session)
    first, second = (
        make_alone(session, make_goods(session, maker=maker), shop, client_id=key) for key in ("hp-1", "hp-2")
    )

    refused("UPDATE handovers SET client_id = 'hp-1' WHERE id = :id", id=second.id)
    refused("UPDATE handovers SET number = :number WHERE id = :id", number=first.number, id=second.id)
    theirs = make_alone(session, make_goods(session), shop, client_id="hp-1")  # another issuer's
    assert theirs.id not in (first.id, second.id)


@pytest.mark.parametrize("state", [PREPARED, SENT, CONTESTED])
def test_one_round_is_open_between_a_maker_and_an_outlet(session, refused, shop, state):
    goods = make_goods(session)
    given = {"kind": HandoverKind.ROUND, "trade": TradeModel.CONSIGNMENT}
    make_alone(session, goods, shop, accepted=10, **given | {"state": AGREED})
    make_alone(session, goods, shop, **given | {"state": state})
    beside = make_alone(session, goods, shop)

    refused("UPDATE handovers SET kind = 'round' WHERE id = :id", id=beside.id)


def test_a_balance_is_never_below_zero_and_has_a_price(session, refused, shop):
    consign(session, make_goods(session), shop, 4)

    refused("UPDATE consigned SET balance = balance - 5")
    refused("UPDATE consigned SET unit_price = 0")
    refused(
        "INSERT INTO consigned (producer_id, outlet_id, variant_id, balance, unit_price, unsold_rounds, moved_at)"
        " SELECT producer_id, outlet_id, variant_id, 1, 1, 0, moved_at FROM consigned"
    )


@pytest.mark.parametrize("change", ["days_to_pay = 30", "margin = 1"])
def test_terms_are_only_written_beside(session, refused, shop, change):
    make_term(session, make_maker(session), shop)

    refused(f"UPDATE trade_terms SET {change}")
    refused("DELETE FROM trade_terms")


@pytest.mark.parametrize(
    "given", [{"margin": -1}, {"margin": 10_000}, {"days_to_pay": -1}, {"days_to_pay": 366}]
)
def test_terms_stay_within_reason(session, shop, given):
    with pytest.raises(DBAPIError):
        make_term(session, make_maker(session), shop, **given)


@pytest.fixture
def paper(session):
    """The first delivery note of a maker."""
    handover = make_handover(session)
    row = Paper(
        issuer_id=handover.producer_id, kind=PaperKind.DELIVERY, year=2026, sequence=1, number="0001/SJ/XI/2026",
        handover_id=handover.id, issued_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(
        Print(paper_id=row.id, organisation_id=row.issuer_id, copy=1, printed_by=None, printed_at=NOW)
    )
    session.commit()
    return row


ANOTHER = (
    "INSERT INTO papers (issuer_id, kind, year, sequence, number, handover_id, order_id, issued_at)"
    " SELECT issuer_id, {kind}, {year}, {sequence}, 'x', {handover}, {order}, issued_at FROM papers WHERE id = :id"
)
PLAIN = {"kind": "'BAST'", "year": "year", "sequence": "1", "handover": "handover_id", "order": "NULL"}


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "kind", "sequence": "2"},  # a second note of one handover
        {"sequence": "2"},  # the first receipt is number one
        {"sequence": "0"},
        {"year": "2027", "sequence": "2"},
        {"handover": "NULL"},  # of nothing
        {"order": "(SELECT MAX(id) FROM orders)"},  # of two things
    ],
)
def test_the_numbers_of_an_issuer_have_no_gap_and_each_paper_is_of_one_thing(refused, paper, given):
    refused(ANOTHER.format(**PLAIN | given), id=paper.id)


def test_the_next_number_is_taken_once(session, refused, paper):
    other = make_handover(session)
    given = {"kind": "kind", "sequence": "2", "handover": str(other.id)}
    session.execute(text(ANOTHER.format(**PLAIN | given)), {"id": paper.id})
    session.commit()

    refused(ANOTHER.format(**PLAIN | given | {"handover": str(make_handover(session).id)}), id=paper.id)


@pytest.mark.parametrize("table, column", [("papers", "number"), ("prints", "copy")])
def test_papers_and_prints_are_only_written(refused, paper, table, column):
    refused(f"UPDATE {table} SET {column} = 9")
    refused(f"DELETE FROM {table}")


def test_a_pass_is_told_apart_and_ends_after_it_began(session, refused):
    handover = make_handover(session)
    for token in ("a", "b"):
        session.add(
            HandoverPass(
                handover_id=handover.id,
                token_hash=token,
                made_by=None,
                made_at=NOW,
                expires_at=NOW.replace(hour=1),
            )
        )
    session.commit()

    refused("UPDATE handover_passes SET token_hash = 'a'")
    refused("UPDATE handover_passes SET expires_at = made_at")
