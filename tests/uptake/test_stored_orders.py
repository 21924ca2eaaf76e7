"""Whatever happens to the books, in whatever order, and whenever figures are stored: they are what the ledger says."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.app import REACTIONS
from marketplace.circulars.models import SellerTest
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.evaluation import evaluate
from marketplace.compliance.numbers import only_counts
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER
from marketplace.producers.models import Locality, LocalityBasis, ProducerMerge
from marketplace.producers.services.locality_and_holds import end_locality, record_locality
from marketplace.producers.services.merging import merge_producers, undo_merge
from marketplace.purchases.audits import decide_answer, refuse_line
from marketplace.purchases.claims import decide_claim
from marketplace.purchases.models.answers import (
    Answer,
    AnswerRuling,
    ClaimRuling,
    Refusal,
    RefusalAnswer,
)
from marketplace.purchases.models.ledger import Purchase, RememberedName
from marketplace.purchases.naming import NameMeaning, answer_name, confirm_name, undo_answer
from marketplace.purchases.services import answer_purchase, record_purchase, reverse_purchase
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.models import UptakeMark
from marketplace.uptake.refreshing import differences, refresh_month
from marketplace.uptake.stored import rows_now, rows_stored, summed_lines, waiting_months
from marketplace.uptake.stored_rows import summed
from tests.conftest import NOW
from tests.factories.evaluating import a_circular, a_clause, a_partner
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_answer, new_purchase

SPAN = MonthSpan(Month(2026, 8), Month(2026, 10))
SELLER, WORDS = (None, "grosirrekayasa"), "Grosir Rekayasa"
CIRCULAR = a_circular(
    a_clause(code="1"),
    a_clause("producer_breadth", code="2", lowest_grade="C", stretch=JudgedMonths.QUARTER),
    a_clause("local_sku_count", code="3", seller_test=SellerTest.LOCAL_CERTIFIED),
    a_clause("minimum_spend", {"least": 10, "per_employee": False}, code="4", lowest_grade="B"),
    a_clause("kelurahan_breadth", code="5", stretch=JudgedMonths.QUARTER),
)


class City:
    """Two shops and two makers, one of them local; what is done is done through services, each in a transaction."""

    def __init__(self, session, work):
        self.session, self._work = session, work
        self.shops = [make_partner(session, mou=False) for _ in range(2)]
        self.makers = [make_maker(session, local=local) for local in (True, False)]

    def unit(self, *roles, **given):
        uow = self._work(*roles, **given)
        uow._bus = Bus(*REACTIONS)
        return uow

    def own(self):
        ids = [shop.id for shop in self.shops]
        return self.session.query(Purchase).filter(Purchase.partner_id.in_(ids)).order_by(Purchase.id).all()

    def picked(self, number):
        own = self.own()
        return own[number % len(own)] if own else None

    def buy(self, shop, maker, item, net, day):
        known = {} if maker is None else {"producer_id": self.makers[maker].id, "seller_text": ""}
        proof = {"document_number": f"N-{day}-{net}"} if item else {}
        with self.unit() as uow:
            new = new_purchase(
                self.shops[shop],
                net,
                item=f"Barang {item}",
                bought_on=date(2026, 8, 1) + timedelta(days=day),
                **known,
                **proof,
            )
            line = replace(new.lines[0], quantity=Quantity.of(1 if net > 0 else -1))
            record_purchase(uow, replace(new, apart=True, lines=[line]))

    def reverse(self, number):
        if purchase := self.picked(number):
            with self.unit() as uow:
                reverse_purchase(uow, purchase.id, reason="Salah catat")

    def refuse(self, number, whole=True):
        if purchase := self.picked(number):
            line = lines_in(self.session, purchase)[0]
            with self.unit(AUDITOR, at=1) as uow:
                refuse_line(uow, line.id, reason="Tidak jelas", audited=None if whole else line.net * 2 // 3)

    def accept(self):
        if refusal := self.session.query(Refusal).order_by(Refusal.id.desc()).first():
            given = self.session.query(RefusalAnswer).filter_by(refusal_id=refusal.id)
            answer = given.order_by(RefusalAnswer.id.desc()).first() or make_answer(self.session, refusal)
            with self.unit(AUDITOR, at=1) as uow:
                decide_answer(uow, answer.id, ruling=AnswerRuling.ACCEPTED)

    def answer(self, number, answer):
        purchase = self.picked(number)
        if purchase is not None and purchase.producer_id is not None:
            with self.unit(OWNER, at=purchase.producer_id, kind=PRODUCER) as uow:
                answer_purchase(uow, purchase.id, answer=answer, reason="Bukan barang kami")

    def decide(self, number):
        if purchase := self.picked(number):
            with self.unit(OFFICER, at=1) as uow:
                decide_claim(uow, purchase.id, ruling=ClaimRuling.STANDS, reason="Notanya jelas")

    def vouch(self, maker, day):
        with self.unit(OFFICER, at=1) as uow:
            on = date(2026, 8, 1) + timedelta(days=day)
            record_locality(uow, self.makers[maker].id, basis=LocalityBasis.SITE_VISIT, from_on=on)

    def lapse(self, maker, day):
        ids = self.session.query(Locality.id).filter_by(producer_id=self.makers[maker].id, until_on=None)
        if found := ids.first():
            with self.unit(OFFICER, at=1) as uow:
                end_locality(uow, found[0], until_on=date(2026, 8, 1) + timedelta(days=day), reason="Pindah")

    def merge(self):
        with self.unit(OFFICER, at=1) as uow:
            merge_producers(uow, self.makers[0].id, self.makers[1].id, reason="Satu usaha")

    def part(self):
        made = self.session.query(ProducerMerge).filter_by(kept_id=self.makers[0].id, undone_at=None).first()
        if made:
            with self.unit(OFFICER, at=1) as uow:
                undo_merge(uow, made.id)

    def name(self, shop, maker):
        meaning = NameMeaning(producer_id=None if maker is None else self.makers[maker].id)
        mine = self.shops[shop].id
        with self.unit(OWNER, at=mine, kind=PARTNER) as uow:
            answer_name(uow, [mine], SELLER, WORDS, meaning, closed=())

    def _said(self, shop):
        return (
            self.session.query(RememberedName)
            .filter_by(partner_id=self.shops[shop].id, undone_at=None)
            .first()
        )

    def confirm(self, shop):
        if said := self._said(shop):
            with self.unit(OFFICER, at=1) as uow:
                confirm_name(uow, said.id)

    def unname(self, shop):
        if said := self._said(shop):
            with self.unit(OFFICER, at=1) as uow:
                undo_answer(uow, said.said_as, closed=())

    def store(self, month):
        refresh_month(self.unit(), month)


SHOP, MAKER, NUMBER = st.integers(0, 1), st.integers(0, 1), st.integers(0, 9)
DAY = st.integers(0, 85)
NET = st.sampled_from([60, 40, -40, 25, -15])
BUY = st.tuples(st.just("buy"), SHOP, st.none() | MAKER, st.integers(0, 1), NET, DAY)
STORE = st.tuples(st.just("store"), st.sampled_from(list(SPAN)))
OTHERS = st.one_of(
    st.tuples(st.just("reverse"), NUMBER),
    st.tuples(st.just("refuse"), NUMBER, st.booleans()),
    st.tuples(st.just("accept")),
    st.tuples(st.just("answer"), NUMBER, st.sampled_from(Answer)),
    st.tuples(st.just("decide"), NUMBER),
    st.tuples(st.just("vouch"), MAKER, DAY),
    st.tuples(st.just("lapse"), MAKER, DAY),
    st.tuples(st.just("merge")),
    st.tuples(st.just("part")),
    st.tuples(st.just("name"), SHOP, st.none() | MAKER),
    st.tuples(st.just("confirm"), SHOP),
    st.tuples(st.just("unname"), SHOP),
)
ACTS = st.tuples(
    st.lists(BUY, min_size=2, max_size=5), st.lists(BUY | STORE | OTHERS | OTHERS, min_size=3, max_size=10)
).map(lambda both: [*both[0], *(("store", month) for month in SPAN), *both[1]])
QUIET = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(QUIET, max_examples=40)


@given(acts=ACTS)
@QUIET
def test_figures_stored_whenever_are_those_of_the_ledger(session, work, acts):
    store_and_compare(session, work, acts)


@pytest.mark.long
@given(acts=ACTS)
@MANY
def test_after_hundreds_of_acts_figures_are_those_of_the_ledger(session, work, acts):
    store_and_compare(session, work, acts)


def store_and_compare(session, work, acts):
    city = City(session, work)
    for name, *values in acts:
        with suppress(Refused, Forbidden):  # the same again, or against what came before: nothing happened
            getattr(city, name)(*values)
    mine = [shop.id for shop in city.shops]
    right = rows_now(session, SPAN, frozenset(mine))
    check_reading(session, mine)
    for month in waiting_months(session, NOW.date()):
        city.store(month)
    assert session.query(UptakeMark).count() == 0
    check_reading(session, mine)
    for month in SPAN:
        assert [*differences(session, month)] == []
        stored = rows_stored(session, month)
        assert {one: stored.get(one, []) for one in mine} == {
            one: right.get((one, month), []) for one in mine
        }
        refresh_month(city.unit(), month, whole=True)
        assert rows_stored(session, month) == stored


def check_reading(session, partner_ids):
    """What is read in place of the lines says the same, row by row, and is judged the same."""
    lines = lines_of(session, SPAN, partner_ids=partner_ids)
    read = summed_lines(session, SPAN, partner_ids=partner_ids)
    for partner_id in partner_ids:
        one, other = lines.get(partner_id, []), read.of.get(partner_id, [])
        for month in SPAN:
            of_month = [line for line in one if line.day in month]
            assert sum(read.stand_for[line.id] for line in other if line.day in month) == len(of_month)
            again = summed(line for line in other if line.day in month)
            assert anonymous(again) == anonymous(summed(of_month))
            assert judged(other, month, read.stand_for) == judged(one, month)


def anonymous(rows):
    return [row._replace(lines=0) for row in rows]


def judged(lines, month, stand_for=None):
    """Every figure, with how many lines count and how many do not instead of their numbers."""
    result = evaluate(CIRCULAR, a_partner(), month, lines=lines, totals=())
    rows = stand_for or {line.id: 1 for line in lines}
    return replace(result, clauses=tuple(only_counts(clause, rows) for clause in result.clauses))
