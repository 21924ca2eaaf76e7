"""What goes wrong on the way into the ledger stands in the demo as it is caught, beside how it goes right.

`docs/demo.md` says where to look for each of them.
"""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Seat, User
from marketplace.billing.models import Due, Invoice, InvoicedDue
from marketplace.demo.shapes import SHAPES
from marketplace.demo.situations import LEFT_OUT, SOAP, TEA_BY_NICKNAME, TWICE, UNKNOWN
from marketplace.demo.studio import OwnSheets
from marketplace.imports.declaring import committed_files
from marketplace.imports.models import BatchKind, ImportBatch, RepeatedRow
from marketplace.imports.registers.questions import Question, QuestionKey
from marketplace.imports.services import marked_register, plan_register, read_stored
from marketplace.imports.states import CHECKED, COMMITTED, UNDONE
from marketplace.imports.totals import TotalFound, offered_total
from marketplace.journal.models import JournalEntry
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.terms import TermReply, TradeTerm
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.silence import WhyNotDeemed, doubts_about
from marketplace.ordering.states import AGREED, SENT, DifferenceAnswer, HandoverKind, Invoicing, TermAnswer
from marketplace.ordering.terms import term_between
from marketplace.outreach.models import Candidate
from marketplace.purchases.audits import answer_refusal
from marketplace.purchases.declarations import declare_spend, latest_declaration
from marketplace.purchases.matching import KnownDocument
from marketplace.purchases.models.answers import (
    AnswerRuling,
    ClaimDecision,
    Refusal,
    RefusalAnswer,
    RefusalDecision,
)
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import (
    Purchase,
    PurchaseLine,
    PurchaseSuccessor,
    RememberedName,
    Source,
)
from marketplace.purchases.open_names import open_names
from marketplace.purchases.queries import PurchaseList
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from marketplace.uptake.ledger import lines_of

Successor, Reversal = aliased(Purchase), aliased(Purchase)


class File(NamedTuple):
    batch: ImportBatch
    questions: list[Question]


@pytest.fixture(scope="session")
def tools(small):
    """Our own files need no child process to open them."""
    return replace(small.tools, sheets=OwnSheets(small.tools.sheets))


@pytest.fixture(scope="session")
def files(small, tools):
    """The small registers of the demo, and what each leaves open, read as the pages read them."""
    short = select(ImportBatch).filter_by(kind=BatchKind.PURCHASES).where(ImportBatch.good < 5)
    with small.act() as uow:
        found = []
        for batch in uow.session.scalars(short.order_by(ImportBatch.id)).all():
            register = read_stored(uow, tools, batch)
            questions = [*register.questions]
            plan = plan_register(uow, marked_register(batch.organisation_id, register))
            if batch.state is CHECKED and not questions and plan.question is not None:
                questions.append(plan.question)
            found.append(File(batch, questions))
        return found


@pytest.fixture(scope="session")
def lines(small):
    """Every line of the seven months, by shop."""
    last = Month.of(small.today)
    first = last
    for _ in range(6):
        first = first.previous
    return lines_of(small.session, MonthSpan(first, last))


@pytest.fixture
def as_owner(small):
    """A unit of work of whoever owns this business."""

    def act(organisation_id):
        query = (
            select(User.email).join(Seat, Seat.user_id == User.id).filter_by(organisation_id=organisation_id)
        )
        return small.act(small.session.scalars(query.order_by(Seat.id).limit(1)).one())

    return act


def shop_of(small, files, key):
    return next(one.batch.organisation_id for one in files for asked in one.questions if asked.key is key)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=[shape.what for shape in SHAPES.values()])
def test_what_a_register_leaves_open_was_answered_once_and_waits_once(files, shape):
    answered = [one for one in files if one.batch.answers == {shape.asks.value: shape.answer}]
    assert [(one.batch.state, one.questions) for one in answered] == [(COMMITTED, [])]
    assert answered[0].batch.written == answered[0].batch.good

    waiting = [
        question
        for one in files
        if one.batch.state is CHECKED and one.batch.written == 0
        for question in one.questions
        if question.key is shape.asks and shape.answer in {choice.value for choice in question.choices}
    ]
    assert len(waiting) == 1
    totals = {choice.total for choice in waiting[0].choices}
    assert len(totals) > 1 or shape.asks is QuestionKey.DATES  # another day is as wrong as another amount


