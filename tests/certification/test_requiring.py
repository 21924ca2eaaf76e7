from datetime import date, timedelta

import pytest

from marketplace.catalog.models import Product
from marketplace.certification.effects import effect_of
from marketplace.certification.eligibility import Blocked, Grace, Ok
from marketplace.certification.events import (
    RequirementChangeDecided,
    RequirementChangeProposed,
    RequirementChangeWithdrawn,
    RequirementChecked,
    RequirementEnded,
    RequirementLaidDown,
)
from marketplace.certification.models import ChangeState, Level, Requirement
from marketplace.certification.queries import eligible_on
from marketplace.certification.requirements import (
    ChangeList,
    RequirementList,
    RequirementPeriod,
)
from marketplace.certification.services.refreshing import refresh_all
from marketplace.certification.services.requiring import (
    Proposal,
    check_requirement,
    decide_change,
    propose_end,
    propose_requirement,
    withdraw_change,
)
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, PRODUCER
from marketplace.producers.models import Scale
from tests.factories.certification import make_certificate, make_product
from tests.factories.producers import make_person, make_producer

TODAY = date(2026, 11, 24)
NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def proposer(session):
    return make_person(session)


@pytest.fixture
def decider(session):
    return make_person(session)


@pytest.fixture
def officer(work, proposer):
    return lambda **given: work(OFFICER, at=1, user_id=proposer.id, **given)


@pytest.fixture
def approver(work, decider):
    return lambda **given: work(APPROVER, at=1, user_id=decider.id, **given)


def make_requirement(session, **given):
    row = Requirement(
        **{
            "category_id": None,
            "scale": None,
            "certificate_kind": "pirt",
            "level": Level.MANDATORY,
            "from_on": date(2018, 8, 1),
            "basis": "PerBPOM 22/2018",
        }
        | given
    )
    session.add(row)
    session.commit()
    return row


def a_proposal(**given):
    return Proposal(
        **{
            "certificate_kind": "halal",
            "level": Level.MANDATORY,
            "from_on": NEXT_YEAR,
            "basis": "PP 42/2024",
            "reason": "Aturan baru",
        }
        | given
    )


@pytest.fixture
def propose(officer):
    def send(proposal=None, **given):
        with officer() as uow:
            return propose_requirement(uow, proposal or a_proposal(), **given)

    return send


@pytest.fixture
def decide(approver):
    def send(change, **given):
        with approver() as uow:
            return decide_change(uow, change.id, **({"approve": True} | given))

    return send


class TestProposing:
    def test_nothing_changes_until_it_is_decided(self, session, propose, heard):
        change = propose()

        assert change.state is ChangeState.PROPOSED
        assert session.query(Requirement).count() == 0
        assert [type(event) for event in heard] == [RequirementChangeProposed]

    @pytest.mark.parametrize("roles", [(APPROVER,), (AUDITOR,)])
    def test_officers_propose(self, work, roles):
        with pytest.raises(Forbidden), work(*roles, at=1, user_id=1) as uow:
            propose_requirement(uow, a_proposal())

    def test_a_maker_does_not(self, session, work):
        producer = make_producer(session)
        with pytest.raises(Forbidden), work(OWNER, at=producer.id, kind=PRODUCER, user_id=1) as uow:
            propose_requirement(uow, a_proposal())

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"from_on": TODAY}, "from_on"),
            ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
            ({"until_on": NEXT_YEAR - timedelta(days=1)}, "until_on"),
            ({"basis": " "}, "basis"),
            ({"reason": " "}, "reason"),
            ({"certificate_kind": "ijazah"}, "certificate_kind"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, propose, given, field):
        with pytest.raises(Refused) as no:
            propose(a_proposal(**given))
        assert no.value.field == field

    def test_tomorrow_is_early_enough(self, propose):
        assert propose(a_proposal(from_on=TODAY + timedelta(days=1))).id

    def test_the_same_on_the_same_days_is_there_already(self, session, propose):
        make_requirement(session, certificate_kind="halal", from_on=date(2026, 10, 17))
        with pytest.raises(Refused) as no:
            propose()
        assert "17/10/2026" in no.value.sentence

    def test_what_replaces_stays_of_the_same_goods_and_paper(self, session, propose):
        old = make_requirement(session, scale=Scale.MICRO)
        change = propose(a_proposal(certificate_kind="nib", scale=Scale.SMALL), replaces_id=old.id)
        assert (change.certificate_kind, change.scale) == ("pirt", Scale.MICRO)

    def test_one_proposal_at_a_time_for_a_requirement(self, session, propose, officer):
        old = make_requirement(session)
        propose(replaces_id=old.id)
        with pytest.raises(Refused, match="masih menunggu"), officer() as uow:
            propose_end(uow, old.id, from_on=NEXT_YEAR, reason="x")

    def test_what_is_over_is_not_changed(self, session, propose):
        old = make_requirement(session, until_on=date(2026, 1, 1))
        with pytest.raises(Refused) as no:
            propose(replaces_id=old.id)
        assert "sudah berakhir" in no.value.sentence


