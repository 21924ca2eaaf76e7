import io
import re
from datetime import date, timedelta

import pytest

from marketplace.accounts.models import Organisation
from marketplace.circulars.models import SellerTest
from marketplace.compliance.models import Objection, ObjectionAnswer
from marketplace.compliance.states import ObjectionRuling
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.purchases.models.answers import Answer, AnswerRuling, RefusalAnswer
from tests.factories.circulars import make_circular, make_clause
from tests.factories.commitments import make_promising_mou
from tests.factories.months import make_period, publish
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, lines_in, make_answer, make_name, make_purchase, make_refusal
from tests.factories.unproven import make_unproven_answer
from tests.files.pictures import png

AUGUST = "/partner/compliance/2026-08"


@pytest.fixture
def partner(session):
    make_circular(
        session, make_clause(code="4a", lowest_grade="C"), make_clause("producer_breadth", 3, code="4b")
    )
    partner = make_partner(session, name="Toko Contoh")
    make_purchase(session, partner, make_maker(session), 129_700, document_number="N-7")
    declare(session, partner, 1_000_000)
    return partner


@pytest.fixture
def owner(as_seat, partner):
    return as_seat(OWNER, at=partner.id)


class TestPosition:
    def test_it_shows_the_figure_the_target_and_what_is_missing(self, owner):
        page = owner.open(AUGUST).text
        assert "12,97" in page and "target 15" in page and "Rp20.300" in page
        assert "Surat Edaran contoh" in page and "Angka contoh." in page

    def test_it_opens_where_the_shop_last_bought(self, owner):
        assert owner.open("/partner/compliance").location.endswith(AUGUST)

    def test_without_a_declaration_it_says_what_to_do(self, session, as_seat, partner):
        other = make_partner(session)
        make_purchase(session, other, make_maker(session))
        page = as_seat(STAFF, at=other.id).open(AUGUST).text
        assert "Belum ada data" in page and "Nyatakan belanja" in page and "0,00" not in page

    def test_nothing_of_another_shop_is_shown(self, session, owner):
        other = make_partner(session, name="Swalayan Saingan")
        make_purchase(session, other, make_maker(session, name="Pembuat Rahasia"), 77_777)
        page = owner.open(AUGUST).text
        assert "Swalayan Saingan" not in page and "Pembuat Rahasia" not in page and "77.777" not in page

    def test_a_month_without_a_circular_judges_nothing(self, owner):
        assert "Belum ada yang dinilai" in owner.open("/partner/compliance/2025-08").text

    def test_a_published_month_is_frozen(self, app, session, owner, partner):
        publish(session, app.extensions["tools"].signer)
        make_purchase(session, partner, make_maker(session), 999_999, document_number="N-8")
        page = owner.open(AUGUST).text
        assert "Sudah terbit" in page and "12,97" in page


class TestRowsThatDoNotCount:
    def test_each_says_why_and_how_to_mend_it(self, session, owner, partner):
        make_purchase(session, partner, make_maker(session, name="Dapur Melati"), 30_000)
        make_purchase(
            session, partner, make_maker(session), 40_000, document_number="N", answer=Answer.DISPUTED
        )
        page = owner.open(AUGUST).text
        assert "Dapur Melati" in page and "Bukti tingkat D" in page and "catat lagi dengan foto nota" in page
        assert "Pembuat membantah" in page and "petugas memutuskan" in page

    @pytest.mark.parametrize("published", [False, True])
    @pytest.mark.parametrize("promised", [False, True])
    def test_the_sum_is_of_all_and_the_newest_are_listed(self, app, session, as_seat, published, promised):
        make_circular(session, make_clause(code="4a", lowest_grade="A"))
        shop = make_partner(session, mou=False)
        make_purchase(session, shop, make_maker(session), *[1_000] * 25, document_number="N-7")
        declare(session, shop)
        if promised:
            make_promising_mou(session, shop)
        if published:
            publish(session, app.extensions["tools"].signer)
        page = " ".join(as_seat(OWNER, at=shop.id).open(AUGUST).text.split())
        assert "25 pembelian yang belum dihitung" in page and "Rp25.000 dari pembuat lokal" in page
        assert "Di bawah ini 20 yang terbaru." in page
        assert page.count("Bukti tingkat") == 20

    def test_a_return_without_a_known_purchase_is_marked_among_what_counts(self, session, owner, partner):
        maker = make_maker(session)
        make_purchase(session, partner, maker, 50_000, document_number="N-8")
        make_purchase(session, partner, maker, -60_000)
        assert owner.open(f"{AUGUST}/clauses/4a").text.count("retur tanpa asal") == 1

    def test_what_nobody_recognised_is_not_told_as_uncertified(self, session, as_seat):
        make_circular(session, make_clause(seller_test=SellerTest.LOCAL_CERTIFIED))
        shop = make_partner(session)
        make_purchase(session, shop, make_maker(session), document_number="N-1")
        page = as_seat(OWNER, at=shop.id).open(AUGUST).text
        assert "Produk belum dikenali" in page and "belum bersertifikat pada tanggal itu" not in page
        assert page.count('href="/partner/names"') >= 1

    def test_a_name_of_the_shop_waits_to_be_confirmed(self, session, owner, partner):
        maker = make_maker(session)
        name = make_name(session, partner, "Bu Tini kripik", producer_id=maker.id)
        make_purchase(session, partner, maker, 40_000, document_number="N", named_by=name.id)
        page = owner.open(AUGUST).text
        assert "Bukti tingkat D" in page and "Tunggu pembuat atau petugas membenarkan namanya." in page

    def test_rows_are_one_click_from_the_figure(self, owner):
        assert f'href="{AUGUST}/clauses/4a"' in owner.open(AUGUST).text
        assert "N-7" in owner.open(f"{AUGUST}/clauses/4a").text

    def test_a_clause_that_is_none_is_not_found(self, owner):
        assert owner.open(f"{AUGUST}/clauses/9z").status_code == 404


