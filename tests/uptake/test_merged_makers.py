"""A purchase stays as it was written; a maker whose records were merged counts as one."""

from datetime import date

import pytest

from marketplace.app import REACTIONS
from marketplace.kernel.events import Bus
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import OFFICER
from marketplace.producers.models import LocalityBasis
from marketplace.producers.services.locality_and_holds import record_locality
from marketplace.producers.services.merging import merge_producers, undo_merge
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.monthly import bought_by_month
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.rows import rows_of
from tests.factories.partners import make_partner
from tests.factories.producers import make_producer
from tests.factories.purchases import make_purchase

AUGUST = Month(2026, 8)
SPAN = MonthSpan(AUGUST, AUGUST)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def merged(session, work, shop):
    """The kept record and the merged one, with a purchase each; only the merged one was local in August."""
    kept = make_producer(session, name="Keripik Bu Tini", kelurahan_code="18.72.02.1001")
    other = make_producer(session, name="Kripik Tini")
    with work() as uow:
        record_locality(uow, other.id, basis=LocalityBasis.CITY_LIST, until_on=date(2026, 8, 31))
        record_locality(uow, kept.id, basis=LocalityBasis.NIB_ADDRESS, from_on=date(2026, 11, 1))
    for maker in (kept, other):
        make_purchase(session, shop, maker, 100_000)
    with work(OFFICER, at=1) as uow:
        uow._bus = Bus(*REACTIONS)
        row = merge_producers(uow, kept.id, other.id, reason="Satu usaha")
    return kept, other, row


def lines(session, shop):
    return lines_of(session, SPAN)[shop.id]


def test_both_records_are_one_maker_in_one_kelurahan_that_was_local(session, shop, merged):
    kept, _, _ = merged
    found = lines(session, shop)

    assert [line.net for line in found] == [100_000, 100_000]  # each once, though two stretches were recorded
    assert {line.producer_id for line in found} == {kept.id}
    assert {line.kelurahan for line in found} == {"18.72.02.1001"}
    assert all(line.local for line in found)
    assert len({line.item for line in found}) == 1


def test_the_ledger_itself_keeps_who_it_was_written_for(session, shop, merged):
    kept, other, _ = merged
    assert {row.producer_id for row in session.query(Purchase)} == {kept.id, other.id}

    seen = rows_of(session, [line.id for line in lines(session, shop)])
    assert {row.seller for row in seen} == {"Keripik Bu Tini"}


def test_a_month_counts_one_maker(session, merged):
    kept, other, _ = merged
    assert bought_by_month(session, SPAN)[AUGUST].makers == 1
    assert bought_by_month(session, SPAN, producer_id=kept.id)[AUGUST].net == 200_000
    assert bought_by_month(session, SPAN, producer_id=other.id) == {}


def test_once_it_is_undone_they_are_two_again(session, work, shop, merged):
    kept, other, row = merged
    with work(OFFICER, at=1) as uow:
        uow._bus = Bus(*REACTIONS)
        undo_merge(uow, row.id)

    assert {line.producer_id: line.local for line in lines(session, shop)} == {kept.id: False, other.id: True}
    assert bought_by_month(session, SPAN)[AUGUST].makers == 2
