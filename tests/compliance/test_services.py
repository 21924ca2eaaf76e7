import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from marketplace.compliance.envelopes import envelope_of
from marketplace.compliance.evaluation import without_lines
from marketplace.compliance.freezing import read_document
from marketplace.compliance.frozen import inputs_in, month_in, partner_in
from marketplace.compliance.inputs import inputs_of, state_of
from marketplace.compliance.models import Period
from marketplace.compliance.months import differences, evaluate_all
from marketplace.compliance.open_amounts import OpenKind
from marketplace.compliance.queries import (
    evaluate_month,
    frozen_month,
    latest_report,
    month_result,
    months_with_news,
    newest_report,
    objections_to,
    reports_of,
)
from marketplace.compliance.services import (
    answer_objection,
    make_provisional,
    publish_month,
    raise_objection,
    restate_month,
)
from marketplace.compliance.states import (
    LIFECYCLE,
    OPEN,
    PROVISIONAL,
    PUBLISHED,
    ObjectionRuling,
    PeriodState,
)
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import verify as verify_journal
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICE, OFFICER, OWNER, PARTNER, VIEWER
from marketplace.kernel.states import IllegalMove
from marketplace.purchases.models.answers import Answer
from tests.conftest import NOW
from tests.factories.circulars import make_circular, make_clause, make_exemption
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, lines_in, make_purchase, make_refusal

AUGUST = Month(2026, 8)
LATER = datetime(2026, 12, 1, 5, tzinfo=UTC)


@pytest.fixture
def partner(session):
    partner = make_partner(session, name="Toko Contoh")
    make_purchase(session, partner, make_maker(session), 200_000)
    declare(session, partner, 1_000_000)
    return partner


@pytest.fixture
def circular(session):
    return make_circular(session, make_clause(code="4a"))


@pytest.fixture
def provisional(office, circular, partner):
    with office(OFFICER) as uow:
        make_provisional(uow, AUGUST, objections_until=date(2026, 11, 30))


@pytest.fixture
def published(office, signer, provisional):
    with office(APPROVER, now=LATER) as uow:
        return publish_month(uow, signer, AUGUST)


class TestMakeProvisional:
    def test_a_finished_month_is_opened_to_objections(self, session, provisional):
        period = session.query(Period).one()
        assert (period.state, period.objections_until) == (PROVISIONAL, date(2026, 11, 30))
        assert state_of(session, Month(2026, 7)) is OPEN

    def test_the_running_month_is_refused(self, office):
        with pytest.raises(Refused, match="belum berakhir"), office(OFFICER) as uow:
            make_provisional(uow, Month(2026, 11), objections_until=date(2026, 12, 15))

    def test_a_day_that_is_past_is_refused(self, office):
        with pytest.raises(Refused, match="sudah lewat"), office(OFFICER) as uow:
            make_provisional(uow, AUGUST, objections_until=date(2026, 11, 23))

    def test_it_happens_once(self, office, provisional):
        with pytest.raises(IllegalMove), office(OFFICER) as uow:
            make_provisional(uow, AUGUST, objections_until=date(2026, 12, 30))

    @pytest.mark.parametrize("role", [AUDITOR, VIEWER])
    def test_auditors_and_the_mayor_do_not_lead_months(self, office, role):
        with pytest.raises(Forbidden), office(role) as uow:
            make_provisional(uow, AUGUST, objections_until=date(2026, 11, 30))


class TestObjections:
    def test_a_partner_objects_while_it_may(self, session, work, partner, provisional):
        with work(OWNER, at=partner.id, kind=PARTNER, now=NOW) as uow:
            raise_objection(uow, AUGUST, partner.id, text="Nota tanggal 12 belum masuk")
        assert [(row.partner, row.text) for row in objections_to(session, AUGUST)] == [
            ("Toko Contoh", "Nota tanggal 12 belum masuk")
        ]

    def test_not_after_the_last_day(self, work, partner, provisional):
        with pytest.raises(Refused, match="berakhir"), work(OWNER, at=partner.id, now=LATER) as uow:
            raise_objection(uow, AUGUST, partner.id, text="terlambat")

    def test_not_for_another_partner(self, session, work, partner, provisional):
        with pytest.raises(Forbidden), work(OWNER, at=make_partner(session).id) as uow:
            raise_objection(uow, AUGUST, partner.id, text="bukan saya")

    def test_not_before_the_month_is_provisional(self, work, partner):
        with pytest.raises(NotFound), work(OWNER, at=partner.id) as uow:
            raise_objection(uow, AUGUST, partner.id, text="terlalu awal")