def test_a_register_that_repeats_deliveries_adds_only_what_is_its_own(small):
    repeated = (
        select(Purchase.batch_id, func.count())
        .join(PurchaseSuccessor, PurchaseSuccessor.purchase_id == Purchase.id)
        .join(Successor, Successor.id == PurchaseSuccessor.successor_id)
        .where(Purchase.source == Source.IMPORT, Successor.source == Source.HANDOVER)
        .group_by(Purchase.batch_id)
    )
    [(batch_id, kept_as_evidence)] = small.session.execute(repeated).all()
    batch = small.session.get(ImportBatch, batch_id)
    assert (kept_as_evidence, batch.good, batch.written) == (2, 3, 1)


def test_a_note_counts_twice_only_if_the_shop_says_so(small, as_owner):
    alike = select(Purchase).join(PurchaseLine).where(PurchaseLine.text == "Kantong plastik Umpama")
    notes = small.all(alike.where(Purchase.reverses_id.is_(None)).order_by(Purchase.id))
    taken_back = small.all(select(Purchase.reverses_id).where(Purchase.reverses_id.is_not(None)))
    assert [note.id in taken_back for note in notes] == [False, False, True]
    reversals = small.all(select(JournalEntry.stored).filter_by(action="PurchaseReversed"))
    assert sum(TWICE in one for one in reversals) == 1

    first = notes[0]
    line = small.session.scalars(select(PurchaseLine).filter_by(purchase_id=first.id)).one()
    again = NewPurchase(
        source=Source.MANUAL,
        source_ref="again",
        partner_id=first.partner_id,
        seller_text=first.seller_text,
        bought_on=first.bought_on,
        lines=[
            NewLine(
                text=line.text,
                quantity=Quantity(line.quantity_milli),
                unit=line.unit,
                unit_price=line.unit_price,
                net=line.net,
            )
        ],
    )
    with pytest.raises(KnownDocument), as_owner(first.partner_id) as uow:
        record_purchase(uow, again)


def test_a_mended_row_replaces_or_waits(small, files):
    replaced = (
        select(PurchaseLine.quantity_milli)
        .join(PurchaseSuccessor, PurchaseSuccessor.successor_id == PurchaseLine.purchase_id)
        .join(Purchase, Purchase.id == PurchaseSuccessor.purchase_id)
        .where(Purchase.document_number == SOAP[0], Purchase.source == Source.IMPORT)
    )
    assert small.all(replaced) == [42_000]
    waiting = [one.batch for one in files for asked in one.questions if asked.key is QuestionKey.CHANGED]
    assert [(batch.state, batch.written) for batch in waiting] == [(CHECKED, 0)]


def test_a_row_that_is_spelled_otherwise_is_the_same_row(small, files):
    shop = shop_of(small, files, QuestionKey.CHANGED)
    batches = {one.batch.id: one.batch for one in files if one.batch.organisation_id == shop}
    repeated = select(RepeatedRow.batch_id, Purchase.document_number).join(
        Purchase, Purchase.id == RepeatedRow.purchase_id
    )
    rows = [tuple(row) for row in small.session.execute(repeated) if row.batch_id in batches]
    assert {number for _, number in rows} == {"F-1", "F-2"}
    assert {batches[batch_id].written for batch_id, number in rows if number == "F-1"} == {0}
    soap = select(PurchaseLine.quantity_milli).join(Purchase).filter_by(partner_id=shop)
    counts = soap.where(PurchaseLine.text == SOAP[2])
    assert sum(small.all(counts)) == 42_000


def test_an_import_was_undone_whole(small):
    [batch] = small.all(select(ImportBatch).filter_by(state=UNDONE))
    rows = small.all(select(Purchase).filter_by(batch_id=batch.id))
    originals = {one.id for one in rows if one.reverses_id is None}
    assert originals == {one.reverses_id for one in rows if one.reverses_id is not None} != set()


