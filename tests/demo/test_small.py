from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.billing.models import DeliveryRule, Due, DueKind
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Availability, Demand, DemandSignal, Product, ProductPhoto, Variant
from marketplace.certification.models import Certificate
from marketplace.circulars.models import Circular
from marketplace.circulars.rules.base import Outcome
from marketplace.circulars.states import CircularState
from marketplace.compliance.frozen import month_in
from marketplace.compliance.heads import other_heads
from marketplace.compliance.inputs import state_of
from marketplace.compliance.models import Objection, Period, Report
from marketplace.compliance.queries import evaluate_month, months_with_news, reports_of
from marketplace.compliance.states import OPEN, PROVISIONAL, PUBLISHED
from marketplace.compliance.verification import verify_report
from marketplace.db.outbox import Outbox
from marketplace.demo.loading import load_city
from marketplace.demo.office import accounts
from marketplace.files.models import Attachment, Rendition
from marketplace.files.originals import copy_key, original_key
from marketplace.imports.models import ImportBatch
from marketplace.imports.states import FAILED, READING, WRITING, BatchState
from marketplace.journal import queries as journal
from marketplace.journal.models import JournalEntry
from marketplace.journal.proving import find_faults
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.review import DRAFT, ReviewState
from marketplace.notices.kinds.base import kind_of
from marketplace.notices.models import Notice
from marketplace.notices.passing_on import UnreachedList
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.terms import TermReply, TradeTerm
from marketplace.ordering.states import (
    DifferenceAnswer,
    HandoverKind,
    HandoverState,
    Invoicing,
    OrderState,
    RejectReason,
    TermAnswer,
    TradeModel,
)
from marketplace.outreach.models import (
    Activity,
    ActivityKind,
    Attendance,
    AttendanceState,
    CaseState,
    LicenceCase,
)
from marketplace.partners.models import Mou, Partner, PartnerKind
from marketplace.partners.mous import MouList
from marketplace.partners.states import MouStanding, MouState
from marketplace.places.queries import holidays_of
from marketplace.producers.models import Locality, LocalityBasis, Producer, ProducerAccount, Scale
from marketplace.purchases.models.answers import Answer, PurchaseAnswer, Refusal, RefusalAnswer
from marketplace.purchases.models.declarations import Decision, DeclarationDecision
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Recognition, Source
from marketplace.uptake.ledger import lines_of
from marketplace.uptake.lines import Grade
from marketplace.web.office.mayor_waiting import waiting_for_whom

LIVES = [
    (Producer.state, set(ReviewState)),
    (Product.state, set(ReviewState)),
    (Certificate.state, set(ReviewState) - {DRAFT}),  # one is handed in the moment it is entered
    (Producer.scale, set(Scale) | {None}),  # who came to a visit has said little yet
    (Locality.basis, set(LocalityBasis)),
    (Variant.availability, set(Availability)),
    (Demand.wish, set(DemandSignal)),
    (Partner.kind, set(PartnerKind)),
    (Mou.state, set(MouState)),
    (Order.state, set(OrderState)),
    (Handover.state, set(HandoverState)),
    (Handover.kind, {HandoverKind.DELIVERY, HandoverKind.ROUND}),
    (Handover.trade, set(TradeModel)),
    (TradeTerm.model, {TradeModel.CONSIGNMENT}),
    (TradeTerm.invoicing, {Invoicing.BY_HAND, Invoicing.MONDAY}),
    (TermReply.answer, {TermAnswer.AGREED}),
    (HandoverDifference.answer, set(DifferenceAnswer) | {None}),
    (HandoverLine.reject_reason, set(RejectReason) | {None}),
    (Purchase.source, set(Source) - {Source.API}),
    (Purchase.recognition, set(Recognition)),
    (PurchaseAnswer.answer, set(Answer)),
    (DeclarationDecision.decision, set(Decision)),
    (ImportBatch.state, set(BatchState) - {READING, WRITING, FAILED}),  # those are of large files
    (Circular.state, set(CircularState)),
    (Attendance.state, set(AttendanceState)),
    (LicenceCase.state, set(CaseState)),
    (Activity.kind, set(ActivityKind)),
    (Period.state, {PROVISIONAL, PUBLISHED}),  # an open month has no row yet
]
FULL = 6
ONLOOKERS = ("walikota@mb2.test", "provinsi@mb2.test")  # they have pages of their own and nothing to do there