class TestAnsweringObjections:
    @pytest.fixture
    def objection(self, work, partner, provisional):
        with work(OWNER, at=partner.id, kind=PARTNER) as uow:
            return raise_objection(uow, AUGUST, partner.id, text="Nota tanggal 12", amount=Rupiah(75_000)).id

    def test_an_officer_answers_in_words_that_the_partner_reads(self, session, office, objection, partner):
        with office(OFFICER) as uow:
            answer_objection(uow, objection, ruling=ObjectionRuling.ACCEPTED, text=" Nota sudah dicatat ")
        (row,) = objections_to(session, AUGUST, partner_id=partner.id)
        assert (row.ruling, row.answer, row.amount) == (
            ObjectionRuling.ACCEPTED,
            "Nota sudah dicatat",
            75_000,
        )
        assert row.answered_at == NOW

    def test_once_and_never_without_words(self, office, objection):
        with pytest.raises(Refused, match="Tulis jawabannya"), office(OFFICER) as uow:
            answer_objection(uow, objection, ruling=ObjectionRuling.NOT_ACCEPTED, text=" ")
        with office(OFFICER) as uow:
            answer_objection(uow, objection, ruling=ObjectionRuling.NOT_ACCEPTED, text="Nota milik toko lain")
        with pytest.raises(Refused, match="sudah dijawab"), office(OFFICER) as uow:
            answer_objection(uow, objection, ruling=ObjectionRuling.ACCEPTED, text="Ternyata benar")

    def test_also_after_the_month_was_published(self, session, office, signer, objection):
        with office(APPROVER, now=LATER) as uow:
            publish_month(uow, signer, AUGUST, reason="Satu keberatan menyusul")
        with office(OFFICER, now=LATER) as uow:
            answer_objection(uow, objection, ruling=ObjectionRuling.ACCEPTED, text="Diterbitkan ulang")
        assert objections_to(session, AUGUST)[0].ruling is ObjectionRuling.ACCEPTED

    @pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER])
    def test_only_an_officer_does(self, office, objection, role):
        with pytest.raises(Forbidden), office(role) as uow:
            answer_objection(uow, objection, ruling=ObjectionRuling.ACCEPTED, text="Diterima")

    def test_an_officer_who_sits_in_the_shop_does_not(self, session, queue, objection, partner):
        seats = frozenset(
            ActorSeat(role, at) for role, at in ((OFFICER, OrganisationId(1)), (OWNER, partner.id))
        )
        actor = Actor(user_id=None, at=OrganisationId(1), kind=OFFICE, seats=seats)
        with (
            pytest.raises(Forbidden),
            UnitOfWork(session, actor=actor, now=NOW, bus=Bus({}), queue=queue) as uow,
        ):
            answer_objection(uow, objection, ruling=ObjectionRuling.ACCEPTED, text="Diterima")


