from datetime import date

from marketplace.accounts.models import User
from marketplace.circulars.services import approve_circular
from marketplace.circulars.states import DRAFT
from marketplace.kernel.roles import APPROVER
from marketplace.partners.models import PartnerKind
from tests.factories.circulars import make_circular, make_clause
from tests.factories.officials import make_official
from tests.factories.partners import make_partner
from tests.factories.people import owner_of
from tests.letters import letters_of


def test_owners_of_whom_it_binds_read_that_it_was_approved(session, work, queue):
    shop, hotel = (make_partner(session, kind=kind) for kind in (PartnerKind.SHOP, PartnerKind.HOTEL))
    bound, _ = owner_of(session, shop.id), owner_of(session, hotel.id)
    draft = make_circular(
        session, make_clause(kinds=["shop"]), state=DRAFT, number="500/903/2026", from_on=date(2027, 1, 1)
    )
    with work(APPROVER, at=1, user_id=make_official(session)) as uow:
        approve_circular(uow, draft.id)
    (letter,) = letters_of(session)
    assert letter.to == session.get(User, bound).email
    assert letter.subject == "Surat edaran 500/903/2026 (contoh) mengikat usaha Anda"
    assert "berlaku sejak 1 Januari 2027" in letter.body
