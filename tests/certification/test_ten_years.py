"""For any papers, requirements, holds and days: the pure function, the stored day and the catalog's select agree.

The oracle below looks at one day at a time and knows nothing of edges, spans or stored days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Category, Product, ProductHold
from marketplace.certification.eligibility import FOREVER, Blocked, eligibility, eligible_until
from marketplace.certification.facts import facts_of
from marketplace.certification.models import (
    Certificate,
    CertificateHold,
    CertificateProduct,
    CertificateReminder,
    Level,
    Requirement,
)
from marketplace.certification.queries import certified_on
from marketplace.certification.services.refreshing import refresh_products
from marketplace.kernel.ids import ProductId
from marketplace.kernel.review import APPROVED, SUBMITTED, ReviewState
from marketplace.producers.models import Producer, ProducerHold, Scale
from tests.conftest import NOW
from tests.factories.certification import make_product
from tests.factories.producers import make_producer

FIRST, LAST = date(2024, 1, 1), date(2033, 12, 31)
TEN_YEARS = [FIRST + timedelta(days) for days in range((LAST - FIRST).days + 1)]
ONE_DAY = timedelta(days=1)
STANDS_FOR = {"bpom_md": "pirt"}

# ---- what may be drawn

DAYS = st.dates(FIRST, LAST)
MAYBE = st.none() | DAYS


@dataclass(frozen=True)
class Paper:
    kind: str
    mine: bool  # of this product; else of the whole maker
    issued: date
    expires: date | None
    revoked: date | None
    heir: int | None  # place among the papers of what took its place
    state: ReviewState
    held: tuple[tuple[date, date | None], ...]


@dataclass(frozen=True)
class Rule:
    kind: str
    category: str | None
    scale: Scale | None
    level: Level
    first: date
    last: date | None
    grace: int


@dataclass(frozen=True)
class World:
    maker: ReviewState
    product: ReviewState
    revised: bool  # after an approval: what was approved stays shown
    scale: Scale | None
    papers: tuple[Paper, ...]
    rules: tuple[Rule, ...]
    maker_held: tuple[tuple[date, date | None], ...]
    product_held: tuple[tuple[date, date | None], ...]


def ordered(pair: tuple[date, date | None]) -> tuple[date, date | None]:
    first, last = pair
    return (first, last) if last is None or last >= first else (last, first)


SPANS = st.tuples(DAYS, MAYBE).map(ordered)
HELD = st.lists(SPANS, max_size=2).map(tuple)
STATES = st.sampled_from([APPROVED, APPROVED, APPROVED, APPROVED, SUBMITTED])


@st.composite
def papers(draw: st.DrawFn) -> tuple[Paper, ...]:
    found = []
    count = draw(st.integers(0, 5))
    for place in range(count):
        issued = draw(DAYS)
        expires = draw(st.none() | st.dates(issued + ONE_DAY, LAST + timedelta(400)))
        heirs = [other for other in range(count) if other != place]
        found.append(
            Paper(
                kind=draw(st.sampled_from(["pirt", "halal", "bpom_md"])),
                mine=draw(st.booleans()),
                issued=issued,
                expires=expires,
                revoked=draw(st.none() | st.dates(issued, LAST)),
                heir=draw(st.none() | st.sampled_from(heirs)) if heirs else None,
                state=draw(STATES),
                held=draw(HELD),
            )
        )
    return tuple(found)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    """One stretch at most for each demand: the database takes no overlap."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["pirt", "halal"]),
                st.sampled_from([None, "food", "snack", "cloth"]),
                st.sampled_from([None, Scale.MICRO, Scale.MEDIUM]),
            ),
            unique=True,
            max_size=4,
        )
    )
    found = []
    for kind, category, scale in keys:
        first, last = draw(SPANS)
        level = draw(st.sampled_from([Level.MANDATORY, Level.MANDATORY, Level.RECOMMENDED]))
        found.append(Rule(kind, category, scale, level, first, last, draw(st.sampled_from([0, 1, 45, 400]))))
    return tuple(found)