def occurring(session, column):
    return set(session.scalars(select(column).distinct()))


def full_months(city):
    """The six up to the last full one, as of the day of the load."""
    last = month = Month.of(city.today).previous
    for _ in range(FULL - 1):
        month = month.previous
    return MonthSpan(month, last)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize(("column", "wanted"), LIVES, ids=[str(column) for column, _ in LIVES])
def test_every_state_of_every_life_occurs(small, column, wanted):
    assert occurring(small.session, column) == wanted


def test_memoranda_stand_in_every_way(small):
    today = small.today
    rows = MouList().rows(small.session)
    assert {row.status(today) for row in rows} == set(MouStanding)


def test_every_outcome_and_every_grade_occurs(small):
    months = full_months(small)
    judged = [evaluate_month(small.session, month) for month in months]
    outcomes = {clause.outcome for result in judged for one in result.partners for clause in one.clauses}
    assert outcomes == set(Outcome)
    lines = [line for some in lines_of(small.session, months).values() for line in some]
    assert {line.grade for line in lines} == set(Grade)
    assert any(line.disputed for line in lines) and any(line.refused for line in lines)
    assert {(line.local, line.certified) for line in lines} >= {(True, True), (True, False), (False, False)}


def test_it_is_as_large_as_it_says(small):
    """Forty makers of the list, and one who came to a visit without an account."""
    session = small.session
    assert (count(session, Producer), count(session, Product), count(session, Partner)) == (41, 120, 12)
    assert len(set(small.all(select(Producer.kelurahan_code)))) == 22
    shown = small.all(select(Product.id).where(listed(small.today)))
    assert len(shown) > 60


def test_every_product_has_a_picture_whose_files_are_kept(small):
    assert len(set(small.all(select(ProductPhoto.product_id)))) == 120
    pictures = small.all(select(Rendition.sha256))
    assert len(pictures) == (3 * 2 + 1) * 120  # three widths in AVIF and WebP, the widest as JPEG
    kept = [*pictures]
    for row in small.all(select(Attachment)):
        picture = row.media_type.startswith("image/")
        kept += [original_key(row.sha256), copy_key(row.sha256)] if picture else [row.sha256]
    assert all(small.tools.storage.exists(key) for key in kept)


@pytest.mark.parametrize("email", [one.email for one in accounts() if one.email not in ONLOOKERS])
def test_three_to_seven_things_wait_for_each_person(small, email):
    tasks = small.tasks(email)
    assert 3 <= len(tasks) <= 7, [title for _, title in tasks]


def test_what_waits_for_whom_is_on_the_page_of_the_mayor(small):
    uow, month = small.act("walikota@mb2.test"), Month.of(small.today).previous
    with small.app.test_request_context("/"):
        tasks = waiting_for_whom(
            uow, month, evaluate_month(small.session, month), months_with_news(small.session, uow.today)
        )
    assert 2 <= len(tasks) <= 7, tasks


def test_holidays_without_a_decree_are_listed_and_not_confirmed(small):
    years = range(small.today.year, small.today.year + (2 if small.today.month > 10 else 1))
    days = [holidays_of(small.session, year) for year in years]
    assert days and all(days)
    assert not any(day.confirmed for listed in days for day in listed)


def test_trade_went_on_in_every_month(small):
    """In the running one too, once it is three weeks old."""
    running = [Month.of(small.today)] if small.today.day > 21 else []
    for month in [*full_months(small), *running]:
        bought = Purchase.bought_on.between(month.first_day, month.last_day)
        sources = set(small.all(select(Purchase.source).where(bought).distinct()))
        assert sources >= {Source.HANDOVER, Source.MANUAL}


def test_most_of_the_trade_is_ordinary(small):
    closed = small.session.scalar(select(func.count()).where(Order.state == OrderState.CLOSED))
    assert closed > count(small.session, Order) * 8 // 10


