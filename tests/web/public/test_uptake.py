import json
from html import unescape

import pytest
from sqlalchemy import select, update

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.coverage import share_of
from marketplace.compliance.freezing import canonical, sha256
from marketplace.compliance.models import Report
from marketplace.compliance.queries import frozen_month
from marketplace.compliance.services import restate_month
from marketplace.journal.models import JournalHead
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.partners.models import PartnerKind
from marketplace.uptake.measures.base import MEASURES
from marketplace.uptake.program import PROGRAM
from tests.compliance.tampering import drop_rules
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import AUGUST, at_work, publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase


def fill(session, shops):
    make_circular(session)
    for number in range(shops):
        partner = make_partner(session, name=f"Toko Rahasia {number}")
        make_purchase(
            session, partner, make_maker(session, name=f"Pembuat Rahasia {number}"), 101_010 + number
        )
        declare(session, partner, 1_000_000)


def forge(session, forger, local):
    """The newest report's own row, written over and signed with another key."""
    row = session.scalars(select(Report)).one()
    content = json.loads(row.document)
    content |= {"public_key": forger.public_key, "figures": content["figures"] | {"local": local}}
    document = canonical(content)
    drop_rules(session, "reports")
    session.execute(
        update(Report).values(
            document=document,
            sha256=sha256(document),
            signature=forger.sign(document.encode()),
            public_key=forger.public_key,
        )
    )
    session.commit()


class TestUptake:
    def test_nothing_is_shown_before_a_report_stands(self, session, stranger):
        fill(session, 6)
        page = stranger.open("/uptake").text
        assert "Belum ada laporan terbit" in page and "Rp" not in page

    def test_published_sums_are_for_everybody(self, app, session, stranger):
        fill(session, 6)
        publish(session, app.extensions["tools"].signer)
        page = stranger.open("/uptake").text
        assert "Rp606.075" in page and "10,10" in page and "contoh" in page
        last = session.get(JournalHead, 1)
        assert f"nomor {last.seq}, sidik {last.hash}" in page

    def test_the_share_of_the_bound_is_the_letters_and_the_target_is_theirs_alone(
        self, app, session, stranger
    ):
        make_circular(session, make_clause(code="4a", kinds=["minimarket"]))
        for kind, local in ((PartnerKind.MINIMARKET, 200_000), (PartnerKind.HOTEL, 10_000)):
            for _ in range(5):
                shop = make_partner(session, kind=kind)
                make_purchase(session, shop, make_maker(session), local)
                declare(session, shop)
        publish(session, app.extensions["tools"].signer)
        share = share_of(frozen_month(session, AUGUST), "4a")
        page = stranger.open("/uptake").text.replace("\u00a0", " ")
        assert (share.numerator, share.denominator) == (1_000_000, 5_000_000)
        assert "Rp1.000.000 dari Rp5.000.000" in page and "Terpenuhi, target 15 %" in page
        assert (
            "Bersama mitra yang tidak terikat: Rp1.050.000 dari Rp10.000.000, 10 mitra, tanpa target" in page
        )
        assert page.count("Terpenuhi") == 1 and "tidak terikat, tanpa target" in page

    def test_a_restatement_that_would_give_a_shop_away_keeps_the_older_sums_and_says_so(
        self, app, session, stranger
    ):
        fill(session, 6)
        signer = app.extensions["tools"].signer
        publish(session, signer)
        late = make_partner(session)
        make_purchase(session, late, make_maker(session), 77_777)
        declare(session, late, 900_000)
        session.commit()
        with at_work(session) as uow:
            restate_month(uow, signer, AUGUST, cause="Satu pernyataan terlambat")
        page = stranger.open("/uptake").text
        assert "Rp606.075" in page and "77.777" not in page and "Rp683.852" not in page
        assert "mengubah kurang dari lima mitra" in page
        code = session.query(Report).filter(Report.supersedes_id.is_not(None)).one().public_id
        assert "683852" not in stranger.open(f"/verify/{code}/signed.json").text

    def test_nobodys_own_figures_or_names_are(self, app, session, stranger):
        fill(session, 6)
        publish(session, app.extensions["tools"].signer)
        page = stranger.open("/uptake").text
        assert "Rahasia" not in page and "101.01" not in page

    def test_fewer_than_five_partners_show_no_rupiah(self, app, session, stranger):
        fill(session, 4)
        publish(session, app.extensions["tools"].signer)
        page = stranger.open("/uptake").text
        assert "Kurang dari lima mitra" in page and "Rp404" not in page

    def test_what_comes_later_does_not_move_it(self, app, session, stranger):
        fill(session, 6)
        publish(session, app.extensions["tools"].signer)
        make_purchase(session, make_partner(session), make_maker(session), 500_000)
        assert "Rp606.075" in stranger.open("/uptake").text

    def test_a_report_that_somebody_forged_is_named_and_its_figures_are_not_shown(
        self, app, session, stranger, tmp_path
    ):
        fill(session, 6)
        report = publish(session, app.extensions["tools"].signer)
        assert spelled(fingerprint(report.public_key)) in stranger.open("/uptake").text
        forge(session, Ed25519Signer(tmp_path / "forger.pem"), 1_818_225)
        page = stranger.open("/uptake").text
        assert "Laporan Agustus 2026 tidak dapat dipercaya" in page
        assert "Rp1.818.225" not in page and "Rp606.075" not in page