class TestAnsweringARefusal:
    @pytest.fixture
    def refusal(self, session, partner):
        (line,) = lines_in(session, make_purchase(session, partner, make_maker(session), 40_000))
        return make_refusal(session, line, reason="Nota tidak terbaca")

    def test_it_is_found_from_the_home_and_goes_when_answered(self, session, owner, refusal):
        path = f"/partner/compliance/refusals/{refusal.public_id}"
        assert path in owner.open("/partner/").text
        assert "Nota tidak terbaca" in owner.open(path).text
        assert owner.send(path, {"text": "ya"}).status_code == 422  # without a file
        proof = (io.BytesIO(png()), "nota.png")
        assert owner.send(path, {"text": "Ini nota aslinya", "evidence": proof}).status_code == 302
        session.rollback()
        assert session.query(RefusalAnswer).one().text == "Ini nota aslinya"
        assert "Menunggu auditor sampai" in owner.open(AUGUST).text
        assert path not in owner.open("/partner/").text
        page = owner.open(path).text
        assert "Ini nota aslinya" in page and "Auditor memutuskan sampai" in page
        assert 'name="evidence"' not in page

    def test_what_an_auditor_still_refuses_says_why_and_is_answered_anew(self, session, owner, refusal):
        make_answer(session, refusal, ruling=AnswerRuling.REFUSED)
        path = f"/partner/compliance/refusals/{refusal.public_id}"
        page = owner.open(AUGUST).text
        assert "Tetap ditolak auditor: Masih kabur" in page and "Jawab lagi" in page and path in page
        assert "Masih kabur" in owner.open(path).text
        proof = (io.BytesIO(png()), "nota.png")
        assert owner.send(path, {"text": "Foto kedua", "evidence": proof}).status_code == 302
        page = owner.open(path).text
        assert page.index("Nota baru") < page.index("Masih kabur") < page.index("Foto kedua")

    def test_an_answer_sent_twice_says_that_the_first_one_waits(self, session, owner, refusal):
        path = f"/partner/compliance/refusals/{refusal.public_id}"
        make_answer(session, refusal)
        proof = (io.BytesIO(png()), "nota.png")
        answer = owner.send(path, {"text": "lagi", "evidence": proof}, page=path)
        assert answer.status_code in (409, 422) and "menunggu auditor" in answer.text

    def test_one_that_was_answered_without_evidence_asks_for_it(self, session, owner, refusal):
        make_unproven_answer(session, refusal, ruling=AnswerRuling.ACCEPTED)
        path = f"/partner/compliance/refusals/{refusal.public_id}"
        assert "Lampirkan bukti: Keripik Pisang" in owner.open("/partner/").text
        assert "Lampirkan bukti" in owner.open(AUGUST).text
        page = owner.open(path).text
        assert "Jawaban Anda dulu tanpa bukti" in page and "tidak berlaku lagi" in page

    def test_an_explanation_is_asked_for(self, owner, refusal):
        answer = owner.send(f"/partner/compliance/refusals/{refusal.public_id}", {"text": ""})
        assert answer.status_code == 422 and "wajib diisi" in answer.text

    def test_a_file_that_is_no_paper_is_refused(self, session, owner, refusal):
        bad = (io.BytesIO(b"MZ not a paper"), "nota.exe")
        answer = owner.send(
            f"/partner/compliance/refusals/{refusal.public_id}", {"text": "lihat", "evidence": bad}
        )
        assert answer.status_code == 422
        session.rollback()
        assert session.query(RefusalAnswer).count() == 0

    def test_another_shop_does_not_find_it(self, session, as_seat, refusal):
        other = as_seat(OWNER, at=make_partner(session).id)
        assert other.open(f"/partner/compliance/refusals/{refusal.public_id}").status_code == 404


