"""Whatever was written into the books: what is read of them equals what a patient clerk adds up by hand."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from marketplace.kernel.period import Month, MonthSpan
from marketplace.producers.models import Locality, LocalityBasis
from marketplace.purchases.models.answers import Answer, AnswerRuling
from marketplace.purchases.monthly import bought_by_month
from marketplace.uptake.ledger import last_month_with_rows, lines_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, lines_in, make_purchase, make_refusal

AUGUST = Month(2026, 8)
BEGIN = date(2026, 7, 25)
QUIET = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Bought:
    shop: int  # of two
    maker: int | None  # of two; None: a seller nobody knows
    day: date
    nets: tuple[int, ...]
    answer: Answer | None = None
    refused: bool | None = None  # its first line; True: and the answer accepted
    taken_back: bool = False


@dataclass(frozen=True)
class Books:
    bought: list[Bought]
    local: list[tuple[date | None, date | None] | None] = field(default_factory=list)  # of each maker


DAYS = st.integers(0, 45).map(lambda days: BEGIN + timedelta(days=days))
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda span: span[0] is None or span[1] is None or span[0] <= span[1]
)
ROWS = st.builds(
    Bought,
    shop=st.integers(0, 1),
    maker=st.none() | st.integers(0, 1),
    day=DAYS,
    nets=st.lists(st.integers(-900_000, 900_000).filter(bool), min_size=1, max_size=3).map(tuple),
    answer=st.none() | st.sampled_from(Answer),
    refused=st.none() | st.booleans(),
    taken_back=st.booleans(),
)
BOOKS = st.builds(
    Books,
    bought=st.lists(ROWS, max_size=8),
    local=st.lists(st.none() | SPANS, min_size=2, max_size=2),
)


def was_local(books, row):
    span = books.local[row.maker] if row.maker is not None else None
    return span is not None and (span[0] or row.day) <= row.day <= (span[1] or row.day)


@pytest.fixture
def write(session):
    """Lay these books down among two new shops and two new makers; earlier examples have others."""

    def lay_down(books):
        shops = [make_partner(session, mou=False) for _ in range(2)]
        makers = [make_maker(session, local=False) for _ in range(2)]
        for maker, span in zip(makers, books.local, strict=True):
            if span is not None:
                session.add(
                    Locality(
                        producer_id=maker.id,
                        from_on=span[0],
                        until_on=span[1],
                        basis=LocalityBasis.SITE_VISIT,
                        verified_by=None,
                    )
                )
        for row in books.bought:
            maker = None if row.maker is None else makers[row.maker]
            purchase = make_purchase(
                session, shops[row.shop], maker, *row.nets, answer=row.answer, bought_on=row.day
            )
            if row.refused is not None:
                ruling = AnswerRuling.ACCEPTED if row.refused else None
                make_refusal(session, lines_in(session, purchase)[0], answered=True, ruling=ruling)
            if row.taken_back:
                make_purchase(
                    session, shops[row.shop], maker, *(-net for net in row.nets),
                    bought_on=row.day, reverses_id=purchase.id,
                )  # fmt: skip
        return shops, makers

    return lay_down


@given(books=BOOKS)
@QUIET
def test_what_counts_is_what_a_clerk_would_count(session, write, books):
    shops, _ = write(books)
    read = lines_of(session, MonthSpan.of(AUGUST), partner_ids=[shop.id for shop in shops])
    for number, shop in enumerate(shops):
        mine = [
            row for row in books.bought if row.shop == number and row.day in AUGUST and not row.taken_back
        ]
        lines = read.get(shop.id, [])
        assert sorted(line.net for line in lines) == sorted(net for row in mine for net in row.nets)
        bought = [line for line in lines if line.net > 0]  # a return has what held for its purchase
        assert sum(line.net for line in bought if line.local) == sum(
            sum(net for net in row.nets if net > 0) for row in mine if was_local(books, row)
        )
        assert sum(line.refused for line in bought) == sum(
            row.refused is False and row.nets[0] > 0 for row in mine
        )
        assert sum(line.net for line in bought if line.disputed) == sum(
            sum(net for net in row.nets if net > 0) for row in mine if row.answer is Answer.DISPUTED
        )


@given(books=BOOKS)
@QUIET
def test_no_line_is_read_twice_and_all_months_together_hold_each_once(session, write, books):
    shops, _ = write(books)
    span = MonthSpan(Month(2026, 7), Month(2026, 9))
    wanted = [shop.id for shop in shops]
    whole = [line.id for lines in lines_of(session, span, partner_ids=wanted).values() for line in lines]
    apart = [
        line.id
        for month in span
        for lines in lines_of(session, MonthSpan.of(month), partner_ids=wanted).values()
        for line in lines
    ]
    assert len(whole) == len(set(whole))
    assert sorted(apart) == sorted(whole)


@given(books=BOOKS)
@QUIET
def test_the_plain_sum_of_a_maker_is_nothing_for_what_was_taken_back(session, write, books):
    _, makers = write(books)
    for number, maker in enumerate(makers):
        mine = [row for row in books.bought if row.maker == number and row.day in AUGUST]
        sums = bought_by_month(session, MonthSpan.of(AUGUST), producer_id=maker.id)
        assert set(sums) == ({AUGUST} if mine else set())
        if mine:
            assert sums[AUGUST].net == sum(sum(row.nets) for row in mine if not row.taken_back)
            assert sums[AUGUST].partners == len({row.shop for row in mine})


@given(books=BOOKS, declared=st.none() | st.sampled_from(["2026-06", "2026-08", "2026-10"]))
@QUIET
def test_the_newest_month_is_that_of_the_last_row_or_declaration(session, write, books, declared):
    shops, _ = write(books)
    if declared:
        declare(session, shops[0], month=declared)
    months = [Month.of(row.day) for row in books.bought if row.shop == 0]
    wanted = max([*months, *([Month.parse(declared)] if declared else [])], default=None)
    assert last_month_with_rows(session, shops[0].id) == wanted


def test_the_ledger_itself_keeps_both_rows_of_what_was_taken_back(session, write):
    write(Books([Bought(0, 0, date(2026, 8, 3), (7_000,), taken_back=True)], [None, None]))
    assert session.scalar(text("SELECT count(*) FROM purchases")) == 2
    assert session.scalar(text("SELECT sum(net) FROM purchase_lines")) == 0