def test_a_registers_own_total_is_offered_and_what_may_be_twice_is_asked(small, tools, files):
    """Its files overlap, and the first one's total goes beyond its rows."""
    shop = shop_of(small, files, QuestionKey.CHANGED)
    with small.act() as uow:
        month = Month.of(small.today - timedelta(days=8))
        offer = offered_total(committed_files(uow, tools, shop, [month])[month])
    printed = [one for one in offer.files if one.found is TotalFound.PRINTED]
    assert len(printed) == 1 < len(offer.files)
    assert sum(one.shared for one in offer.files) > 0
    assert offer.twice == LEFT_OUT


def test_a_lower_total_waits_and_one_below_the_local_purchases_is_refused(small, as_owner):
    waiting = small.all(select(SpendDeclaration).filter_by(waits=True))
    with small.act() as uow:
        standing = [latest_declaration(uow, one.partner_id, Month.parse(one.month)) for one in waiting]
    assert waiting and all(one.total > lower.total for one, lower in zip(standing, waiting, strict=True))
    lower = waiting[0]
    with pytest.raises(Refused, match="Rp"), as_owner(lower.partner_id) as uow:
        declare_spend(
            uow,
            lower.partner_id,
            Month.parse(lower.month),
            total=Rupiah(1),
            signer=lower.signer,
            reason="Salah",
            sure=True,
        )


def test_a_name_on_receipts_was_answered_and_confirmed_and_another_waits(small):
    [name] = small.all(select(RememberedName).where(RememberedName.producer_id.is_not(None)))
    assert name.text == TEA_BY_NICKNAME[0] and name.confirmed_at is not None
    assert small.all(select(Purchase.producer_id).filter_by(named_by=name.id)) == [name.producer_id]
    assert "Bu Tini kripik" in [one.text for one in open_names(small.session, small.today)]


def test_an_unknown_seller_became_a_lead_and_another_waits(small):
    assert small.all(select(Candidate.business_name).filter_by(business_name=UNKNOWN)) == [UNKNOWN]
    waiting = [one.text for one in open_names(small.session, small.today)]
    assert "Pak Joko Andaian" in waiting and UNKNOWN not in waiting


def test_returns_point_at_what_they_give_back_or_are_without_an_origin(lines):
    returned = [
        line for some in lines.values() for line in some if line.net < 0 and line.producer_id is not None
    ]
    assert any(line.returns for line in returned) and any(line.orphan for line in returned)


def test_a_return_after_its_maker_moved_counts_as_its_purchase_did(lines):
    """What the same maker sells since then does not."""
    pairs = [
        (back.local, new.local)
        for some in lines.values()
        for back in some
        for new in some
        if back.returns and new.net > 0 and back.item == new.item and back.day < new.day
    ]
    assert (True, False) in pairs


def test_a_return_was_confirmed_and_one_is_disputed(small):
    back = select(Purchase.id).join(PurchaseLine).where(PurchaseLine.net < 0)
    returns = set(small.all(back.where(Purchase.reverses_id.is_(None))))
    rows = [row for row in PurchaseList().rows(small.session) if row.id in returns]
    undecided = {row.id for row in PurchaseList(undecided=True).rows(small.session)}
    assert {row.answer.value for row in rows if row.answer} == {"confirmed", "disputed"}
    assert any(row.id in undecided for row in rows)


def test_a_denied_claim_was_decided_and_another_waits_for_an_officer(small):
    assert small.all(select(ClaimDecision.ruling))
    assert PurchaseList(undecided=True).rows(small.session)


@pytest.fixture(scope="session")
def unordered(small):
    """Deliveries that nobody ordered: the one that was agreed, and the one that waits."""
    query = select(Handover).where(Handover.order_id.is_(None), Handover.kind == HandoverKind.DELIVERY)
    found = {one.state: one for one in small.all(query)}
    assert found.keys() == {AGREED, SENT}
    return found[AGREED], found[SENT]