class TestDeciding:
    def test_a_new_one_is_laid_down(self, session, propose, decide, heard, decider):
        change = decide(propose(a_proposal(grace_days=30, scale=Scale.SMALL)))

        row = session.get(Requirement, change.became_id)
        assert (row.certificate_kind, row.scale, row.from_on) == ("halal", Scale.SMALL, NEXT_YEAR)
        assert (row.grace_days, row.approved_by, row.checked_on) == (30, decider.id, TODAY)
        assert change.state is ChangeState.APPROVED
        assert [type(event) for event in heard][1:] == [RequirementLaidDown, RequirementChangeDecided]

    def test_what_it_replaces_ends_on_the_eve(self, session, propose, decide, heard):
        old = make_requirement(session)
        change = decide(propose(a_proposal(level=Level.RECOMMENDED), replaces_id=old.id))

        assert old.until_on == date(2026, 12, 31)
        assert session.get(Requirement, change.became_id).level is Level.RECOMMENDED
        ended = next(event for event in heard if isinstance(event, RequirementEnded))
        assert (ended.requirement_id, ended.last_day) == (old.id, "2026-12-31")

    def test_an_end_ends_it_and_nothing_follows(self, session, officer, decide):
        old = make_requirement(session)
        with officer() as uow:
            change = propose_end(uow, old.id, from_on=NEXT_YEAR, reason="Dicabut")
        decide(change)

        assert old.until_on == date(2026, 12, 31)
        assert change.became_id is None
        assert session.query(Requirement).count() == 1

    def test_one_that_has_not_begun_is_withdrawn_and_may_come_later(self, session, propose, decide):
        old = make_requirement(session, certificate_kind="halal", from_on=NEXT_YEAR)
        change = decide(propose(a_proposal(from_on=date(2028, 1, 1)), replaces_id=old.id))

        assert (old.withdrawn_on, old.until_on) == (TODAY, None)
        assert session.get(Requirement, change.became_id).from_on == date(2028, 1, 1)

    def test_the_proposer_does_not_decide(self, session, propose, work, proposer):
        change = propose()
        both = work(OFFICER, APPROVER, at=1, user_id=proposer.id)
        with pytest.raises(Forbidden), both as uow:
            decide_change(uow, change.id, approve=True)

    def test_another_officer_does_not_decide(self, session, propose, work, decider):
        change = propose()
        with pytest.raises(Forbidden), work(OFFICER, at=1, user_id=decider.id) as uow:
            decide_change(uow, change.id, approve=True)

    def test_a_refusal_says_why_and_changes_nothing(self, session, propose, decide):
        old = make_requirement(session)
        change = propose(replaces_id=old.id)
        with pytest.raises(Refused) as no:
            decide(change, approve=False)
        assert no.value.field == "reason"

        decide(change, approve=False, reason="Dasarnya keliru")
        assert (change.state, change.decided_because) == (ChangeState.REFUSED, "Dasarnya keliru")
        assert old.until_on is None

    def test_it_is_decided_once(self, propose, decide):
        change = decide(propose())
        with pytest.raises(Refused, match="sudah diputuskan"):
            decide(change)

    def test_a_first_day_that_went_by_is_refused(self, propose, approver):
        change = propose(a_proposal(from_on=TODAY + timedelta(days=1)))
        later = approver().now + timedelta(days=1)
        with pytest.raises(Refused) as no, approver(now=later) as uow:
            decide_change(uow, change.id, approve=True)
        assert no.value.field == "from_on"

    def test_of_two_proposals_for_the_same_only_one_is_approved(self, propose, decide):
        first, second = propose(), propose()
        decide(first)
        with pytest.raises(Refused, match="sudah ada"):
            decide(second)


