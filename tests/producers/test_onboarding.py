from marketplace.kernel.review import DRAFT
from marketplace.producers.onboarding import OnboardingStep, next_step, progress
from marketplace.producers.profile import NEEDED, missing
from tests.factories.producers import make_producer

NOTHING = {
    "nib": None,
    "scale": None,
    "kbli_code": None,
    "address": "",
    "kelurahan_code": None,
    "whatsapp": None,
}


def test_the_way_starts_at_its_first_step_and_ends_when_nothing_is_missing(session):
    producer = make_producer(session, state=DRAFT, **NOTHING)
    assert next_step(producer) is OnboardingStep.BUSINESS

    producer = make_producer(
        session, nik_mark="x", account_mark="y", delivery_days=["mon"], story="Sejak 1998.", state=DRAFT
    )
    assert next_step(producer) is None
    assert all(one.done for one in progress(producer))


def test_what_holds_a_profile_up_is_what_the_officials_need(session):
    """One rule said twice: what a step marks as needed is what handing in asks for."""
    producer = make_producer(session, state=DRAFT, **NOTHING)
    needed = [str(want.label) for one in progress(producer) for want in one.missing if want.needed]

    assert (
        needed == [str(label) for _, label in missing(producer)] == [str(label) for label in NEEDED.values()]
    )


def test_what_may_follow_later_holds_nothing_up(session):
    producer = make_producer(session, state=DRAFT)

    assert [one.step for one in progress(producer) if not one.done] == [
        OnboardingStep.PEOPLE,
        OnboardingStep.PAYMENT,
        OnboardingStep.DELIVERY,
        OnboardingStep.STORY,
    ]
    assert not any(one.holds_up for one in progress(producer))
