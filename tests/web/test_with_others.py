"""A home never says that all is done while something of theirs waits with somebody: it says what, and with whom."""

from marketplace.billing.models import PaidBy
from marketplace.billing.services import claim_payment
from marketplace.kernel.review import SUBMITTED
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.ordering.states import PLACED, PROPOSED, SENT
from marketplace.partners.states import DRAFT
from marketplace.web.partner.with_others import with_makers, with_the_office
from marketplace.web.producer.with_others import with_officers, with_shops
from tests.factories.billing import TODAY, make_due
from tests.factories.certification import make_product
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.outreach import make_case
from tests.factories.partners import make_mou, make_outlet, make_partner


def titles(app, uow, *sources):
    with app.test_request_context():
        return [str(task.title) for source in sources for task in source(uow)]


def test_of_a_maker_with_officers_and_shops(app, session, work):
    maker = make_maker(session)
    outlet = make_outlet(session, make_partner(session, name="Toko Rukun"))
    maker.state = SUBMITTED
    make_product(session, producer=maker).state = SUBMITTED
    variant = make_goods(session, maker=maker)
    sent = make_handover(session, order=make_order(session, variant=variant, outlet=outlet), state=SENT)
    offer = make_order(session, variant=variant, outlet=outlet, state=PROPOSED)
    session.commit()
    assert titles(app, work(OWNER, at=maker.id), with_officers, with_shops) == [
        "Profil usaha menunggu petugas",
        "1 produk menunggu petugas",
        f"{sent.number} menunggu Toko Rukun",
        f"Usulan Anda untuk {offer.number} menunggu Toko Rukun",
    ]
    assert titles(app, work(OWNER, at=make_maker(session).id), with_officers, with_shops) == []


def test_of_a_shop_with_makers(app, session, work):
    maker = make_maker(session, name="Keripik Bu Tini")
    outlet = make_outlet(session, make_partner(session))
    order = make_order(session, variant=make_goods(session, maker=maker), outlet=outlet, state=PLACED)
    due = make_due(session, maker=maker, outlet=outlet)
    with work(OWNER, at=outlet.partner_id, kind=PARTNER) as uow:
        claim_payment(uow, due.id, amount=5_000, paid_on=TODAY, paid_by=PaidBy.CASH)
    assert titles(app, work(OWNER, at=outlet.partner_id), with_makers) == [
        f"Pesanan {order.number} menunggu Keripik Bu Tini",
        "Rp5.000 menunggu Keripik Bu Tini membenarkan",
    ]
    assert titles(app, work(OWNER, at=make_partner(session).id), with_makers) == []


def test_of_papers_that_the_office_prepares(app, session, work):
    partner, maker = make_partner(session), make_maker(session)
    mou = make_mou(session, partner, state=DRAFT)
    make_case(session, producer_id=maker.id)
    session.commit()
    assert titles(app, work(OWNER, at=partner.id), with_the_office) == [f"MoU {mou.number} menunggu Dinas"]
    (title,) = titles(app, work(OWNER, at=maker.id), with_officers)
    assert title.endswith("sedang diurus Dinas")
    assert titles(app, work(OWNER, at=make_partner(session).id), with_the_office) == []