@pytest.mark.parametrize("key", MEASURES)
def test_every_measure_has_its_definition(stranger, key):
    page = stranger.open("/program/measures").text
    assert f'id="{key}"' in page and str(MEASURES[key].label) in page


@pytest.mark.parametrize("key", MEASURES)
def test_each_has_a_page_with_the_example_that_it_computes(stranger, key):
    page = unescape(stranger.open(f"/program/measures/{key}").text)
    measure = MEASURES[key]
    for said in (measure.label, measure.formula, measure.whom, measure.rows, measure.shown()):
        assert str(said) in page


def test_the_program_is_listed_with_the_measures_of_each_clause(stranger):
    page = unescape(stranger.open("/program/measures").text)
    assert all(f"{clause.code} {clause.label}" in page for clause in PROGRAM)
    assert all(f'href="/program/measures/{key}"' in page for clause in PROGRAM for key in clause.measures)
    assert stranger.open("/program/measures/nothing").status_code == 404


class TestVerify:
    @pytest.fixture
    def report(self, app, session):
        fill(session, 6)
        return publish(session, app.extensions["tools"].signer)

    def test_a_genuine_report_says_so_to_anybody(self, stranger, report):
        page = stranger.open(f"/verify/{report.public_id}").text
        assert "Laporan ini asli" in page and report.sha256 in page and "Rahasia" not in page

    def test_the_signed_text_is_given_without_the_partners(self, stranger, report):
        answer = stranger.open(f"/verify/{report.public_id}/signed.json")
        assert answer.json["document"] == report.document and answer.json["annex"] is None
        assert "Rahasia" not in answer.text

    def test_a_forged_report_is_told_with_what_differs(self, stranger, session, report, tmp_path):
        true = report.sha256
        forger = Ed25519Signer(tmp_path / "forger.pem")
        forge(session, forger, 1_818_225)
        page = stranger.open(f"/verify/{report.public_id}").text
        assert "tidak dapat dipercaya" in page and "Laporan ini asli" not in page
        assert spelled(fingerprint(forger.public_key)) in page and true in page
        assert "Rp1.818.225" not in page

    def test_a_text_that_is_none_any_more_is_told_too(self, stranger, session, report):
        drop_rules(session, "reports")
        session.execute(update(Report).values(document="{}"))
        session.commit()
        page = stranger.open(f"/verify/{report.public_id}")
        assert page.status_code == 200 and "tidak dapat dipercaya" in page.text
        listed = stranger.open("/uptake").text
        assert "tidak dapat dipercaya" in listed and "Belum ada laporan terbit" not in listed

    def test_a_code_is_typed_as_people_type_it(self, stranger, report):
        typed = f" {report.public_id[:4]} {report.public_id[4:]} ".upper()
        assert stranger.open(f"/verify?code={typed}").location.endswith(f"/verify/{report.public_id}")

    def test_an_unknown_code_is_not_found(self, stranger):
        assert stranger.open("/verify/tidakadaxxxx").status_code == 404
        assert stranger.open("/verify").status_code == 200
