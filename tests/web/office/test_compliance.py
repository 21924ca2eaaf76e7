import io
import re
from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.compliance.envelopes import sealed
from marketplace.compliance.queries import latest_report
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, SYSADMIN, VIEWER
from marketplace.partners.models import PartnerKind
from marketplace.purchases.models.answers import AnswerRuling, Refusal
from marketplace.purchases.models.ledger import PurchaseLine, Source
from tests.factories.catalog import make_category
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import make_period, publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import declare, lines_in, make_answer, make_purchase, make_refusal
from tests.factories.unproven import make_unproven_answer

AUGUST = "/office/compliance/2026-08"


@pytest.fixture
def partner(session):
    make_circular(session, make_clause(code="4a"), make_clause("producer_breadth", 3, code="4b"))
    partner = make_partner(session, name="Toko Contoh")
    make_purchase(
        session, partner, make_maker(session, name="Keripik Bu Tini"), 129_700, document_number="N-7"
    )
    make_purchase(session, partner, None, 870_300)
    declare(session, partner, 1_000_000)
    make_partner(session, name="Toko Diam")
    return partner


@pytest.fixture
def auditor(as_seat):
    return as_seat(AUDITOR)


def rows_of(session, partner, code="4a"):
    return f"{AUGUST}/partners/{session.get(Organisation, partner.id).public_id}/{code}"


class TestOverview:
    def test_every_percentage_leads_to_its_rows(self, session, auditor, partner):
        page = auditor.open(AUGUST).text
        assert "12,97" in page and f'href="{rows_of(session, partner)}"' in page
        assert "Surat Edaran contoh" in page

    def test_no_data_is_said_and_is_no_zero(self, session, auditor, partner):
        declare(session, make_partner(session, name="Hanya Menyatakan"), 0)
        page = auditor.open(AUGUST).text
        assert "Belum ada data" in page and "0,00" not in page

    def test_it_opens_on_the_last_full_month(self, auditor):
        assert re.search(r"/office/compliance/20\d\d-\d\d$", auditor.open("/office/compliance").location)
        assert auditor.open("/office/compliance?month=2026-08").location.endswith(AUGUST)

    def test_provisional_and_published_months_say_so(self, app, session, auditor, partner):
        make_period(session, objections_until=date(2026, 9, 10))
        assert "Angka sementara" in auditor.open(AUGUST).text

    def test_a_published_month_shows_what_was_frozen(self, app, session, auditor, partner):
        publish(session, app.extensions["tools"].signer)
        make_purchase(session, partner, make_maker(session), 999_999)
        page = auditor.open(AUGUST).text
        assert "0001/LAP-MB2/X/2026" in page and "12,97" in page

    def test_what_is_no_month_is_not_found(self, auditor):
        assert auditor.open("/office/compliance/agustus").status_code == 404

    def test_those_without_business_are_refused(self, as_seat):
        assert as_seat(SYSADMIN).open(AUGUST).status_code == 403

    def test_a_shop_is_refused(self, as_seat, partner):
        assert as_seat(OWNER, at=partner.id).open(AUGUST).status_code == 403


