"""A purchase that is written while a month is published is in the report, or the month is judged again; never half."""

from contextlib import closing

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.audits.events import AuditorAssigned
from marketplace.catalog.events import PriceSet
from marketplace.compliance.evaluation import without_lines
from marketplace.compliance.freezing import MONTH
from marketplace.compliance.models import ReportSlice
from marketplace.compliance.publishing import TRIES, MonthMoved, judge, judged_outside
from marketplace.compliance.queries import evaluate_month, frozen_month
from marketplace.compliance.services import publish_month
from marketplace.compliance.verification import verify_report
from marketplace.kernel.errors import Refused
from marketplace.kernel.period import Month
from marketplace.partners.events import PartnerChanged
from marketplace.purchases.events import PurchaseRecorded, SpendDeclared
from tests.factories.circulars import make_circular
from tests.factories.months import at_work, make_period
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

AUGUST = Month(2026, 8)


@pytest.fixture
def shops(session):
    make_circular(session)
    shops = [make_partner(session, name=f"Toko {number}") for number in range(3)]
    for shop in shops:
        make_purchase(session, shop, make_maker(session), 100_000)
        declare(session, shop)
    make_period(session)
    return shops


@pytest.fixture
def buy(engine, shops):
    """Somebody else records a purchase of August, or of another day, and commits it."""

    def one(**given):
        with Session(engine) as other:
            shop = other.merge(shops[0], load=True)
            purchase = make_purchase(other, shop, make_maker(other), 7_000, **given)
            with at_work(other) as uow:
                uow.emit(
                    PurchaseRecorded(
                        purchase_id=purchase.id,
                        partner_id=shop.id,
                        producer_id=None,
                        source="hand",
                        net=7_000,
                    )
                )

    return one


def publish(session, signer, meanwhile):
    """Published as a page does it; `meanwhile` is called each time, between the judgement and the transaction."""
    times = []

    def write(judged):
        meanwhile(len(times))
        times.append(judged.seq)
        with at_work(session) as uow:
            return publish_month(uow, signer, AUGUST, judged=judged)

    return judged_outside(session, signer, AUGUST, write), len(times)


def test_a_purchase_that_comes_meanwhile_is_judged_as_well(session, signer, shops, buy):
    report, times = publish(session, signer, lambda time: buy() if time == 0 else None)
    assert times == 2
    assert frozen_month(session, AUGUST).city.local == 307_000
    assert verify_report(session, signer, report).holds


def test_one_that_comes_each_time_ends_in_a_sentence_and_nothing_is_stored(session, signer, shops, buy):
    with pytest.raises(Refused, match="berubah selagi dinilai"):
        publish(session, signer, lambda time: buy())
    session.rollback()
    assert session.scalars(select(ReportSlice)).all() == [] and frozen_month(session, AUGUST) is None
    assert evaluate_month(session, AUGUST).city.local == 300_000 + TRIES * 7_000


def test_what_the_month_is_not_judged_by_does_not_stop_it(session, signer, shops, buy):
    def meanwhile(time):
        buy(bought_on=AUGUST.next.first_day)
        with at_work(session) as uow:
            uow.emit(PriceSet(variant_id=1, from_quantity=1, price=1, from_on=AUGUST.first_day))
            uow.emit(AuditorAssigned(case_id=1, user_id=1))
            said = {"partner_id": 1, "revision": 1, "total": 1}
            uow.emit(SpendDeclared(declaration_id=1, month=str(AUGUST.next), **said))

    _, times = publish(session, signer, meanwhile)
    assert times == 1


@pytest.mark.parametrize(
    "fact",
    [
        SpendDeclared(declaration_id=1, partner_id=1, month="2026-08", revision=1, total=1),
        PartnerChanged(partner_id=1, kind="hotel", staff_count=3),
    ],
    ids=["declared", "changed"],
)
def test_a_fact_that_it_is_judged_by_does(session, signer, shops, fact):
    def meanwhile(time):
        if time == 0:
            with at_work(session) as uow:
                uow.emit(fact)

    _, times = publish(session, signer, meanwhile)
    assert times == 2


def test_slices_are_those_of_the_whole_month(session, signer, shops):
    whole = evaluate_month(session, AUGUST)
    with (
        closing(judge(session, signer, AUGUST, today=None)) as judged,
        closing(judge(session, signer, AUGUST, today=None)) as again,
    ):
        texts = list(judged.slices())
        assert list(again.slices()) == texts
    codes = [one.partner.public_id for one in whole.partners]
    parts = [f"{code}/{part}" for code in codes for part in ("figures", "rows", "books")]
    assert [one.name for one in texts] == [MONTH, *parts]
    assert judged.result.partners == tuple(without_lines(one) for one in whole.partners)
    assert judged.result.city == whole.city


def test_a_judgement_of_before_is_not_stored(session, signer, shops, buy):
    with closing(judge(session, signer, AUGUST, today=None)) as judged:
        session.rollback()
        buy()
        with pytest.raises(MonthMoved), at_work(session) as uow:
            publish_month(uow, signer, AUGUST, judged=judged)
