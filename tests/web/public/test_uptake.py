import json

import pytest
from sqlalchemy import select, update

from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.compliance.freezing import canonical, sha256
from marketplace.compliance.models import Report
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.uptake.measures.base import MEASURES
from tests.compliance.tampering import drop_rules
from tests.factories.circulars import make_circular
from tests.factories.months import publish
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

    def test_the_chart_rounds_as_the_figures_do(self, app, session, stranger):
        fill(session, 6)
        partner = make_partner(session)
        make_purchase(session, partner, make_maker(session), 512_525)
        declare(session, partner, 1_000_000)
        publish(session, app.extensions["tools"].signer)
        page = stranger.open("/uptake").text
        assert "15,98" in page and ">16,0<" in page

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

    def test_a_code_is_typed_as_people_type_it(self, stranger, report):
        typed = f" {report.public_id[:4]} {report.public_id[4:]} ".upper()
        assert stranger.open(f"/verify?code={typed}").location.endswith(f"/verify/{report.public_id}")

    def test_an_unknown_code_is_not_found(self, stranger):
        assert stranger.open("/verify/tidakadaxxxx").status_code == 404
        assert stranger.open("/verify").status_code == 200
