from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.certification.eligibility import (
    FOREVER,
    Blocked,
    DaySpan,
    Facts,
    Grace,
    Ok,
    Proof,
    RequiredCertificate,
    Turn,
    certified,
    eligibility,
    eligible_until,
)
from marketplace.kernel.ids import ProductId
from marketplace.kernel.review import APPROVED, REJECTED, RETURNED, SUBMITTED, ReviewState

D = date
HALAL = RequiredCertificate("halal", DaySpan(D(2026, 10, 17)))
PIRT = RequiredCertificate("pirt", DaySpan(D(2018, 8, 1)))
PAPER = Proof("pirt", DaySpan(D(2025, 3, 1), D(2030, 3, 1)))


def facts(**given):
    return Facts(**{"product_id": ProductId(1), "maker": APPROVED, "product": APPROVED} | given)


def test_what_nothing_is_asked_of_is_eligible_for_ever():
    assert eligibility(facts(), D(2026, 11, 24)) == Ok(FOREVER)


def test_a_certificate_holds_through_its_last_day():
    one = facts(demands=[PIRT], proofs=[PAPER])

    assert eligibility(one, D(2030, 3, 1)) == Ok(D(2030, 3, 1))
    assert isinstance(eligibility(one, D(2030, 3, 2)), Blocked)
    assert isinstance(eligibility(one, D(2025, 2, 28)), Blocked)
    assert eligible_until(one, D(2026, 11, 24)) == D(2030, 3, 1)


def test_halal_bites_on_17_october_2026():
    one = facts(demands=[PIRT, HALAL], proofs=[PAPER])

    assert eligibility(one, D(2026, 10, 16)) == Ok(D(2026, 10, 16))
    after = eligibility(one, D(2026, 10, 17))
    assert isinstance(after, Blocked)
    assert [(reason.code, reason.acts) for reason in after.reasons] == [("halal", Turn.MAKER)]
    assert "Halal" in after.reasons[0].says


def test_halal_in_hand_lets_the_product_pass():
    halal = Proof("halal", DaySpan(D(2026, 9, 1)))
    one = facts(demands=[PIRT, HALAL], proofs=[PAPER, halal])

    assert eligibility(one, D(2026, 10, 17)) == Ok(D(2030, 3, 1))


def test_grace_offers_the_product_a_while_longer():
    late = RequiredCertificate("halal", DaySpan(D(2026, 10, 17)), grace_days=90)
    one = facts(demands=[late])

    during = eligibility(one, D(2026, 11, 24))
    assert isinstance(during, Grace)
    assert (during.until, during.reasons[0].code) == (D(2027, 1, 14), "halal")
    assert eligibility(one, D(2026, 10, 16)) == Ok(D(2027, 1, 14))
    assert isinstance(eligibility(one, D(2027, 1, 15)), Blocked)


def test_a_registration_with_bpom_does_for_a_pirt():
    md = Proof("bpom_md", DaySpan(D(2026, 1, 1)), frozenset({"pirt"}))

    assert eligibility(facts(demands=[PIRT], proofs=[md]), D(2026, 11, 24)) == Ok(FOREVER)


def test_a_suspension_blocks_while_it_lasts_and_says_why():
    one = facts(holds=[(DaySpan(D(2026, 11, 20), D(2026, 11, 25)), "Keluhan pembeli")])

    verdict = eligibility(one, D(2026, 11, 25))
    assert isinstance(verdict, Blocked)
    assert "Keluhan pembeli" in verdict.reasons[0].says
    assert eligibility(one, D(2026, 11, 19)) == Ok(D(2026, 11, 19))
    assert eligibility(one, D(2026, 11, 26)) == Ok(FOREVER)
    assert eligible_until(one, D(2026, 11, 24)) is None


@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("who", ["maker", "product"])
def test_without_approval_it_is_blocked_and_says_whose_turn_it_is(who, state):
    verdict = eligibility(facts(**{who: state}), D(2026, 11, 24))

    if state is APPROVED:
        assert verdict == Ok(FOREVER)
        return
    assert isinstance(verdict, Blocked)
    (reason,) = verdict.reasons
    assert (reason.code, reason.acts) == (who, Turn.OFFICER if state is SUBMITTED else Turn.MAKER)
    assert reason.next


def test_what_officials_have_in_their_hands_is_their_turn():
    one = facts(demands=[PIRT], waiting=frozenset({"pirt"}))
    verdict = eligibility(one, D(2026, 11, 24))

    assert isinstance(verdict, Blocked)
    assert verdict.reasons[0].acts is Turn.OFFICER


def test_all_reasons_are_given_at_once():
    one = facts(maker=RETURNED, product=REJECTED, demands=[PIRT, HALAL], holds=[(DaySpan(), "Keluhan")])
    verdict = eligibility(one, D(2026, 11, 24))

    assert isinstance(verdict, Blocked)
    assert [reason.code for reason in verdict.reasons] == ["maker", "product", "hold", "pirt", "halal"]


def test_certified_asks_for_papers_and_nothing_else():
    one = facts(product=SUBMITTED, demands=[PIRT], proofs=[PAPER], holds=[(DaySpan(), "Keluhan")])

    assert certified(one, D(2026, 11, 24))
    assert not certified(one, D(2031, 1, 1))


DAYS = st.dates(D(2025, 1, 1), D(2028, 12, 31))
KINDS = st.sampled_from(["pirt", "halal", "nib"])


@st.composite
def spans(draw):
    start, end = sorted((draw(DAYS), draw(DAYS)))
    return DaySpan(draw(st.sampled_from([start, None])), draw(st.sampled_from([end, None])))


ANY_FACTS = st.builds(
    Facts,
    product_id=st.just(ProductId(1)),
    maker=st.just(APPROVED),
    product=st.just(APPROVED),
    proofs=st.lists(st.builds(Proof, KINDS, spans()), max_size=5),
    demands=st.lists(st.builds(RequiredCertificate, KINDS, spans(), st.integers(0, 200)), max_size=4),
    holds=st.lists(st.tuples(spans(), st.just("Keluhan")), max_size=2),
)


@given(ANY_FACTS, DAYS)
def test_the_last_day_agrees_with_asking_day_by_day(one, today):
    until = eligible_until(one, today)
    fine = not isinstance(eligibility(one, today), Blocked)
    assert (until is not None) == fine
    if until is None:
        return
    assert until >= today
    last = min(until, D(2029, 12, 31))
    assert not any(
        isinstance(eligibility(one, today + timedelta(days=step)), Blocked)
        for step in range((last - today).days + 1)
    )
    if until < FOREVER:
        assert isinstance(eligibility(one, until + timedelta(days=1)), Blocked)


@given(ANY_FACTS, DAYS)
def test_a_verdict_ends_when_the_product_does(one, day):
    verdict = eligibility(one, day)

    if isinstance(verdict, Blocked):
        assert verdict.reasons
    else:
        assert verdict.until == eligible_until(one, day)
        assert certified(one, day)