def test_months_are_published_restated_provisional_and_running(small):
    first, second, third, *rest = full_months(small)
    states = [state_of(small.session, month) for month in (first, second, third, *rest, rest[-1].next)]
    assert states == [PUBLISHED] * 3 + [PROVISIONAL] * 3 + [OPEN]
    newer, older = reports_of(small.session, second)
    assert newer.supersedes_id == older.id and newer.cause
    then, now = (month_in(small.session, report).city.local for report in (older, newer))
    assert then < now
    assert count(small.session, Objection) == 2


def test_every_report_verifies(small):
    reports = small.all(select(Report))
    assert len(reports) == 4
    for report in reports:
        assert verify_report(small.session, small.tools.signer, report).holds


def test_one_refusal_is_answered_and_one_waits(small):
    answered = count(small.session, RefusalAnswer)
    assert 0 < answered < count(small.session, Refusal)


def test_every_circular_says_that_it_is_an_example(small):
    for circular in small.all(select(Circular)):
        assert circular.example and "ontoh" in circular.title and "CONTOH" in circular.number
        assert all("ontoh" in clause.text for clause in circular.clauses)


def test_every_row_that_figures_stand_on_is_as_the_journal_has_it(small):
    assert list(find_faults(small.session)) == []
    assert other_heads(small.session) == []


def test_its_journal_is_whole_and_nobody_acts_out_of_turn(small):
    assert journal.verify(small.session).whole
    moments = small.all(select(JournalEntry.at).order_by(JournalEntry.seq))
    assert moments == sorted(moments)
    assert moments[-1] <= small.loaded_at


def test_nothing_of_the_past_is_left_to_be_sent(small):
    assert small.session.scalar(select(func.count()).where(Outbox.delivered_at.is_(None))) == 0


def story(session):
    """What happened, when, to what, and for how much; public ids and hashes are left out."""
    entries = select(JournalEntry.at, JournalEntry.action, JournalEntry.subject_kind, JournalEntry.subject_id)
    ledger = select(Purchase.partner_id, Purchase.producer_id, Purchase.bought_on, PurchaseLine.net)
    bought = ledger.join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id).order_by(PurchaseLine.id)
    return [*map(tuple, session.execute(entries.order_by(JournalEntry.seq)))], [
        *map(tuple, session.execute(bought))
    ]


@pytest.mark.long
@pytest.mark.postgresql
def test_the_same_seed_gives_the_same_city_on_the_other_database(own, postgresql, ran_on):
    ran_on(postgresql.version)
    url = postgresql.copy()
    engine = create_engine(url)
    tools = replace(own.tools, storage=MemoryStorage())
    with Session(engine) as session:
        load_city(session, bus=own.bus, tools=tools, now=own.loaded_at)
        assert story(session) == story(own.session)
        assert journal.verify(session).whole
    engine.dispose()
    postgresql.drop(url)


def test_people_have_read_what_they_were_told_before_last_week(small):
    old = Notice.made_at < small.loaded_at - timedelta(days=14)
    query = select(func.count(), func.count(Notice.read_at)).where(old).group_by(Notice.reader_id)
    for told, read in small.session.execute(query):
        assert told - read <= 1  # a maker who came late has a letter of then


def test_money_is_arranged_and_who_has_no_address_is_sent_texts(small):
    waits = UnreachedList(now=small.loaded_at).rows(small.session)
    assert waits and all(row.phone and row.phone.startswith("+628127000") for row in waits)
    banks = set(small.all(select(ProducerAccount.bank_name)))
    assert banks == {"Bank Contoh"} and all(small.all(select(ProducerAccount.ending)))
    assert small.all(select(DeliveryRule.fee)) == [15_000]
    assert small.all(select(Due.id).where(Due.kind == DueKind.DELIVERY))


def test_nobody_is_told_what_their_kind_of_business_is_offered_no_say_about(small):
    told = select(Notice.letter, Organisation.kind).join(
        Organisation, Organisation.id == Notice.organisation_id
    )
    pairs = {tuple(row) for row in small.session.execute(told.distinct())}
    assert len(pairs) > 20
    assert [pair for pair in pairs if pair[1] not in kind_of(pair[0])[1].readers] == []
