"""What waits goes away when it is done."""

from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Seat, User
from marketplace.accounts.services.seats import end_seat
from marketplace.billing.models import PaidBy
from marketplace.billing.services import claim_payment, settle_dues
from marketplace.catalog.models import Product, Variant
from marketplace.catalog.reviewing import approve_product
from marketplace.catalog.revisions import current_revision
from marketplace.certification.models import (
    Certificate,
    CertificateProduct,
    ChangeState,
    RequirementChange,
)
from marketplace.certification.services.requiring import decide_change
from marketplace.certification.services.reviewing import approve_certificate
from marketplace.certification.services.submitting import Claim, submit_certificate
from marketplace.circulars.models import Circular
from marketplace.circulars.services import approve_circular
from marketplace.circulars.states import DRAFT
from marketplace.compliance.models import Objection, ObjectionAnswer, Period
from marketplace.compliance.queries import months_with_news
from marketplace.compliance.services import answer_objection, publish_month
from marketplace.compliance.states import PROVISIONAL, ObjectionRuling
from marketplace.demo.trade import bring
from marketplace.files.models import Attachment
from marketplace.imports.batches import drop_batch
from marketplace.imports.models import ImportBatch
from marketplace.imports.states import CHECKED
from marketplace.inventory.models import StockBatch, Why
from marketplace.inventory.services import move_stock
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.review import SUBMITTED
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.money import DueList, dues
from marketplace.ordering.services.answering import confirm_order
from marketplace.ordering.services.delivering import remaining
from marketplace.ordering.services.differing import agree_difference
from marketplace.ordering.services.proposing import accept_proposal
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.terms import answer_term
from marketplace.ordering.states import CONFIRMED, CONTESTED, PLACED, PROPOSED, SENT
from marketplace.ordering.terms import TermList
from marketplace.outreach.models import LicenceCase
from marketplace.outreach.services.cases import block_case
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from marketplace.producers.services.reviewing import approve_producer
from marketplace.purchases.audits import answer_refusal
from marketplace.purchases.claims import decide_claim
from marketplace.purchases.declarations import decide_declaration, declare_spend
from marketplace.purchases.declared_figures import review_figure
from marketplace.purchases.models.answers import Answer, ClaimRuling, PurchaseAnswer, Refusal, RefusalAnswer
from marketplace.purchases.models.declarations import Decision, DeclarationDecision, SpendDeclaration
from marketplace.purchases.models.declared_figures import DeclaredFigure, FigureFinding, FigureReview
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.purchases.queries import PurchaseList
from marketplace.purchases.services import NewLine, NewPurchase, answer_purchase, record_purchase
from marketplace.web.office.mayor_waiting import reports_missing


@pytest.fixture
def does(own):
    """does(email, service, …): one act of that person, in a transaction of its own."""

    def act(email, service, *args, **given):
        with own.act(email) as uow:
            return service(uow, *args, **given)

    return act


def maker_of(own, email):
    return own.actor(email).at


def test_a_maker_who_answers_delivers_and_renews_has_nothing_left(own, does):
    me, mine = "produsen@mb2.test", maker_of(own, "produsen@mb2.test")
    for order_id in own.all(select(Order.id).filter_by(producer_id=mine, state=PLACED)):
        does(me, confirm_order, order_id)
    for order_id in own.all(select(Order.id).filter_by(producer_id=mine, state=CONFIRMED)):
        if any(remaining(own.act(me), own.session.get(Order, order_id)).values()):
            does(me, bring, order_id)
    answered = select(PurchaseAnswer.purchase_id)
    claims = select(Purchase.id).where(Purchase.producer_id == mine, Purchase.source != Source.HANDOVER)
    for purchase_id in own.all(claims.where(Purchase.id.not_in(answered), Purchase.reverses_id.is_(None))):
        does(me, answer_purchase, purchase_id, answer=Answer.CONFIRMED)
    renew(own, does, me, mine)
    collect(own, does, me, mine)
    theirs = select(Variant.id).where(Variant.producer_id == mine)
    over = select(StockBatch).where(StockBatch.on_hand > 0, StockBatch.best_before < own.today)
    for batch in own.all(over.where(StockBatch.variant_id.in_(theirs))):
        does(me, move_stock, batch.variant_id, -batch.on_hand, why=Why.SPOILED, code=batch.code)
    assert own.tasks(me) == []