class TestObjecting:
    def test_while_the_month_is_provisional(self, session, owner, partner):
        make_period(session, objections_until=clock.day_of(clock.now()) + timedelta(days=2))
        fields = {"text": "Nota tanggal 12 belum masuk"}
        assert owner.send(f"{AUGUST}/objections", fields, page=AUGUST).status_code == 302
        session.rollback()
        assert session.query(Objection).one().partner_id == partner.id
        page = owner.open(AUGUST).text
        assert "Nota tanggal 12 belum masuk" in page and "Dijawab Dinas sampai" in page

    def test_the_answer_of_the_office_is_read_there(self, session, owner, partner):
        objection = Objection(
            period_id=make_period(session, published=True).id,
            partner_id=partner.id,
            text="Nota 12",
            written_by=None,
            written_at=clock.now(),
        )
        session.add(objection)
        session.flush()
        session.add(
            ObjectionAnswer(
                objection_id=objection.id,
                ruling=ObjectionRuling.NOT_ACCEPTED,
                text="Notanya milik toko lain",
                answered_by=None,
                answered_at=clock.now(),
            )
        )
        session.commit()
        assert "Notanya milik toko lain" in owner.open(AUGUST).text
        home = owner.open("/partner/").text
        assert "Dinas menjawab keberatan Anda atas Agustus 2026" in home and "Tidak diterima" in home

    def test_there_is_no_form_before_or_after(self, session, owner):
        assert 'name="text"' not in owner.open(AUGUST).text
        make_period(session)
        assert 'name="text"' not in owner.open(AUGUST).text


def test_a_shop_cannot_read_another_ones_rows(session, owner, partner):
    other = session.get(Organisation, make_partner(session).id).public_id
    assert owner.open(f"/office/compliance/2026-08/partners/{other}/4a").status_code == 403


class TestPromises:
    """What the memorandum promises stands on the same page, and in the same counts."""

    @pytest.fixture
    def promising(self, session, as_seat, partner):
        shop = make_partner(session, mou=False)
        make_promising_mou(session, shop, {"figures": {"least": 5_000_000}}, starts_on=date(2026, 7, 1))
        make_purchase(session, shop, make_maker(session), 129_700, document_number="N-8")
        declare(session, shop, 1_000_000)
        return as_seat(OWNER, at=shop.id)

    @pytest.mark.day("2026-09-24T07:00")
    def test_a_promise_that_fails_is_no_green_page(self, promising):
        page = promising.open(AUGUST).text
        assert "Janji Anda dalam MoU" in page and "K1. Belanja lokal minimum" in page
        assert (
            "Kurang Rp4.870.300" in page and "2 butir surat edaran yang mengikat Anda dan 1 janji MoU" in page
        )
        counts = re.findall(r"<dd>(\d+) butir</dd>", page)
        assert sum(map(int, counts)) == 3

    @pytest.mark.day("2026-09-24T07:00")
    def test_its_figure_opens_the_rows_behind_it(self, promising):
        page = promising.open(AUGUST).text
        (rows,) = set(re.findall(r'href="([^"]+/commitments/K1/2026-08)"', page))
        assert promising.open(rows).status_code == 200

    def test_a_month_before_the_memorandum_has_none(self, promising):
        assert "Janji Anda" not in promising.open("/partner/compliance/2026-06").text


@pytest.mark.day("2026-08-20T07:00")
class TestCoach:
    def test_it_says_how_much_from_how_many_by_when_with_goods_to_order(self, session, owner):
        make_goods(session, maker=make_maker(session, name="Dapur Baru"), name="Kopi Bubuk")
        page = owner.open(AUGUST).text
        assert "Rp20.300 lagi, dari sekurangnya 2 pembuat baru, sampai 31 Agu 2026." in page
        assert "Kopi Bubuk" in page

    def test_makers_who_were_bought_from_already_are_not_proposed(self, session, owner, partner):
        known = make_maker(session)
        make_goods(session, maker=known, name="Kopi Lama")
        make_purchase(session, partner, known, 100)
        assert "Kopi Lama" not in owner.open(AUGUST).text

    def test_nobody_is_coached_for_a_month_that_is_over(self, owner):
        assert "Masih dapat dikejar" not in owner.open("/partner/compliance/2026-07").text


def test_the_trend_has_a_table_behind_and_no_bar_without_a_declaration(session, owner, partner):
    make_purchase(session, partner, make_maker(session), 500_000, bought_on=date(2026, 6, 2))
    page = owner.open(AUGUST).text
    table = page[page.index("Angka di balik bagan") :]
    rows = dict(re.findall(r'<th scope="row">(\w+ \d+)</th><td class="mb-num">([^<]+)<', table))
    assert (rows["Agustus 2026"], rows["Juni 2026"]) == ("12,97\u00a0%", "Belum ada data")
    assert page.count('class="bar-now"') == 1 and 'class="bar"' not in page