class TestPublish:
    def test_it_freezes_results_under_a_signature(self, session, published, signer):
        content = json.loads(published.document)
        assert (content["number"], content["month"]) == (published.number, "2026-08")
        assert published.number == "0001/LAP-MB2/XII/2026"
        assert signer.verify(published.document.encode(), published.signature, published.public_key)
        assert state_of(session, AUGUST) is PUBLISHED

    def test_the_signed_text_tells_no_partner_apart(self, published, partner):
        assert "Toko Contoh" not in published.document and "200000" not in published.document
        whole, figures, rows, books = envelope_of(published).slices
        assert all("Toko Contoh" in one.text for one in (whole, figures, books))
        assert "Toko Contoh" not in rows.text

    def test_it_holds_the_journal_as_it_stood(self, session, published):
        head = json.loads(published.document)["journal"]
        assert head["seq"] == 1 and len(head["hash"]) == 64
        assert verify_journal(session).whole

    def test_nothing_in_it_is_a_fraction(self, published):
        for text in (published.document, *(one.text for one in envelope_of(published).slices)):
            json.loads(text, parse_float=lambda content: pytest.fail(f"a fraction: {content}"))

    def test_what_comes_later_does_not_change_it(self, session, published, partner):
        before = frozen_month(session, AUGUST)
        make_purchase(session, partner, make_maker(session), 999)
        assert frozen_month(session, AUGUST) == before == month_result(session, AUGUST)
        assert partner_in(session, published, before.partners[0].partner.public_id).result.local == 200_000
        assert evaluate_month(session, AUGUST).city.local == before.city.local + 999

    def test_not_while_partners_may_object(self, office, signer, provisional):
        with pytest.raises(Refused, match="30/11/2026"), office(APPROVER) as uow:
            publish_month(uow, signer, AUGUST)

    def test_not_without_a_circular(self, office, signer, partner):
        with office(OFFICER) as uow:
            make_provisional(uow, AUGUST, objections_until=date(2026, 11, 30))
        with pytest.raises(Refused, match="surat edaran"), office(APPROVER, now=LATER) as uow:
            publish_month(uow, signer, AUGUST)

    @pytest.mark.parametrize("role", [OFFICER, AUDITOR, VIEWER])
    def test_only_an_approver_signs(self, office, signer, provisional, role):
        with pytest.raises(Forbidden), office(role, now=LATER) as uow:
            publish_month(uow, signer, AUGUST)

    def test_not_twice(self, office, signer, published):
        with pytest.raises(IllegalMove), office(APPROVER, now=LATER) as uow:
            publish_month(uow, signer, AUGUST)

    def test_the_next_month_compares_itself_with_it(self, session, office, signer, published, partner):
        make_purchase(session, partner, make_maker(session), 50_000, bought_on=date(2026, 9, 3))
        assert evaluate_month(session, Month(2026, 9)).city.change == 50_000 - 200_000


class TestPublishingWithSomethingOpen:
    @pytest.fixture
    def claimed(self, session, partner, provisional):
        make_purchase(session, partner, make_maker(session), 40_000, answer=Answer.DISPUTED)

    def test_it_asks_for_the_reason(self, session, office, signer, claimed):
        with (
            pytest.raises(Refused, match="alasan terbit dengan 1 hal") as refused,
            office(APPROVER, now=LATER) as uow,
        ):
            publish_month(uow, signer, AUGUST, reason=" ")
        assert refused.value.field == "reason" and state_of(session, AUGUST) is PROVISIONAL

    def test_report_and_reason_are_signed_and_name_nobody(self, session, office, signer, claimed):
        with office(APPROVER, now=LATER) as uow:
            report = publish_month(uow, signer, AUGUST, reason="Tidak mengubah jawabannya ")
        document = read_document(report.document)
        assert document.open_matters == ("Pembelian yang dibantah pembuat: 1",)
        assert document.reason == "Tidak mengubah jawabannya"
        assert "Toko Contoh" not in report.document
        (partner,) = month_in(session, report).partners
        frozen = inputs_in(session, report, partner.partner.public_id)
        assert [amount.kind for amount in frozen.open] == [OpenKind.CLAIM]

    def test_not_when_more_came_since_it_was_read(self, session, office, signer, partner, claimed):
        make_purchase(session, partner, make_maker(session), 40_000, answer=Answer.DISPUTED)
        with pytest.raises(Refused, match="berubah menjadi 2"), office(APPROVER, now=LATER) as uow:
            publish_month(uow, signer, AUGUST, reason="Tidak mengubah", seen=1)

    def test_with_nothing_open_no_reason_is_kept(self, office, signer, provisional):
        with office(APPROVER, now=LATER) as uow:
            report = publish_month(uow, signer, AUGUST, reason="tidak perlu", seen=0)
        assert (read_document(report.document).open_matters, read_document(report.document).reason) == (
            (),
            "",
        )

    def test_a_restatement_names_what_is_open_too(self, office, signer, claimed):
        with office(APPROVER, now=LATER) as uow:
            publish_month(uow, signer, AUGUST, reason="Menyusul")
            again = restate_month(uow, signer, AUGUST, cause="Satu nota")
        assert len(read_document(again.document).open_matters) == 1