def test_a_maker_is_rid_of_a_difference_agreed_to_and_of_terms_turned_down(own, does):
    me, mine = "produsen2@mb2.test", maker_of(own, "produsen2@mb2.test")
    before = own.tasks(me)
    for handover_id in own.all(
        select(HandoverDifference.handover_id)
        .join(Handover, Handover.id == HandoverDifference.handover_id)
        .where(HandoverDifference.answer.is_(None), Handover.producer_id == mine)
    ):
        does(me, agree_difference, handover_id)
    for row in TermList(producer_id=mine, waits_at=own.loaded_at, not_by=mine).rows(own.session):
        outlet = own.session.scalars(select(Outlet.id).filter_by(public_id=row.outlet_public_id)).one()
        does(me, answer_term, mine, outlet, row.id, agrees=False)
    assert sorted(icon for icon, _ in set(before) - set(own.tasks(me))) == ["law", "risk"]


def collect(own, does, me, mine):
    """Every shop pays all that it owes this maker."""
    owed = defaultdict(list)
    for row in dues(own.session, DueList(payee_id=mine, settled=False)):
        owed[row.partner_public_id].append(row)
    for rows in owed.values():
        does(
            me,
            settle_dues,
            [row.id for row in rows],
            received=Rupiah(sum(row.left for row in rows)),
            received_on=own.today,
            paid_by=PaidBy.CASH,
        )


def renew(own, does, me, mine):
    old = own.session.scalars(select(Certificate).filter_by(producer_id=mine, kind="pirt")).one()
    products = own.all(select(CertificateProduct.product_id).filter_by(certificate_id=old.id))
    ends = own.today + timedelta(days=5 * 365)
    claim = Claim(
        kind="pirt",
        number=f"2061872010777-{ends:%y}",
        issued_on=own.today,
        expires_on=ends,
        product_ids=products,
        scan_id=old.scan_id,
    )
    does(me, submit_certificate, mine, claim, renews=old.id)


@pytest.mark.parametrize("me", ["mitra@mb2.test", "mitra2@mb2.test"])
def test_a_shop_that_receives_answers_and_buys_widely_has_nothing_left(own, does, me):
    mine = maker_of(own, me)
    for handover_id in own.all(
        select(Handover.id).filter_by(partner_id=mine).where(Handover.state.in_((SENT, CONTESTED)))
    ):
        does(me, agree_handover, handover_id)
    for order_id in own.all(select(Order.id).filter_by(partner_id=mine, state=PROPOSED)):
        does(me, accept_proposal, order_id)
    for row in dues(own.session, DueList(payer_id=mine, settled=False)):
        if row.to_say:
            does(me, claim_payment, row.id, amount=row.to_say, paid_on=own.today, paid_by=PaidBy.TRANSFER)
    lines = select(PurchaseLine.id).join(Purchase).where(Purchase.partner_id == mine)
    doubted = select(Refusal.id).where(
        Refusal.line_id.in_(lines), Refusal.id.not_in(select(RefusalAnswer.refusal_id))
    )
    for refusal_id in own.all(doubted):
        photo = own.all(select(Attachment.id).filter_by(organisation_id=mine))[0]
        does(me, answer_refusal, refusal_id, text="Notanya kami lampirkan ulang.", evidence_id=photo)
    for batch_id in own.all(select(ImportBatch.id).filter_by(organisation_id=mine, state=CHECKED)):
        does(me, drop_batch, batch_id)
    month = Month.of(own.today).previous
    sure = {"sure": True, "reason": "Bulan ini toko menambah stok."}
    does(me, declare_spend, mine, month, total=Rupiah(90_000_000), signer="Hartono Contoh", **sure)
    buy_widely(own, does, me, mine)
    assert own.tasks(me) == []