class TestBoard:
    """What is asked for stands in the address, and the file has the same rows in the same order."""

    @pytest.fixture
    def city(self, session):
        make_circular(session, make_clause(code="4a", kinds=["minimarket"]))
        maker = make_maker(session)
        for name, kind, local, declared in (
            ("Toko Rendah", PartnerKind.MINIMARKET, 20_000, 1_000_000),
            ("Toko Tinggi", PartnerKind.MINIMARKET, 400_000, 1_000_000),
            ("Toko Diam", PartnerKind.MINIMARKET, 30_000, None),
            ("Hotel Bebas", PartnerKind.HOTEL, 900_000, 1_000_000),
        ):
            shop = make_partner(session, name=name, kind=kind)
            make_purchase(session, shop, maker, local)
            if declared:
                declare(session, shop, declared)
            if kind is PartnerKind.HOTEL:
                make_outlet(session, shop, kelurahan_code="18.72.01.1001")

    def names(self, page):
        return re.findall(r'<tr><th scope="row">((?:Toko|Hotel) \w+)<', page)

    def test_one_clause_shows_those_it_binds_in_order_with_no_data_apart(self, auditor, city):
        page = auditor.open(f"{AUGUST}?clause=4a&sort=-share").text
        assert self.names(page) == ["Toko Tinggi", "Toko Rendah", "Toko Diam"]
        assert page.index("Di luar peringkat") < page.index("Toko Diam")

    def test_reported_declared_and_bought_are_three_counts_beside_how_many_are_bound(self, auditor, city):
        page = auditor.open(f"{AUGUST}?clause=4a").text
        assert "3 melapor, 2 menyatakan belanja, 3 membeli" in page
        assert "2 dari 3 mitra terikat ada datanya" in page and "21,00" in page

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("kind=hotel", ["Hotel Bebas"]),
            ("kecamatan=18.72.01", ["Hotel Bebas"]),
            ("show=silent", ["Toko Diam"]),
            ("show=met", ["Toko Tinggi"]),
            ("sort=-local", ["Hotel Bebas", "Toko Tinggi", "Toko Diam", "Toko Rendah"]),
            (
                "clause=9z&kind=x&kecamatan=y&show=z&sort=q",
                ["Hotel Bebas", "Toko Diam", "Toko Rendah", "Toko Tinggi"],
            ),
        ],
    )
    def test_the_file_has_what_the_screen_shows(self, auditor, city, asked, shown):
        assert self.names(auditor.open(f"{AUGUST}?{asked}").text) == shown
        file = auditor.open(f"{AUGUST}/board/export?{asked}&as=csv").data.decode("utf-8-sig")
        assert [line.split(";")[0] for line in file.splitlines()[1:]] == shown

    def test_a_category_leaves_who_bought_it_with_its_rupiah_alone(self, session, auditor, city):
        shop = make_partner(session, name="Toko Pangan")
        food = make_category(session, code="food", name="Makanan")
        given = {"net": Rupiah(70_000), "category_id": food.id}
        make_purchase(session, shop, make_maker(session), 5_000, lines=[given])
        page = auditor.open(f"{AUGUST}?category=food").text
        assert self.names(page) == ["Toko Pangan"] and ">Makanan<" in page
        assert page.count("Rp70.000") == 2 and "menurut pembukuan saat ini" in page  # of the shop and of all
        file = auditor.open(f"{AUGUST}/board/export?category=food&as=csv").data.decode("utf-8-sig")
        assert "Toko Pangan" in file and ";70000;" in file

    def test_the_form_leads_to_the_month_with_all_that_was_chosen(self, auditor):
        answer = auditor.open("/office/compliance?month=2026-08&clause=4a&kind=&show=met&_external=1")
        assert answer.location.endswith(f"{AUGUST}?clause=4a&show=met")
        assert auditor.open(f"{AUGUST}?month=2026-07&_scheme=data&clause=4a").status_code == 200


class TestRows:
    def test_counted_rows_stand_with_their_proof(self, session, auditor, partner):
        page = auditor.open(rows_of(session, partner)).text
        assert "Keripik Bu Tini" in page and "N-7" in page and "Tingkat C" in page
        assert "Grosir Rekayasa" not in page

    def test_rows_that_do_not_count_say_why(self, session, auditor, partner):
        page = auditor.open(f"{rows_of(session, partner)}?show=refused&reason=seller_unrecognised").text
        assert "Grosir Rekayasa" in page and "Penjual belum dikenali" in page

    def test_an_unknown_clause_or_partner_is_not_found(self, session, auditor, partner):
        assert auditor.open(rows_of(session, partner, "9z")).status_code == 404
        assert auditor.open(f"{AUGUST}/partners/tidakada/4a").status_code == 404