def test_an_unordered_delivery_at_an_absurd_price_waits_for_a_yes(small, unordered):
    agreed, waits = unordered
    price = select(HandoverLine.unit_price)
    usual, absurd = (small.all(price.filter_by(handover_id=one.id))[0] for one in unordered)
    assert absurd == 590 * usual and waits.asked_again
    assert WhyNotDeemed.ABOVE_LIST in doubts_about(small.session, waits, small.today)
    assert not small.all(select(Purchase.id).filter_by(source=Source.HANDOVER, source_ref=waits.public_id))
    assert agreed.goods_on is not None


def test_goods_count_on_the_day_they_came_and_on_no_day_before(small, unordered, as_owner):
    agreed, waits = unordered
    assert agreed.goods_on > day_of(agreed.sent_at)
    assert agreed.goods_on in small.all(select(Purchase.bought_on).filter_by(source=Source.HANDOVER))
    with pytest.raises(Refused), as_owner(waits.partner_id) as uow:
        agree_handover(uow, waits.id, goods_on=day_of(waits.sent_at) - timedelta(days=1))


def test_terms_of_sixty_percent_wait_for_the_maker_and_others_were_agreed(small):
    answered = select(TermReply.term_id).where(TermReply.answer == TermAnswer.AGREED)
    assert small.all(answered)
    [open_one] = small.all(select(TradeTerm).where(TradeTerm.id.not_in(select(TermReply.term_id))))
    assert (open_one.margin, open_one.days_to_pay) == (6_000, 365)
    assert term_between(small.session, open_one.producer_id, open_one.outlet_id).margin < 6_000


def test_a_count_that_the_shop_changed_is_asked_back(small):
    changed = (
        select(Handover.kind, HandoverDifference.answer)
        .join(Handover, Handover.id == HandoverDifference.handover_id)
        .distinct()
    )
    pairs = {tuple(row) for row in small.session.execute(changed)}
    assert (HandoverKind.ROUND, None) in pairs
    assert any(answer is DifferenceAnswer.AGREED for _, answer in pairs)


def test_a_refusal_was_answered_with_a_file_and_is_answered_with_no_less(small, as_owner):
    accepted = select(RefusalAnswer.evidence_id).join(
        RefusalDecision, RefusalDecision.answer_id == RefusalAnswer.id
    )
    assert None not in small.all(accepted.where(RefusalDecision.ruling == AnswerRuling.ACCEPTED)) != []
    anew = select(RefusalAnswer.refusal_id).group_by(RefusalAnswer.refusal_id).having(func.count() == 2)
    rulings = (
        select(RefusalDecision.ruling)
        .where(RefusalDecision.refusal_id.in_(anew))
        .order_by(RefusalDecision.answer_id)
    )
    assert small.all(rulings) == [AnswerRuling.REFUSED, AnswerRuling.ACCEPTED]
    assert len(small.all(select(Refusal.id).where(Refusal.audited_net > 0))) == 1
    open_ones = (
        select(Refusal.id, Purchase.partner_id)
        .join(PurchaseLine, PurchaseLine.id == Refusal.line_id)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Refusal.id.not_in(select(RefusalAnswer.refusal_id)))
    )
    refusal_id, partner_id = small.session.execute(open_ones.limit(1)).one()
    with pytest.raises(Refused, match="berkas"), as_owner(partner_id) as uow:
        answer_refusal(uow, refusal_id, text="ya", evidence_id=None)


def test_a_shop_s_weekly_bill_issues_itself_on_mondays(small):
    billed = (
        select(Invoice.issued_on, func.count())
        .join(InvoicedDue, InvoicedDue.invoice_id == Invoice.id)
        .join(Due, Due.id == InvoicedDue.due_id)
        .join(Handover, Handover.id == Due.handover_id)
        .where(Handover.invoicing == Invoicing.MONDAY)
        .group_by(Invoice.id)
    )
    bills = small.session.execute(billed).all()
    assert len(bills) >= 3
    assert {day.weekday() for day, _ in bills} == {0}