def buy_widely(own, does, me, mine):
    """One of each of the products that are listed, as the till sends them: its numbers are documents."""
    listed = select(Product).where(Product.eligible_until >= own.today, Product.state == "approved")
    for product in own.all(listed.order_by(Product.id)):
        line = NewLine(
            text=product.name,
            quantity=Quantity.of(1),
            unit="PCS",
            unit_price=Rupiah(10_000),
            net=Rupiah(10_000),
            product_id=product.id,
            category_id=product.category_id,
        )
        new = NewPurchase(
            source=Source.API,
            source_ref=f"{me}-{product.id}",
            partner_id=mine,
            producer_id=product.producer_id,
            bought_on=own.today,
            document_number=f"NT-{product.id}",
            lines=[line],
        )
        does(me, record_purchase, new)


def approve_newest(uow, product_id):
    return approve_product(uow, product_id, revision=current_revision(uow, product_id).number)


def test_an_officer_who_looks_everything_over_has_nothing_left(own, does):
    me = "petugas@mb2.test"
    for model, approve in (
        (Producer, approve_producer),
        (Certificate, approve_certificate),
        (Product, approve_newest),
    ):
        for number in own.all(select(model.id).where(model.state == SUBMITTED)):
            does(me, approve, number)
    decided = select(DeclarationDecision.declaration_id)
    for number in own.all(select(SpendDeclaration.id).where(SpendDeclaration.id.not_in(decided))):
        does(me, decide_declaration, number, decision=Decision.ACCEPTED)
    for handover_id in own.all(select(Handover.id).filter_by(state=CONTESTED)):
        does(None, agree_handover, handover_id)
    for row in PurchaseList(undecided=True).rows(own.session):
        does(me, decide_claim, row.id, ruling=ClaimRuling.FALLS, reason="Tanpa nota")
    answered = select(ObjectionAnswer.objection_id)
    for number in own.all(select(Objection.id).where(Objection.id.not_in(answered))):
        does(me, answer_objection, number, ruling=ObjectionRuling.NOT_ACCEPTED, text="Notanya sudah dihitung")
    for case_id in own.all(select(LicenceCase.id).where(LicenceCase.blocker != "")):
        does(me, block_case, case_id, "")
    looked = select(FigureReview.figure_id)
    for number in own.all(select(DeclaredFigure.id).where(DeclaredFigure.id.not_in(looked))):
        does(me, review_figure, number, FigureFinding.VERIFIED)
    assert own.tasks(me) == []


def publish_what_is_ready(own, does):
    ready = select(Period.month).where(Period.state == PROVISIONAL, Period.objections_until < own.today)
    for month in own.all(ready.order_by(Period.month)):
        does(
            "penyetuju@mb2.test",
            publish_month,
            own.tools.signer,
            Month.parse(month),
            reason="Yang terbuka menyusul",
        )


def test_an_approver_who_signs_and_publishes_has_nothing_left(own, does):
    me = "penyetuju@mb2.test"
    for circular_id in own.all(select(Circular.id).filter_by(state=DRAFT)):
        does(me, approve_circular, circular_id)
    for change_id in own.all(select(RequirementChange.id).filter_by(state=ChangeState.PROPOSED)):
        does(me, decide_change, change_id, approve=True)
    publish_what_is_ready(own, does)
    assert own.tasks(me) == []


def reports_the_mayor_misses(own):
    month = Month.of(own.today).previous
    with own.app.test_request_context("/"):
        uow = own.act("walikota@mb2.test")
        tasks = reports_missing(uow, month, months_with_news(uow.session, uow.today))
        return [str(task.title) for task in tasks if "laporan bulanan belum terbit" in task.title]


def test_what_is_published_waits_for_auditor_and_mayor_no_more(own, does):
    auditor = "auditor@mb2.test"
    before, overdue = len(own.tasks(auditor)), reports_the_mayor_misses(own)
    publish_what_is_ready(own, does)
    assert overdue and not reports_the_mayor_misses(own)
    assert len(own.tasks(auditor)) == before - 2


def test_the_sysadmin_is_rid_of_who_does_not_come(own, does):
    me = "admin@mb2.test"
    names = ("Dewi Semisal", "Galih Contoh")
    waiting = [title for _, title in own.tasks(me)]
    assert all(any(name in title for title in waiting) for name in names)
    seats = select(Seat.id).join(User, User.id == Seat.user_id).where(User.name.in_(names))
    for seat_id in own.all(seats):
        does(me, end_seat, seat_id)
    left = [title for _, title in own.tasks(me)]
    assert not any(name in title for title in left for name in names)