class TestRefusing:
    @pytest.fixture
    def line(self, session, partner):
        (line,) = lines_in(session, make_purchase(session, partner, make_maker(session), 50_000))
        return f"/office/compliance/lines/{line.id}"

    def test_an_auditor_refuses_with_a_reason(self, session, auditor, line):
        answer = auditor.send(f"{line}/refuse", {"reason": "Nota tidak terbaca"}, page=line)
        assert answer.status_code == 302
        session.rollback()
        assert session.query(Refusal).one().reason == "Nota tidak terbaca"
        page = auditor.open(line).text
        assert "Menunggu jawaban toko" in page and 'name="reason"' not in page

    def test_a_row_is_refused_in_part(self, session, auditor, line):
        fields = {"reason": "Nota lebih kecil", "audited": "50.000", "quantity": ""}
        answer = auditor.send(f"{line}/refuse", fields, page=line)
        assert answer.status_code == 422 and "Isi kurang dari Rp50.000" in answer.text
        fields |= {"audited": "40.000", "quantity": "0,8"}
        assert auditor.send(f"{line}/refuse", fields, page=line).status_code == 302
        page = auditor.open(line).text
        assert "Ditolak sebagian" in page and "Dihitung sebagian: Rp40.000 dari Rp50.000." in page
        assert "Rp40.000 yang dihitung" in page

    def test_the_reason_is_asked_for_and_the_page_stays(self, auditor, line):
        answer = auditor.send(f"{line}/refuse", {"reason": ""}, page=line)
        assert answer.status_code == 422 and "wajib diisi" in answer.text

    @pytest.mark.parametrize(
        ("one_sided", "word"), [(False, "menyepakati serah terimanya"), (True, "belum menjawab")]
    )
    def test_a_maker_who_agreed_to_the_handover_has_answered(
        self, session, auditor, partner, one_sided, word
    ):
        bought = make_purchase(
            session, partner, make_maker(session), source=Source.HANDOVER, one_sided=one_sided
        )
        (line,) = lines_in(session, bought)
        assert word in auditor.open(f"/office/compliance/lines/{line.id}").text

    def test_an_answer_is_accepted_or_still_refused_with_a_reason(self, session, auditor, partner):
        acts = (
            ("accept", {}, "Jawaban diterima"),
            ("keep", {"because": "Tanggalnya masih kabur"}, "Tetap ditolak"),
        )
        lines = [
            lines_in(session, make_purchase(session, partner, make_maker(session), 50_000))[0] for _ in acts
        ]
        answers = [make_answer(session, make_refusal(session, line)) for line in lines]
        for (verb, fields, word), line, answer in zip(acts, lines, answers, strict=True):
            path, act = f"/office/compliance/lines/{line.id}", f"/office/compliance/answers/{answer.id}"
            assert "Menunggu auditor" in auditor.open(path).text
            assert auditor.send(f"{act}/{verb}", fields, page=path).location == path
            assert word in auditor.open(path).text

    def test_all_answers_are_told_and_the_one_that_waits_is_decided(self, session, auditor, line):
        number = int(line.rpartition("/")[2])
        refusal = make_refusal(session, session.get(PurchaseLine, number))
        make_answer(session, refusal, ruling=AnswerRuling.REFUSED)
        newest = make_answer(session, refusal)
        page = auditor.open(line).text
        assert "Jawaban 1" in page and "Jawaban 2" in page and "Masih kabur" in page
        assert page.count("/office/compliance/answers/") == 2 and f"/answers/{newest.id}/accept" in page

    def test_an_answer_without_evidence_leads_to_no_act(self, session, auditor, line):
        refusal = make_refusal(session, session.get(PurchaseLine, int(line.rpartition("/")[2])))
        earlier = make_unproven_answer(session, refusal, ruling=AnswerRuling.ACCEPTED)
        page = auditor.open(line).text
        assert "Menunggu bukti toko" in page and "/office/compliance/answers/" not in page
        assert 'name="reason"' not in page
        assert auditor.send_blindly(f"/office/compliance/answers/{earlier.id}/accept").status_code != 200

    def test_an_officer_sees_the_row_and_no_button(self, as_seat, line):
        officer = as_seat(OFFICER)
        assert 'name="reason"' not in officer.open(line).text
        assert officer.send_blindly(f"{line}/refuse", {"reason": "x"}).status_code in (400, 403)

    def test_an_accepted_answer_is_shown_and_it_may_be_refused_anew(self, session, auditor, partner):
        (line,) = lines_in(session, make_purchase(session, partner, make_maker(session)))
        make_refusal(session, line, answered=True, ruling=AnswerRuling.ACCEPTED)
        page = auditor.open(f"/office/compliance/lines/{line.id}").text
        assert "Nota baru" in page and 'name="reason"' in page

    def test_a_row_that_is_none_is_not_found(self, auditor):
        assert auditor.open("/office/compliance/lines/999999").status_code == 404