WORLDS = st.builds(
    World,
    maker=STATES,
    product=STATES,
    revised=st.booleans(),
    scale=st.sampled_from([None, Scale.MICRO, Scale.MEDIUM]),
    papers=papers(),
    rules=rules(),
    maker_held=HELD,
    product_held=HELD,
)

# ---- the oracle: one day, in the words of the rules


def held_on(holds: tuple[tuple[date, date | None], ...], day: date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in holds)


def proves(world: World, paper: Paper, day: date) -> bool:
    if paper.state is not APPROVED or day < paper.issued:
        return False
    if paper.expires is not None and day > paper.expires:
        return False
    if paper.revoked is not None and day >= paper.revoked:
        return False
    if paper.heir is not None:
        heir = world.papers[paper.heir]
        if heir.state is APPROVED and day >= heir.issued:
            return False
    return not held_on(paper.held, day)


def has(world: World, kind: str, day: date) -> bool:
    return any(
        kind in (paper.kind, STANDS_FOR.get(paper.kind)) and proves(world, paper, day)
        for paper in world.papers
    )


def lacks(world: World, day: date) -> bool:
    """Whether some paper is missing beyond its grace."""
    for rule in world.rules:
        meant = (
            rule.level is Level.MANDATORY
            and rule.category != "cloth"
            and rule.scale in (None, world.scale or Scale.MICRO)
            and rule.first <= day
            and (rule.last is None or day <= rule.last)
        )
        forgiven = day < rule.first + timedelta(days=rule.grace)
        if meant and not forgiven and not has(world, rule.kind, day):
            return True
    return False


def offered(world: World, day: date) -> bool:
    if world.maker is not APPROVED or not (world.product is APPROVED or world.revised):
        return False
    if held_on(world.maker_held, day) or held_on(world.product_held, day):
        return False
    return not lacks(world, day)


# ---- the world as rows


def unheard(*_: object, **__: object) -> None:
    """What the day's refresh would tell others."""


class Rows:
    """One maker and one product whose papers, requirements and holds are written anew for each example."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tree = {}
        for code, above in (("food", None), ("snack", "food"), ("cloth", None)):
            row = Category(code=code, name=code, parent_id=self.tree.get(above))
            session.add(row)
            session.flush()
            self.tree[code] = row.id
        self.maker = make_producer(session)
        self.product = make_product(session, producer=self.maker, category="snack")
        self.other = make_product(session, producer=self.maker, category="snack")
        self.numbers = iter(range(10**9))

    def write(self, world: World) -> None:
        session = self.session
        session.execute(update(Certificate).values(superseded_by_id=None))
        for model in (CertificateReminder, CertificateHold, CertificateProduct, Certificate, ProducerHold,
                      ProductHold):  # fmt: skip
            session.execute(delete(model))
        session.execute(
            update(Producer).where(Producer.id == self.maker.id).values(state=world.maker, scale=world.scale)
        )
        shown = 1 if world.product is APPROVED or world.revised else None
        session.execute(
            update(Product)
            .where(Product.id == self.product.id)
            .values(state=world.product, approved_number=shown, eligible_until=None)
        )
        for first, last in world.maker_held:
            session.add(ProducerHold(producer_id=self.maker.id, **hold(first, last)))
        for first, last in world.product_held:
            session.add(ProductHold(product_id=self.product.id, **hold(first, last)))
        self._write_rules(world)
        self._write_papers(world)
        session.flush()
        session.expire_all()

    def _write_rules(self, world: World) -> None:
        for rule in world.rules:
            self.session.add(
                Requirement(
                    category_id=self.tree[rule.category] if rule.category else None,
                    scale=rule.scale,
                    certificate_kind=rule.kind,
                    level=rule.level,
                    from_on=rule.first,
                    until_on=rule.last,
                    grace_days=rule.grace,
                    basis="Contoh",
                )
            )

    def _write_papers(self, world: World) -> None:
        written = [self._paper(paper) for paper in world.papers]
        self.session.flush()
        for row, paper in zip(written, world.papers, strict=True):
            if paper.heir is not None:
                row.superseded_by_id = written[paper.heir].id
            target = self.product if paper.mine else None
            if target is not None:
                self.session.add(CertificateProduct(certificate_id=row.id, product_id=target.id))
            for first, last in paper.held:
                self.session.add(CertificateHold(certificate_id=row.id, **hold(first, last)))

    def _paper(self, paper: Paper) -> Certificate:
        number = f"n{next(self.numbers)}"
        row = Certificate(
            producer_id=self.maker.id,
            kind=paper.kind,
            number=number,
            same=number,
            issued_on=paper.issued,
            expires_on=paper.expires,
            revoked_on=paper.revoked,
            state=paper.state,
            created_at=NOW,
        )
        self.session.add(row)
        return row

    def store(self, day: date) -> date | None:
        """What the day's refresh keeps in the product."""
        uow = SimpleNamespace(
            session=self.session, today=day, later=unheard, later_each=unheard, emit=unheard
        )
        refresh_products(uow, [self.product.id])
        return self.session.scalar(select(Product.eligible_until).where(Product.id == self.product.id))

    def in_catalog(self, day: date) -> bool:
        found = select(Product.id).where(Product.id == self.product.id, listed(day))
        return self.session.scalar(found) is not None


