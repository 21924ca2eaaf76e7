import io
import re
from datetime import timedelta

import pypdf
import pytest

from marketplace.accounts.models import Organisation
from marketplace.circulars.commitments import commitments_of
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.circulars.terms import JudgedMonths
from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, SYSADMIN, VIEWER
from marketplace.partners.states import DRAFT, ENDED
from tests.factories.commitments import make_commitment, make_promising_mou
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_partner
from tests.factories.purchases import declare, make_purchase

FILLED = {
    "text": "Sekurangnya lima juta sebulan.",
    "figure_least": "5.000.000",
    "stretch": "month",
    "seller_test": "local",
    "lowest_grade": "C",
}


def today():
    return clock.day_of(clock.now())


def around(**given):
    """A memorandum that holds now, whenever that is."""
    return {"starts_on": today() - timedelta(days=400), "ends_on": today() + timedelta(days=400)} | given


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def partner(session):
    return make_partner(session, name="Toko Misal", mou=False)


@pytest.fixture
def draft(session, partner):
    return make_mou(session, partner, state=DRAFT)


def page_of(mou):
    return f"/office/mous/{mou.public_id}"


class TestWriting:
    @pytest.mark.parametrize("key", RULE_TYPES)
    def test_every_rule_is_offered_and_has_its_figures(self, officer, draft, key):
        assert f"rule={key}" in officer.open(f"{page_of(draft)}/commitments/new").text
        page = officer.open(f"{page_of(draft)}/commitments/new?rule={key}").text
        for name in RULE_TYPES[key].Figures.model_fields:
            assert f'name="figure_{name}"' in page
        assert 'name="weight"' not in page and 'name="kinds"' not in page

    def test_it_is_kept_as_it_was_filled_in(self, session, officer, draft):
        path = f"{page_of(draft)}/commitments/new?rule=minimum_spend"
        answer = officer.send(path, FILLED | {"stretch": "quarter"})
        assert answer.location.endswith(page_of(draft))
        session.rollback()
        (text,) = commitments_of(session, draft.id)
        assert (text.code, text.figures["least"], text.stretch) == ("K1", 5_000_000, JudgedMonths.QUARTER)
        page = officer.open(page_of(draft)).text
        assert "K1. Belanja lokal minimum" in page and "Rp5.000.000" in page
        assert "Komitmen K1 ditambahkan." in page

    @pytest.mark.parametrize("typed", ["", "banyak", "-3"])
    def test_a_figure_that_cannot_be_read_is_refused_at_its_field(self, officer, draft, typed):
        path = f"{page_of(draft)}/commitments/new?rule=minimum_spend"
        answer = officer.send(path, FILLED | {"figure_least": typed})
        assert answer.status_code == 422 and 'href="#figure_least"' in answer.text
        assert FILLED["text"] in answer.text

    def test_it_comes_back_as_people_type_it_and_can_be_changed(self, session, officer, draft):
        make_commitment(session, draft)
        path = f"{page_of(draft)}/commitments/K1"
        assert 'value="1.000.000"' in officer.open(path).text
        assert officer.send(path, FILLED).status_code == 302
        session.rollback()
        assert commitments_of(session, draft.id)[0].figures["least"] == 5_000_000

    def test_it_can_be_removed(self, session, officer, draft):
        make_commitment(session, draft)
        officer.send(f"{page_of(draft)}/commitments/K1/remove", page=page_of(draft))
        session.rollback()
        assert commitments_of(session, draft.id) == []

    def test_a_renewal_takes_over_what_the_old_one_promised(self, session, officer, partner):
        old = make_promising_mou(session, partner)
        new = make_mou(session, partner, state=DRAFT, replaces_id=old.id)
        assert "Salin dari MoU lama" in officer.open(page_of(new)).text
        officer.send(f"{page_of(new)}/commitments/copy", page=page_of(new))
        session.rollback()
        assert [one.code for one in commitments_of(session, new.id)] == ["K1"]
        assert "Salin dari MoU lama" not in officer.open(page_of(new)).text

    def test_a_signed_one_takes_no_change_and_shows_no_buttons(self, session, officer, partner):
        mou = make_promising_mou(session, partner)
        page = officer.open(page_of(mou)).text
        assert "K1. Belanja lokal minimum" in page and "Tambah komitmen" not in page
        for path in ("commitments/new", "commitments/K1"):
            assert officer.open(f"{page_of(mou)}/{path}").status_code == 409
        assert officer.send(f"{page_of(mou)}/commitments/K1/remove", page=page_of(mou)).status_code == 409

    @pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER])
    def test_other_officials_only_read(self, session, as_seat, draft, role):
        make_commitment(session, draft)
        official = as_seat(role)
        assert "Tambah komitmen" not in official.open(page_of(draft)).text
        assert official.open(f"{page_of(draft)}/commitments/new").status_code == 403
        assert official.send_blindly(f"{page_of(draft)}/commitments/K1/remove").status_code in (400, 403)

    def test_what_is_not_there_is_not_found(self, officer, draft):
        assert officer.open(f"{page_of(draft)}/commitments/K9").status_code == 404
        assert officer.open("/office/mous/k3m9p2q7r4s8/commitments/new").status_code == 404