class TestWithdrawing:
    def test_the_proposer_takes_it_back(self, propose, officer, heard):
        change = propose()
        with officer() as uow:
            withdraw_change(uow, change.id)
        assert change.state is ChangeState.WITHDRAWN
        assert isinstance(heard[-1], RequirementChangeWithdrawn)

    def test_nobody_else_does(self, propose, work, decider):
        change = propose()
        with pytest.raises(Forbidden), work(OFFICER, at=1, user_id=decider.id) as uow:
            withdraw_change(uow, change.id)

    def test_what_was_withdrawn_is_not_decided(self, propose, officer, decide):
        change = propose()
        with officer() as uow:
            withdraw_change(uow, change.id)
        with pytest.raises(Refused):
            decide(change)


def test_a_look_that_found_it_right_is_kept(session, officer, heard):
    row = make_requirement(session)
    with officer() as uow:
        check_requirement(uow, row.id)
    assert row.checked_on == TODAY
    assert isinstance(heard[-1], RequirementChecked)


class TestEffect:
    """Three products of snacks with a P-IRT each; one of them is halal too."""

    @pytest.fixture(autouse=True)
    def city(self, session, work):
        make_requirement(session)
        self.products = [make_product(session, producer=make_producer(session)) for _ in range(3)]
        for product in self.products:
            make_certificate(session, product)
        make_certificate(
            session, self.products[0], kind="halal", expires_on=None, number="ID18110000123450924"
        )
        with work() as uow:
            refresh_all(uow)

    def test_it_says_who_leaves_and_when(self, session, propose):
        effect = effect_of(session, propose(), TODAY)

        assert (effect.leaving, effect.left, effect.makers, effect.coming) == ({NEXT_YEAR: 2}, 2, 2, 0)
        assert {name for name, _ in effect.examples} == {one.name for one in self.products[1:]}

    def test_grace_puts_it_off(self, session, propose):
        effect = effect_of(session, propose(a_proposal(grace_days=31)), TODAY)
        assert effect.leaving == {date(2027, 2, 1): 2}

    def test_what_is_recommended_drives_nobody_out(self, session, propose):
        assert effect_of(session, propose(a_proposal(level=Level.RECOMMENDED)), TODAY).left == 0

    def test_another_scale_or_category_is_not_concerned(self, session, propose):
        other = make_product(session, category="batik-tapis")
        assert effect_of(session, propose(a_proposal(scale=Scale.MEDIUM)), TODAY).left == 0
        assert effect_of(session, propose(a_proposal(category_id=other.category_id)), TODAY).left == 0

    def test_an_end_brings_some_back(self, session, officer, work):
        bare = make_product(session)
        old = session.query(Requirement).one()
        with officer() as uow:
            change = propose_end(uow, old.id, from_on=NEXT_YEAR, reason="Dicabut")

        effect = effect_of(session, change, TODAY)
        assert (effect.left, effect.coming) == (0, 1)
        assert isinstance(eligible_on(session, bare.id, NEXT_YEAR), Blocked)

    def test_what_was_foretold_comes_true(self, session, propose, decide):
        change = propose()
        foretold = effect_of(session, change, TODAY)
        decide(change)

        days = dict(session.query(Product.id, Product.eligible_until))
        eve = NEXT_YEAR - timedelta(days=1)
        assert [days[one.id] for one in self.products] == [date(2030, 3, 1), eve, eve]
        assert sum(1 for day in days.values() if day == eve) == foretold.left

    def test_a_postponement_keeps_them(self, session, propose, decide):
        first = decide(propose())
        later = propose(a_proposal(from_on=date(2031, 1, 1)), replaces_id=first.became_id)
        assert effect_of(session, later, TODAY).left == 0
        decide(later)
        assert {*session.scalars(session.query(Product.eligible_until).statement)} == {date(2030, 3, 1)}


