"""The contract of `flask imports recap`: JSON, questions about shops, and a rerun that adds nothing."""

import json

import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import Organisation
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.recaps import undated


@pytest.fixture
def flask(app):
    """Run a command; its outcome has exit_code, stdout and stderr."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])


@pytest.fixture
def run(flask, tmp_path, session):
    make_maker(session, name="Bu Tini")
    file = tmp_path / "rekap.csv"
    rows = ["Toko Maju;Bu Tini;Keripik;24;240000;N-1", "Dinas Pangan;Bu Tini;Keripik;10;100000"]
    file.write_bytes(undated(*rows, "Toko Maju;;Opak;1;9000")["content"])
    return lambda *words: flask("imports", "recap", file, "--period", "2026-07", *words)


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_it_asks_whose_an_unknown_shop_is_and_then_writes_once(session, run, flask):
    shop = make_partner(session, name="Toko Maju")
    seen = json.loads(run("--json").stdout)
    assert (seen["good_rows"], seen["bad_rows"], seen["net_total_idr"], seen["committed"]) == (
        2,
        1,
        340_000,
        0,
    )
    assert [(one["key"], one["choices"][-1]["value"]) for one in seen["questions"]] == [
        ("shop:Dinas Pangan", "skip")
    ]
    refused = run("--commit")
    assert (refused.exit_code, count(session, Purchase)) == (1, 0)
    assert '--answer "shop:Dinas Pangan=…"' in refused.stderr
    assert run("--answer", "shop:Dinas Pangan=nobody").exit_code == 2
    assert run("--answer", "shop:Toko Lain=skip").exit_code == 2
    assert run("--answer", "toko=skip").exit_code == 2

    words = ("--answer", "shop:Dinas Pangan=skip", "--commit", "--json")
    written, again = (json.loads(run(*words).stdout) for _ in range(2))
    assert [(one["shop"], one["left_out"], one["claims"]) for one in written["shops"]] == [
        ("Toko Maju", False, 1),
        ("Dinas Pangan", True, 1),
    ]
    assert (written["committed"], again["committed"]) == (1, 0)
    assert [(one["claimed_idr"], one["recorded_idr"]) for one in again["already_recorded"]] == [
        (240_000, 240_000)
    ]
    assert count(session, SpendDeclaration) == 0
    assert session.scalars(select(Purchase.partner_id)).all() == [shop.id]

    assert flask("imports", "undo", written["batch"], "--reason", "Salah bulan").exit_code == 0
    assert count(session, Purchase) == 2  # and its reversal


def test_in_words_it_says_both_sums_and_who_is_left_out(session, run):
    code = session.get(Organisation, make_partner(session, name="Toko Maju").id).public_id
    text = run("--answer", f"shop:Dinas Pangan={code}").stdout
    assert "Toko Maju: 2 rows, Rp340.000" in text
    assert "A dry run" in text
    text = run().stdout
    assert "question shop:Dinas Pangan" in text
    assert run("--answer", "shop:Dinas Pangan=skip", "--commit").exit_code == 0
    text = run("--answer", "shop:Dinas Pangan=skip").stdout
    assert "Bu Tini, 2026-07: Rp240.000 claimed, Rp240.000 recorded: not added" in text
    assert "left out Dinas Pangan: 1 rows, Rp100.000" in text