def hold(first: date, last: date | None) -> dict[str, object]:
    return {"from_on": first, "until_on": last, "reason": "Contoh", "placed_by": None}


@pytest.fixture
def rows(session: Session) -> Rows:
    return Rows(session)


def agree(rows: Rows, world: World, days: list[date]) -> None:
    """Write the world, ask for every day of ten years, and store and select on some of them."""
    rows.session.rollback()
    rows.write(world)
    facts = facts_of(rows.session, [rows.product.id])[ProductId(rows.product.id)]
    fine = {day: offered(world, day) for day in TEN_YEARS}
    ends = last_days(fine)
    for day in TEN_YEARS:
        verdict, until = eligibility(facts, day), eligible_until(facts, day)
        assert (until is not None) == (not isinstance(verdict, Blocked)) == fine[day], day
        if until is not None:
            assert min(until, LAST) == ends[day], day
            assert verdict.until == until
    for day in days:
        assert certified_on(rows.session, rows.product.id, day) == (not lacks(world, day)), day
        stored = rows.store(day)
        assert (stored and min(stored, LAST)) == ends.get(day), day
        for later in (day, day + ONE_DAY, day + timedelta(45), stored or day):
            if later <= LAST:
                assert rows.in_catalog(later) == (stored is not None and later <= ends[day]), (day, later)


def last_days(fine: dict[date, bool]) -> dict[date, date]:
    """Of each day on which it is offered, the last day without a break, counted backwards."""
    ends: dict[date, date] = {}
    for day in reversed(TEN_YEARS):
        if fine[day]:
            ends[day] = ends.get(day + ONE_DAY, day) if day < LAST else LAST
    return ends


def edges(world: World) -> list[date]:
    """Days around which something begins or ends: where a mistake of one day would show."""
    found = {date(2026, 10, 16), date(2026, 10, 17)}
    for paper in world.papers:
        found |= {paper.issued, paper.expires or FIRST, paper.revoked or FIRST}
        found |= {day or FIRST for pair in paper.held for day in pair}
    for rule in world.rules:
        found |= {rule.first, rule.last or FIRST, rule.first + timedelta(days=rule.grace)}
    found |= {day or FIRST for pair in (*world.maker_held, *world.product_held) for day in pair}
    around = {day + timedelta(step) for day in found for step in (-1, 0, 1)}
    return sorted(day for day in around if FIRST <= day <= LAST)


QUICK = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LONG = settings(QUICK, max_examples=400)


@QUICK
@given(world=WORLDS)
def test_every_day_of_ten_years_agrees(rows: Rows, world: World) -> None:
    agree(rows, world, edges(world))


@pytest.mark.long
@LONG
@given(world=WORLDS)
def test_every_day_of_ten_years_agrees_in_many_worlds(rows: Rows, world: World) -> None:
    agree(rows, world, edges(world))


def test_what_nothing_is_asked_of_is_offered_for_ever(rows: Rows) -> None:
    world = World(APPROVED, APPROVED, False, None, (), (), (), ())
    agree(rows, world, [FIRST, LAST])
    rows.write(world)
    assert rows.store(FIRST) == FOREVER