class TestRestate:
    def test_a_new_report_supersedes_with_its_cause_and_the_old_one_stays(
        self, session, office, signer, published, partner
    ):
        (line,) = lines_in(session, make_purchase(session, partner, make_maker(session), 77))
        make_refusal(session, line)
        with office(APPROVER, now=LATER) as uow:
            again = restate_month(uow, signer, AUGUST, cause="Baris ditolak auditor")
        assert latest_report(session, AUGUST) is again is newest_report(session)
        assert [report.id for report in reports_of(session, AUGUST)] == [again.id, published.id]
        content = json.loads(again.document)
        assert (content["supersedes"], content["cause"]) == (published.number, "Baris ditolak auditor")

    def test_it_needs_a_cause_and_something_to_supersede(self, office, signer, published):
        with pytest.raises(Refused, match="mengapa"), office(APPROVER, now=LATER) as uow:
            restate_month(uow, signer, AUGUST, cause=" ")
        with pytest.raises(NotFound), office(APPROVER, now=LATER) as uow:
            restate_month(uow, signer, Month(2026, 7), cause="x")


class TestEvaluateMonth:
    def test_the_sample_month_comes_out_to_the_rupiah(self, session, circular):
        partner = make_partner(session)
        maker = make_maker(session)
        make_purchase(session, partner, maker, 33_000_000, -41_115, bought_on=date(2026, 7, 3))
        make_purchase(session, partner, None, 67_859_965, bought_on=date(2026, 7, 4))
        declare(session, partner, 100_818_850, month="2026-07")
        (one,) = evaluate_month(session, Month(2026, 7)).partners
        (clause,) = one.clauses
        assert (clause.numerator, clause.denominator) == (32_958_885, 100_818_850)
        assert clause.outcome.value == "met"

    def test_an_exemption_is_read(self, session, circular, partner):
        make_exemption(session, partner, circular.clauses[0])
        (one,) = evaluate_month(session, AUGUST).partners
        assert one.clauses[0].outcome.value == "exempt"

    def test_one_partner_alone_gives_what_it_gives_among_all(self, session, circular, partner):
        make_purchase(session, make_partner(session), make_maker(session), 5)
        among_all = evaluate_month(session, AUGUST).of(
            evaluate_month(session, AUGUST, partner_ids=[partner.id]).partners[0].partner.public_id
        )
        assert evaluate_month(session, AUGUST, partner_ids=[partner.id]).partners == (among_all,)

    def test_a_frozen_month_reads_back_as_it_was_written(self, session, published):
        live = evaluate_all(inputs_of(session, AUGUST))
        [one] = live.partners
        code = one.partner.public_id
        frozen = partner_in(session, published, code, rows=True)
        assert (frozen.result, frozen.circular) == (one, live.circular)
        assert partner_in(session, published, code).result == without_lines(one)
        assert inputs_in(session, published, code) == inputs_of(session, AUGUST).partners[0]
        assert inputs_in(session, published, "tidakada") is None
        assert frozen_month(session, AUGUST) == replace(live, partners=(without_lines(one),))
        assert partner_in(session, published, "tidakada") is partner_in(session, published, "month") is None

    def test_a_month_of_the_city_is_read_without_line_numbers(self, session, published):
        [[clause]] = [one.clauses for one in frozen_month(session, AUGUST).partners]
        assert (clause.counted, clause.refused, clause.rows_counted, clause.rows_refused) == ((), (), 1, 0)

    def test_sums_of_lines_give_its_figures_and_how_many_lines_they_are(self, session, published):
        frozen, live = frozen_month(session, AUGUST), evaluate_month(session, AUGUST)
        [was], [now] = [[one.clauses[0] for one in result.partners] for result in (frozen, live)]
        assert (now.counted, now.rows_counted) == ((), was.rows_counted)
        assert differences(frozen, live) == []


def test_months_are_listed_from_the_first_purchase_to_the_running_one(session, published):
    rows = months_with_news(session, date(2026, 11, 24))
    assert [str(row.month) for row in rows] == ["2026-11", "2026-10", "2026-09", "2026-08"]
    assert [(row.state, row.number) for row in rows][-1] == (PUBLISHED, published.number)


@pytest.mark.parametrize("state", PeriodState)
@pytest.mark.parametrize("move", LIFECYCLE, ids=lambda move: str(move.label))
def test_a_move_works_from_its_sources_and_nowhere_else(move, state):
    if state in move.sources:
        assert move(state) is move.target
    else:
        with pytest.raises(IllegalMove):
            move(state)
