"""The contract of `flask imports`: JSON, exit status, and a rerun that adds nothing."""

import json

import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import Organisation
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.kernel.period import MonthSpan
from marketplace.producers.models import Producer
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.ledger import lines_of, totals_of
from tests.factories.imports import REGISTERS, SAMPLES
from tests.factories.partners import make_partner

JULY = SAMPLES / "01_swalayan_titikkoma.csv"
EXPECTED = {one["file"]: one for one in json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))}
FIGURES = ["file", "good_rows", "return_rows", "bad_rows", "skipped", "warnings", "net_total_idr",
           "local_net_total_idr", "local_lines", "distinct_local_producers"]  # fmt: skip
SHOWN = ["ref", "date", "supplier", "item", "qty", "unit", "unit_price", "net_total", "is_return"]


@pytest.fixture
def flask(app):
    """Run a command; its outcome has exit_code, stdout and stderr."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])


@pytest.fixture
def city(flask):
    for kind in ("producers", "products"):
        assert flask("imports", kind, SAMPLES / f"{kind}.csv").exit_code == 0


@pytest.fixture
def shop(session):
    partner = make_partner(session, name="Swalayan Contoh")
    return partner.id, session.get(Organisation, partner.id).public_id


@pytest.fixture
def read(flask, shop):
    def read(file, period, *words):
        done = flask("imports", "purchases", file, "--partner", shop[1], "--period", period, "--json", *words)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return read


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_a_dry_run_says_all_that_was_written_down_about_the_samples(session, city, read):
    for name, (period, *_) in REGISTERS.items():
        expected, found = EXPECTED[name], read(SAMPLES / name, period)
        assert {figure: found[figure] for figure in FIGURES} == {
            figure: expected[figure] for figure in FIGURES
        }
        assert (found["period"], found["committed"]) == (period, 0)
        assert [(bad["ref"], bad["reason"]) for bad in found["bad"]] == [
            (bad["ref"], bad["reason"]) for bad in expected["bad"]
        ]
        assert all(bad["note"] for bad in found["bad"])
        makers = [
            row for row in found["rows"] if row["supplier"].startswith("P0") or row["supplier"] == "P10"
        ]
        assert makers == [
            {one: row[one] for one in SHOWN} for row in expected["rows"] if row["supplier"].startswith("P")
        ]
    assert count(session, Purchase) == 0


def test_committed_and_declared_the_shop_has_its_figures_and_a_rerun_adds_nothing(session, city, read, shop):
    written = {name: read(SAMPLES / name, period, "--commit", "--declare")["committed"]
               for name, (period, *_) in REGISTERS.items()}  # fmt: skip
    assert written == {name: good for name, (_, _, _, good) in REGISTERS.items()}
    before = count(session, PurchaseLine), count(session, SpendDeclaration)
    for name, (period, *_) in REGISTERS.items():
        assert read(SAMPLES / name, period, "--commit", "--declare")["committed"] == 0
    assert (count(session, PurchaseLine), count(session, SpendDeclaration)) == before == (275, 3)
    for period, local, total, _ in REGISTERS.values():
        bought = lines_of(session, MonthSpan.parse(period))[shop[0]]
        assert sum(line.net for line in bought if line.local) == local
        assert [one.rupiah for one in totals_of(session, MonthSpan.parse(period))[shop[0]]] == [total]


def test_a_committed_register_is_undone_whole_and_can_come_again(session, flask, city, read, shop):
    assert read(JULY, "2026-07", "--commit")["committed"] == 130
    session.rollback()
    batch = session.scalars(select(ImportBatch.public_id).filter_by(kind=BatchKind.PURCHASES)).one()
    done = flask("imports", "undo", batch, "--reason", "Berkas bulan lain")
    assert (done.exit_code, done.stdout) == (0, f"import {batch} undone\n")
    session.rollback()
    assert lines_of(session, MonthSpan.parse("2026-07")) == {}
    assert flask("imports", "undo", batch, "--reason", "Lagi").exit_code == 1
    assert read(JULY, "2026-07", "--commit")["committed"] == 130


def test_the_office_declares_for_the_shop_and_signs_so(session, city, read, shop):
    read(JULY, "2026-07", "--commit", "--declare")
    assert count(session, SpendDeclaration) == 1
    office = session.get(Organisation, 1).name
    assert session.scalars(select(SpendDeclaration.signer)).one() == f"{office} atas nama Swalayan Contoh"


def test_what_is_in_question_is_not_declared_and_nothing_is_written(session, city, flask, shop, tmp_path):
    file = tmp_path / "juli.csv"
    head = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Jumlah"
    rows = ["02/07/2026;F1;Grosir;Abon;1;PCS;10.000;10.000", "31/06/2026;F2;Grosir;Abon;1;PCS;10.000;10.000"]
    file.write_text("\n".join([head, *rows]))
    words = ("imports", "purchases", file, "--partner", shop[1], "--period", "2026-07", "--commit")
    done = flask(*words, "--declare")
    assert (done.exit_code, count(session, Purchase)) == (1, 0)
    assert "1 baris ditolak (Rp10.000 terbaca" in done.stderr
    assert flask(*words).exit_code == 0


def test_lists_tell_what_they_wrote_and_what_they_passed_over(session, flask, city):
    again = flask("imports", "producers", SAMPLES / "producers.csv")
    assert again.stdout == "0 producers written, 10 known already, 0 skipped, 0 bad\n"
    products = flask("imports", "products", SAMPLES / "products.csv")
    assert products.stdout.splitlines()[0] == "0 products written, 22 known already, 8 skipped, 0 bad"
    assert "skipped 23: Produsen N01 tidak ada dalam daftar kota." in products.stdout
    assert count(session, Producer) == 10


def test_without_json_people_read_figures_and_reasons(flask, city, shop):
    done = flask("imports", "purchases", JULY, "--partner", shop[1], "--period", "2026-07")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].endswith("2026-07: 130 good (4 of them returns), 10 bad, 3 skipped")
    assert lines[1] == "Rp100.818.850 without VAT, Rp32.958.885 of it from local makers"
    assert any(line.startswith("bad 9: “31/06/2026” bukan tanggal") for line in lines)
    assert lines[-1] == "A dry run: nothing is written."


def test_bad_rows_come_back_as_a_file_that_can_be_mended(read, city, tmp_path):
    read(JULY, "2026-07", "--bad-rows", tmp_path / "tolak.xlsx")
    again = read(tmp_path / "tolak.xlsx", "2026-07")
    assert again["good_rows"] + again["bad_rows"] == 10


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["purchases", JULY, "--period", "2026-07"], 2),
        (["purchases", JULY, "--partner", "siapa", "--period", "2026-07"], 1),
        (["purchases", JULY, "--partner", "SHOP", "--period", "juli"], 2),
        (["purchases", JULY, "--partner", "SHOP", "--period", "2026-07", "--mapping", "tebak"], 2),
        (["purchases", JULY, "--partner", "SHOP", "--period", "2026-07", "--declare"], 2),
        (["purchases", "hilang.csv", "--partner", "SHOP", "--period", "2026-07"], 1),
        (["purchases", SAMPLES / "README.md", "--partner", "SHOP", "--period", "2026-07"], 1),
        (["producers", SAMPLES / "products.csv"], 1),
        (["producers", SAMPLES / "producers.csv", "--since", "kemarin"], 2),
    ],
)
def test_what_fails_says_so_in_a_line_and_writes_nothing(session, flask, shop, words, status):
    done = flask("imports", *(shop[1] if word == "SHOP" else word for word in words))
    assert (done.exit_code, done.stdout) == (status, "")
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    if status == 1:
        assert len(done.stderr.splitlines()) == 1
    assert count(session, Purchase) == count(session, Producer) == 0


REGISTER_SHAPES = SAMPLES.parent / "registers"
DOZENS = REGISTER_SHAPES / "dozens-without-a-total.csv"


def test_a_dry_run_has_the_questions_of_the_file_with_what_each_answer_comes_to(session, city, read):
    found = read(DOZENS, "2026-07")
    (question,) = found["questions"]
    assert (question["key"], found["batch"], found["committed"]) == ("price", None, 0)
    assert question["choices"] == [
        {"value": "piece", "month_total": 3_324_000, "agrees": None},
        {"value": "pack", "month_total": 684_000, "agrees": None},
    ]
    assert question["about"].endswith("?")


def test_nothing_is_written_while_a_question_is_open(session, city, flask, shop):
    done = flask("imports", "purchases", DOZENS, "--partner", shop[1], "--period", "2026-07", "--commit")
    assert done.exit_code == 1
    assert "--answer price=piece or price=pack" in done.stderr
    assert "question price: 1 baris" in done.stdout
    kinds = session.scalars(select(ImportBatch.kind)).all()
    assert (count(session, Purchase), "purchases" in kinds) == (0, False)


def test_an_answered_file_is_written_as_answered_and_its_batch_keeps_the_answer(session, city, read):
    found = read(DOZENS, "2026-07", "--answer", "price=pack", "--commit")
    assert (found["questions"], found["committed"], found["net_total_idr"]) == ([], 2, 684_000)
    session.rollback()
    batch = session.scalar(select(ImportBatch).filter_by(public_id=found["batch"]))
    assert batch.answers == {"price": "pack"}


def test_an_unknown_column_is_a_question_and_is_answered_by_its_heading(session, city, read):
    file = REGISTER_SHAPES / "unknown-price-heading.csv"
    (question,) = read(file, "2026-07")["questions"]
    totals = {choice["value"]: choice["month_total"] for choice in question["choices"]}
    assert (question["key"], question["number"], totals["price"]) == ("column:modal", False, 555_000)
    found = read(file, "2026-07", "--answer", "column:Modal=price", "--commit")
    assert (found["questions"], found["committed"], found["net_total_idr"]) == ([], 2, 555_000)
    again = read(file, "2026-07")  # of the same shop
    assert (again["questions"], again["net_total_idr"]) == ([], 555_000)
    assert "REMEMBERED" in [note["code"] for note in again["notes"]]


def test_a_column_that_nothing_asks_about_can_be_explained_too(city, read):
    found = read(DOZENS, "2026-07", "--answer", "column:No Faktur=unused", "--answer", "price=pack")
    assert (found["questions"], found["net_total_idr"]) == ([], 684_000)


@pytest.mark.parametrize(
    ("answer", "possible"),
    [
        ("column:Qty=weather", "column:qty=number"),
        ("column:Cuaca=price", "asks dates, price, vat"),
        ("price=both", "price=piece or price=pack"),
        ("shop=Toko A", "asks dates, price, vat"),
        ("colour=red", "vat, price, numbers"),
        ("price", "KEY=VALUE"),
    ],
)
def test_an_answer_that_is_none_is_bad_usage_and_told_what_is_possible(city, flask, shop, answer, possible):
    done = flask(
        "imports", "purchases", DOZENS, "--partner", shop[1], "--period", "2026-07", "--answer", answer
    )
    assert (done.exit_code, done.stdout) == (2, "")
    assert possible in done.stderr


def test_notes_about_the_whole_file_are_warnings_of_its_heading(city, read):
    found = read(REGISTER_SHAPES / "thousands-in-heading.csv", "2026-07")
    assert {"ref": 0, "code": "SCALED"}.items() <= found["warnings"][-1].items()
    assert found["notes"][0]["code"] == "VAT_SILENT"
