"""Handovers as either side lists and reads them."""

import pytest

from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.states import PREPARED
from marketplace.partners.models import Outlet
from tests.factories.ordering import make_handover

OTHER = {"producer": "partner_id", "partner": "producer_id"}


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def reader(as_seat, handover, own_id):
    return as_seat(STAFF, at=getattr(handover, own_id))


@pytest.fixture
def listed(door):
    return f"/{door}/handovers"


@pytest.fixture
def address(listed, handover):
    return f"{listed}/{handover.public_id}"


class TestTheList:
    def test_it_shows_ones_own_narrowed_by_kind_outlet_and_day(self, reader, listed, handover, session):
        other = make_handover(session)
        outlet = session.get(Outlet, handover.outlet_id)

        page = reader.open(listed).text
        assert handover.number in page
        assert other.number not in page
        for wanted in (
            "state=sent",
            "kind=delivery",
            f"outlet={outlet.public_id}",
            "from=2026-11-24&until=2026-11-24",
        ):
            assert handover.number in reader.open(f"{listed}?{wanted}").text
        for wanted in (
            "state=agreed",
            "kind=round",
            "kind=return",
            "outlet=tidakada",
            "from=2026-11-25",
            "until=2026-11-23",
        ):
            page = reader.open(f"{listed}?{wanted}").text
            assert "Tidak ada yang cocok" in page
            assert handover.number not in page
        page = reader.open(f"{listed}?kind=delivery").text
        assert f"{listed}?kind=delivery&amp;state=sent" in page
        assert f"{listed}/export?kind=delivery" in page

    def test_what_is_no_filter_is_left_alone(self, reader, listed, handover):
        page = reader.open(f"{listed}?kind=iseng&from=kemarin&endpoint=x&_external=1")

        assert page.status_code == 200
        assert handover.number in page.text

    @pytest.mark.parametrize("wanted", ["kind=delivery", "state=sent"])
    def test_the_export_has_exactly_what_is_shown(self, app, reader, listed, handover, session, wanted):
        make_handover(session)

        answer = reader.open(f"{listed}/export?{wanted}")

        rows = app.extensions["tools"].sheets.read(answer.data, "x.xlsx").sheets[0].rows
        (row,) = [row for row in rows if row and "/SJ/" in str(row[0])]
        assert row[0] == handover.number
        assert "Kiriman" in row
        assert 100_000 in row

    def test_however_many_there_are_it_takes_as_many_statements(
        self, reader, listed, handover, session, statements
    ):
        few = statements(lambda: reader.open(listed))
        for _ in range(5):
            again = make_handover(session)
            again.producer_id = again.issuer_id = handover.producer_id
            again.partner_id, again.outlet_id = handover.partner_id, handover.outlet_id
            session.commit()

        assert statements(lambda: reader.open(listed)) == few


def test_what_the_other_side_only_prepared_is_not_told(reader, door, listed, address, handover, session):
    handover.state, handover.issuer_id = PREPARED, getattr(handover, OTHER[door])
    session.commit()

    assert handover.number not in reader.open(listed).text
    assert reader.open(address).status_code == 404


@pytest.mark.parametrize("way", ["", "/send", "/withdraw", "/contest"])
def test_that_of_others_is_not_there(as_seat, door, own_id, address, session, way):
    stranger = as_seat(OWNER, at=getattr(make_handover(session), own_id))

    assert stranger.open(address).status_code == 404
    sent = stranger.send(f"{address}{way}", {"reason": "iseng"}, page=f"/{door}/profile")
    assert sent.status_code == 404


def test_the_other_side_and_officials_have_other_doors(as_seat, door, handover, address):
    for visitor in (as_seat(OWNER, at=getattr(handover, OTHER[door])), as_seat(OFFICER)):
        assert visitor.open(address).status_code == 403


def test_an_answer_that_comes_too_late_is_told_on_the_page(reader, door, handover, address, session):
    handover.issuer_id = getattr(handover, OTHER[door])
    session.commit()
    assert reader.send(address).location == address

    for way in ("", "/contest"):
        answer = reader.send(f"{address}{way}", {"reason": "salah hitung"}, page=f"/{door}/profile")
        assert answer.status_code == 422
        assert "tidak bisa pada status Disepakati" in answer.text
