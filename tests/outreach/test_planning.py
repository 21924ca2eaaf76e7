import pytest

from marketplace.accounts.models import Seat
from marketplace.kernel.errors import NotFound
from marketplace.kernel.roles import AUDITOR, OFFICE, OFFICER
from marketplace.outreach.models import TeamMember
from marketplace.outreach.planning import officers, plan_of
from tests.conftest import NOW
from tests.factories.outreach import make_activity
from tests.factories.partners import make_organisation
from tests.factories.producers import make_person


def seated(session, name, role, **given):
    person, office = make_person(session, name=name, **given), make_organisation(session, OFFICE)
    session.add(Seat(user_id=person.id, organisation_id=office.id, role=role, from_at=NOW))
    session.commit()
    return person


def test_officers_can_be_sent_and_others_cannot(session):
    wartini = seated(session, "Wartini", OFFICER)
    seated(session, "Auditor", AUDITOR)
    seated(session, "Pergi", OFFICER, disabled_at=NOW)
    agus = seated(session, "Agus", OFFICER)

    assert officers(session) == [(agus.id, "Agus"), (wartini.id, "Wartini")]


def test_somebody_with_two_seats_is_named_once(session):
    agus = seated(session, "Agus", OFFICER)
    other = make_organisation(session, OFFICE)
    session.add(Seat(user_id=agus.id, organisation_id=other.id, role=OFFICER, from_at=NOW))
    session.commit()

    assert officers(session) == [(agus.id, "Agus")]


def test_the_plan_is_what_was_planned(session):
    activity = make_activity(session, about="Bawa KTP.")
    agus = seated(session, "Agus", OFFICER)
    session.add(TeamMember(activity_id=activity.id, user_id=agus.id))
    session.commit()

    plan, version = plan_of(session, activity.id)

    assert version == activity.version
    assert (plan.title, plan.about, plan.serves, plan.team) == (
        activity.title,
        "Bawa KTP.",
        ("nib", "pirt"),
        (agus.id,),
    )
    assert plan.read() == plan


def test_of_no_activity_there_is_no_plan(session):
    with pytest.raises(NotFound):
        plan_of(session, 99)
