import json
import subprocess
import sys
from datetime import date

import pytest

from config import ROOT
from marketplace.accounts.models import Organisation
from marketplace.compliance.freezing import canonical
from marketplace.compliance.services import make_provisional, publish_month
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, OFFICER
from tests.browser.live import settings
from tests.compliance.test_services import LATER
from tests.factories.circulars import make_circular, make_clause
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

JULY = Month(2026, 7)
EVALUATE = ["compliance", "evaluate", "--period"]


@pytest.fixture
def run(app):
    return app.test_cli_runner().invoke


@pytest.fixture
def july(session):
    """The figures of the sample register."""
    make_circular(
        session, make_clause(code="4a"), make_clause("producer_breadth", 11, code="4b"), number="500/017"
    )
    partner = make_partner(session, name="Swalayan Contoh")
    makers = [make_maker(session) for _ in range(10)]
    for maker in makers:
        make_purchase(session, partner, maker, 3_300_000, bought_on=date(2026, 7, 3))
    make_purchase(session, partner, makers[0], -41_115, bought_on=date(2026, 7, 9))
    make_purchase(session, partner, None, 67_859_965, bought_on=date(2026, 7, 4))
    declare(session, partner, 100_818_850, month="2026-07")
    return session.get(Organisation, partner.id).public_id


def test_a_month_is_judged_to_the_rupiah(run, july):
    result = run(args=["compliance", "evaluate", "--period", "2026-07", "--partner", july, "--json"])
    assert json.loads(result.stdout) == {
        "period": "2026-07",
        "circular": "500/017",
        "partners": [
            {
                "partner": july,
                "name": "Swalayan Contoh",
                "score": 5000,
                "band": "Perlu pembinaan",
                "clauses": [
                    {
                        "code": "4a",
                        "rule": "value_share",
                        "measure": "local_share",
                        "outcome": "met",
                        "numerator": 32_958_885,
                        "denominator": 100_818_850,
                        "target": [1500, 10_000],
                        "shortfall": 0,
                        "counted": 11,
                        "refused": 1,
                    },
                    {
                        "code": "4b",
                        "rule": "producer_breadth",
                        "measure": "local_producers",
                        "outcome": "not_met",
                        "numerator": 10,
                        "denominator": None,
                        "target": 11,
                        "shortfall": 1,
                        "counted": 11,
                        "refused": 1,
                    },
                ],
            }
        ],
    }


def test_without_json_it_is_said_in_words(run, july):
    result = run(args=["compliance", "evaluate", "--period", "2026-07"]).stdout
    assert "Swalayan Contoh" in result and "32,69" in result and "Kurang 1 pembuat" in result


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["evaluate", "--period", "Juli"], 1),
        (["evaluate", "--period", "2026-07", "--partner", "tidakada"], 1),
        (["evaluate"], 2),
        (["verify"], 2),
        (["verify", "9999"], 1),
        (["export", "--period", "2026-07", "--format", "docx", "-o", "x"], 2),
        (["export", "--period", "2026-07", "--format", "json", "-o", "x.json"], 1),
        (["export", "--period", "2026-07", "--format", "ocds", "-o", "x.json"], 1),
    ],
)
def test_a_fault_is_one_line_on_stderr(run, tmp_path, monkeypatch, args, status):
    monkeypatch.chdir(tmp_path)
    result = run(args=["compliance", *args])
    assert result.exit_code == status and result.stdout == ""
    if status == 1:
        assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("key", ["pdf", "xlsx", "csv", "figures"])
def test_a_month_is_written_to_a_file(run, july, tmp_path, key):
    file = tmp_path / f"laporan.{key}"
    result = run(args=["compliance", "export", "--period", "2026-07", "--format", key, "-o", str(file)])
    assert result.exit_code == 0 and file.stat().st_size > 100


@pytest.fixture
def published(app, office, july):
    with office(OFFICER) as uow:
        make_provisional(uow, JULY, objections_until=date(2026, 11, 30))
    with office(APPROVER, now=LATER) as uow:
        return publish_month(uow, app.extensions["tools"].signer, JULY, reason="Nama menyusul")


def test_a_report_is_verified_by_its_number_and_from_a_file(run, published, tmp_path):
    by_number = run(args=["compliance", "verify", published.number])
    assert (by_number.exit_code, by_number.stdout.count("✓")) == (0, 11)
    file = tmp_path / "report.json"
    run(args=["compliance", "export", "--period", "2026-07", "--format", "json", "-o", str(file)])
    assert run(args=["compliance", "verify", "--file", str(file)]).exit_code == 0


def test_a_changed_file_is_told_apart(run, published, tmp_path):
    file = tmp_path / "report.json"
    run(args=["compliance", "export", "--period", "2026-07", "--format", "json", "-o", str(file)])
    result = json.loads(file.read_text())
    file.write_text(canonical(result | {"document": result["document"].replace("2026-07", "2026-06")}))
    answer = run(args=["compliance", "verify", "--file", str(file)])
    assert answer.exit_code == 1 and "✗ Sidik isi cocok" in answer.stdout and "tidak sah" in answer.stderr


def test_keys_are_shown_and_rotated(run, app):
    signer = app.extensions["tools"].signer
    first = signer.public_key
    assert f"MB2_OFFICE_KEYS={fingerprint(first)}" in run(args=["compliance", "keys"]).stdout
    assert run(args=["compliance", "rotate-key"]).exit_code == 0
    found = json.loads(run(args=["compliance", "keys", "--json"]).stdout)
    [change] = found["rotations"]
    assert (change["old_key"], change["new_key"]) == (first, signer.public_key)
    assert found["fingerprint"] == fingerprint(signer.public_key) != fingerprint(first)


def test_a_file_is_verified_on_a_machine_without_a_database(run, published, tmp_path):
    file = tmp_path / "report.json"
    run(args=["compliance", "export", "--period", "2026-07", "--format", "json", "-o", str(file)])
    instance = tmp_path / "elsewhere"

    def ask(key):
        words = ["compliance", "verify", "--file", str(file), "--public-key", key]
        return subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env=settings(instance, MB2_DATABASE_URL=f"sqlite:///{tmp_path / 'none.db'}"),
            capture_output=True,
            text=True,
            check=False,
        )

    done = ask(spelled(fingerprint(published.public_key)))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("✓") == 6 and done.stdout.endswith(f"{published.number}: sah\n")
    assert not (tmp_path / "none.db").exists() and not (instance / "signing-key.pem").exists()
    other = ask("ab" * 16)
    assert other.returncode == 1 and "✗ Kuncinya milik kantor" in other.stdout


@pytest.mark.parametrize("more", [["1", "--public-key", "ab"], ["--file", __file__, "--public-key", "xyz"]])
def test_a_key_that_is_none_is_bad_usage(run, more):
    assert run(args=["compliance", "verify", *more]).exit_code == 2


def test_a_clause_of_the_city_is_told_once(run, session):
    make_circular(session, make_clause("mou_coverage", 10_000, code="9"), number="500/018")
    make_partner(session, name="Toko Agung")
    (clause,) = json.loads(run(args=[*EVALUATE, "2026-11", "--json"]).stdout)["city_clauses"]
    assert (clause["outcome"], clause["numerator"], clause["denominator"]) == ("met", 1, 1)
    assert "Seluruh kota\n  9 Terpenuhi: 100,00\u00a0%." in run(args=[*EVALUATE, "2026-11"]).stdout