class TestPromisedBesideActual:
    @pytest.fixture
    def maker(self, session):
        return make_maker(session)

    def test_the_running_period_says_what_is_missing_until_when(self, session, officer, partner, maker):
        mou = make_promising_mou(session, partner, **around())
        make_purchase(session, partner, maker, 400_000, bought_on=today())
        page = officer.open(f"{page_of(mou)}/commitments").text
        last = Month.of(today()).last_day
        assert re.search(rf"Kurang Rp600\.000 lagi sampai {last.day} \w+ {last.year}\.", page)
        assert "Rp400.000" in page and "Pembanding" not in page

    def test_every_figure_leads_to_its_rows(self, session, officer, partner, maker):
        mou = make_promising_mou(session, partner, {"lowest_grade": "C"}, **around())
        bought = today().replace(day=1) - timedelta(days=1)
        make_purchase(session, partner, maker, 1_500_000, bought_on=bought, document_number="N-1")
        make_purchase(session, partner, maker, 77_000, bought_on=bought)
        rows = f"{page_of(mou)}/commitments/K1/{Month.of(bought)}"
        assert rows in officer.open(f"{page_of(mou)}/commitments").text

        counted, refused = officer.open(rows).text, officer.open(f"{rows}?show=refused").text
        assert "Rp1.500.000" in counted and "N-1" in counted and "Rp77.000" not in counted
        assert "Rp77.000" in refused and "Bukti lebih lemah" in refused
        assert "Terpenuhi" in counted

    def test_no_data_is_told_and_is_never_a_zero(self, session, officer, partner):
        mou = make_promising_mou(
            session, partner, {"rule": "value_share", "figures": {"least": 1500}}, **around()
        )
        page = officer.open(f"{page_of(mou)}/commitments").text
        assert "Belum ada pembelian maupun pernyataan belanja" in page
        assert "0,00" not in page and ">0\xa0%" not in page and "Rp0" not in page

    def test_a_share_shows_both_of_its_figures(self, session, officer, partner, maker):
        mou = make_promising_mou(
            session, partner, {"rule": "value_share", "figures": {"least": 2000}}, **around()
        )
        bought = today().replace(day=1) - timedelta(days=1)
        make_purchase(session, partner, maker, 360_000, bought_on=bought)
        declare(session, partner, 2_000_000, month=str(Month.of(bought)))
        page = officer.open(f"{page_of(mou)}/commitments").text
        assert "Hampir" not in page and "Belum terpenuhi" in page  # a period that is over was met or not
        for text in ("Pembanding", "Rp360.000", "Rp2.000.000", "18,00", "kurang Rp40.000", "20\xa0%"):
            assert text in page

    def test_one_to_come_says_when_it_begins(self, session, officer, partner):
        begins = today() + timedelta(days=30)
        mou = make_promising_mou(session, partner, starts_on=begins, ends_on=begins + timedelta(days=300))
        assert "Dinilai mulai" in officer.open(f"{page_of(mou)}/commitments").text
        mou.state, mou.ended_on, mou.ended_because = ENDED, today(), "batal"
        session.commit()
        assert "tidak pernah dinilai" in officer.open(f"{page_of(mou)}/commitments").text

    def test_a_month_that_is_no_period_of_it_is_not_found(self, session, officer, partner):
        mou = make_promising_mou(session, partner, **around())
        for month in ("2001-01", "kemarin", str(Month.of(today()).next)):
            assert officer.open(f"{page_of(mou)}/commitments/K1/{month}").status_code == 404
        assert officer.open(f"{page_of(mou)}/commitments/K9/{Month.of(today())}").status_code == 404

    def test_without_promises_it_says_so(self, session, officer, partner, draft):
        mou = make_mou(session, partner, **around())
        assert "Tidak ada komitmen" in officer.open(f"{page_of(mou)}/commitments").text
        assert "Belum ada yang dinilai" in officer.open(f"{page_of(draft)}/commitments").text

    def test_it_takes_few_statements_however_much_was_bought(
        self, session, officer, partner, maker, statements
    ):
        mou = make_promising_mou(
            session, partner, {}, {}, {"rule": "producer_breadth", "figures": {"least": 3}}, **around()
        )
        page = f"{page_of(mou)}/commitments"
        make_purchase(session, partner, maker, 999, bought_on=today())
        few = statements(lambda: officer.open(page))
        for number in range(20):
            make_purchase(session, partner, maker, 1000 + number, bought_on=today())
        assert statements(lambda: officer.open(page)) == few <= 18