class TestHalalOf17October:
    """A micro food product with a P-IRT alone, as the rows say."""

    @pytest.fixture
    def product(self, session):
        make_requirement(session)
        product = make_product(session)
        make_certificate(session, product)
        return product

    def test_it_bites_on_the_day(self, session, product):
        make_requirement(session, certificate_kind="halal", scale=Scale.MICRO, from_on=date(2026, 10, 17))
        assert eligible_on(session, product.id, date(2026, 10, 16)) == Ok(date(2026, 10, 16))
        (reason,) = eligible_on(session, product.id, date(2026, 10, 17)).reasons
        assert reason.code == "halal"
        assert isinstance(eligible_on(session, product.id, date(2026, 10, 3)), Ok)

    def test_with_grace_it_bites_later(self, session, product):
        make_requirement(
            session, certificate_kind="halal", scale=Scale.MICRO, from_on=date(2026, 10, 17), grace_days=30
        )
        assert isinstance(eligible_on(session, product.id, date(2026, 10, 16)), Ok)
        for day in (date(2026, 10, 17), date(2026, 11, 15)):
            grace = eligible_on(session, product.id, day)
            assert isinstance(grace, Grace)
            assert grace.until == date(2026, 11, 15)
        assert isinstance(eligible_on(session, product.id, date(2026, 11, 16)), Blocked)

    def test_a_rule_that_was_withdrawn_never_bites(self, session, product):
        make_requirement(
            session, certificate_kind="halal", from_on=date(2026, 12, 1), withdrawn_on=date(2026, 11, 24)
        )
        assert eligible_on(session, product.id, TODAY) == Ok(date(2030, 3, 1))


class TestLists:
    def test_requirements_are_now_to_come_or_past(self, session):
        now = make_requirement(session)
        coming = make_requirement(session, certificate_kind="halal", from_on=NEXT_YEAR)
        past = make_requirement(session, certificate_kind="sni", until_on=date(2026, 11, 23))
        gone = make_requirement(
            session, certificate_kind="nib", from_on=NEXT_YEAR, withdrawn_on=date(2026, 11, 1)
        )

        def found(**given):
            rows = RequirementList(day=TODAY, **given).page(session)
            return {row.id: row.when(TODAY) for row in rows}

        assert found() == {
            now.id: RequirementPeriod.NOW,
            coming.id: RequirementPeriod.COMING,
            past.id: RequirementPeriod.PAST,
            gone.id: RequirementPeriod.PAST,
        }
        for when in RequirementPeriod:
            assert {*found(when=when).values()} == {when}
        assert sum(len(found(when=when)) for when in RequirementPeriod) == 4
        assert [*found(kind="halal")] == [coming.id]

    def test_changes_say_what_they_would_do(self, session, propose, officer, proposer):
        old = make_requirement(session)
        propose()
        propose(a_proposal(), replaces_id=old.id)
        rows = ChangeList(state=ChangeState.PROPOSED).rows(session)
        assert [row.title for row in rows] == ["Ubah syarat SPP-IRT", "Syarat baru: Halal"]
        assert {row.proposer for row in rows} == {proposer.name}
        assert len(ChangeList(replaces_id=old.id).rows(session)) == 1