class TestReport:
    def test_a_provisional_letter_says_so_in_more_than_one_way(self, auditor, partner):
        page = auditor.open(f"{AUGUST}/report").text
        assert "belum ditandatangani" in page and "mb-doc--draft" in page and "SEMENTARA" in page

    def test_a_published_one_carries_its_number_and_no_watermark(self, app, session, auditor, partner):
        publish(session, app.extensions["tools"].signer)
        page = auditor.open(f"{AUGUST}/report").text
        assert "0001/LAP-MB2/X/2026" in page and "mb-doc--draft" not in page

    def test_a_share_is_held_against_the_target_of_the_bound_alone(self, session, auditor):
        make_circular(session, make_clause(code="4a", kinds=("minimarket",)))
        hotel = make_partner(session, name="Hotel Contoh", kind=PartnerKind.HOTEL)
        make_purchase(session, hotel, make_maker(session), 1_000)
        declare(session, hotel, 100_000)
        page = auditor.open(f"{AUGUST}/report").text
        assert "Hotel" in page and "tidak terikat" in page and "Tidak berlaku" not in page
        assert "Belum terpenuhi" not in page and "Semua mitra sudah melapor" not in page

    def test_it_says_of_how_many_and_keeps_three_words_apart(self, session, auditor, partner):
        make_purchase(
            session, make_partner(session, name="Toko Belum Menyatakan"), make_maker(session), 5_000
        )
        page = auditor.open(f"{AUGUST}/report").text
        assert "dihitung dari 1 dari 2 mitra terikat" in page and "dan tidak dihitung nol" in page
        assert "Dari 2 mitra terikat: 2 melapor, 1 menyatakan belanja, 2 membeli." in page

    @pytest.mark.parametrize(
        ("key", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfMitra")]
    )
    def test_it_is_taken_along(self, as_seat, partner, key, begins):
        answer = as_seat(VIEWER).open(f"{AUGUST}/export/{key}")
        assert answer.status_code == 200 and io.BytesIO(answer.data).read(len(begins)) == begins
        assert f"mb2-2026-08-sementara.{key}" in answer.headers["Content-Disposition"]

    def test_a_signed_file_waits_for_the_report(self, app, session, as_seat, partner):
        approver = as_seat(APPROVER)
        assert approver.open(f"{AUGUST}/export/json").status_code == 409
        publish(session, app.extensions["tools"].signer)
        answer = approver.open(f"{AUGUST}/export/json")
        assert answer.status_code == 200
        assert answer.data.decode() == "".join(sealed(session, latest_report(session, Month(2026, 8))))

    def test_an_unknown_format_is_not_found(self, auditor, partner):
        assert auditor.open(f"{AUGUST}/export/docx").status_code == 404
