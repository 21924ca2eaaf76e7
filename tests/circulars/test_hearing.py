from datetime import date

import pytest

from marketplace.circulars.hearing import bound_groups
from marketplace.circulars.states import DRAFT
from marketplace.partners.models import PartnerKind
from tests.factories.circulars import make_circular, make_clause
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of

TODAY = date(2026, 11, 24)
SHOP, HOTEL, CAFE = PartnerKind.SHOP, PartnerKind.HOTEL, PartnerKind.CAFE


@pytest.fixture
def city(session):
    beta, alfa = (make_partner(session, kind=SHOP, name=name) for name in ("Toko Beta", "Toko Alfa"))
    make_partner(session, kind=HOTEL, name="Hotel Misal")
    make_partner(session, kind=CAFE, name="Kafe Misal")
    make_outlet(session, alfa)
    make_outlet(session, alfa)
    make_outlet(session, alfa, until_on=date(2026, 6, 30))
    owner_of(session, beta.id)


@pytest.mark.usefixtures("city")
class TestWhoHears:
    def test_partners_of_the_kinds_its_clauses_bind_by_name_with_their_open_outlets(self, session):
        draft = make_circular(
            session, make_clause(kinds=["shop"]), make_clause(kinds=["hotel", "shop"]), state=DRAFT
        )
        groups = bound_groups(session, draft, TODAY)
        found = {
            group.kind: [(one.name, one.outlets, one.reached) for one in group.partners] for group in groups
        }
        assert found == {
            HOTEL: [("Hotel Misal", 0, False)],
            SHOP: [("Toko Alfa", 2, False), ("Toko Beta", 0, True)],
        }
        assert [group.outlets for group in groups] == [0, 2]

    def test_everybody_where_one_clause_is_for_all(self, session):
        draft = make_circular(session, make_clause(kinds=["shop"]), make_clause(), state=DRAFT)
        assert [group.kind for group in bound_groups(session, draft, TODAY)] == [CAFE, HOTEL, SHOP]