class TestPaper:
    def test_officials_take_it_as_pdf(self, session, as_seat, partner):
        mou = make_promising_mou(session, partner)
        answer = as_seat(VIEWER).open(f"{page_of(mou)}/mou.pdf")
        assert answer.mimetype == "application/pdf"
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
        assert mou.number in text and "Toko Misal" in text and "K1." in text
        assert f"/verify/{mou.public_id}" in text.replace("\n", "")
        assert as_seat(OFFICER).open(f"{page_of(mou)}/mou.pdf").data == answer.data

    def test_its_page_leads_there(self, session, officer, draft):
        assert f"{page_of(draft)}/mou.pdf" in officer.open(page_of(draft)).text

    def test_an_addendum_prints_only_its_own_promises(self, session, officer, partner):
        mou = make_promising_mou(session, partner)
        addendum = make_promising_mou(
            session, partner, {"code": "K2", "figures": {"least": 7}}, amends_id=mou.id
        )
        for one, code, other in ((mou, "K1.", "K2."), (addendum, "K2.", "K1.")):
            content = officer.open(f"{page_of(one)}/mou.pdf").data
            text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
            assert code in text and other not in text

    def test_the_sysadmin_and_the_shop_do_not_get_it_here(self, session, as_seat, partner, draft):
        for visitor in (as_seat(OWNER, at=partner.id), as_seat(SYSADMIN)):
            expected = visitor.open(page_of(draft)).status_code
            assert visitor.open(f"{page_of(draft)}/mou.pdf").status_code == expected
        assert as_seat(OWNER, at=partner.id).open(f"{page_of(draft)}/mou.pdf").status_code == 403


def test_the_journal_of_the_page_tells_what_was_promised(session, officer, draft):
    officer.send(f"{page_of(draft)}/commitments/new?rule=minimum_spend", FILLED)
    page = officer.open(page_of(draft)).text
    assert "Komitmen ditambahkan" in page and "K1: — → Belanja lokal minimum" in page
    assert session.get(Organisation, draft.partner_id).name in officer.open(page_of(draft)).text
