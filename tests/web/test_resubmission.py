import pytest
from flask import flash, redirect

from marketplace.kernel.actor import NOBODY, Actor, ActorSeat
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.web.access import ANYONE, may
from tests.web.shell import Visitor, small_app, someone

pytestmark = pytest.mark.usefixtures("any_day")


@pytest.fixture
def visitor():
    app = small_app()

    @app.post("/guests")
    @may(ANYONE)
    def take():
        flash("Tamu dicatat.")
        return redirect("/help#akhir")

    return Visitor(app, someone())


def keeper(visitor):
    page = visitor.open("/help").text
    return page.partition('data-keeper="')[2].partition('"')[0]


def test_a_script_is_told_the_next_page_and_does_not_use_up_its_notice(visitor):
    answer = visitor.send("/guests", {}, page="/office/settings/parts", **{"MB2-Keep": "1"})

    assert (answer.status_code, answer.headers["Location"], answer.text) == (201, "/help#akhir", "")
    assert "Tamu dicatat." in visitor.open("/help").text


def test_a_browser_is_redirected_as_ever(visitor):
    assert visitor.send("/guests", {}, page="/office/settings/parts").status_code == 302


def test_a_script_without_a_session_hears_that_it_has_none(visitor):
    answer = visitor.client.post("/guests", headers={"MB2-Keep": "1"})

    assert answer.status_code == 400


def test_what_is_kept_belongs_to_a_person_at_an_organisation(visitor):
    def maker(user, at):
        return Actor(
            UserId(user),
            at=OrganisationId(at),
            kind=PRODUCER,
            seats=frozenset({ActorSeat(OWNER, OrganisationId(at))}),
        )

    seen = []
    for who in (maker(1, 1), maker(1, 2), maker(2, 1), maker(1, 1)):
        visitor.who = who
        seen.append(keeper(visitor).split("."))
    assert seen[0] == seen[3]
    assert seen[0][0] == seen[1][0] != seen[2][0]
    assert len({at for _, at in seen}) == 3

    visitor.who = NOBODY
    assert keeper(visitor) == ""
