import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from marketplace.accounts.models import User
from marketplace.adapters.sealing import FernetSealer
from marketplace.cli.doctor import CHECKS
from marketplace.db.demo_mark import mark_as_demo
from marketplace.db.outbox import Outbox
from marketplace.files.models import Attachment, AttachmentKind
from marketplace.inventory.models import StockItem
from marketplace.kernel import clock
from marketplace.uptake.refreshing import refresh_month
from tests.factories.catalog import make_draft
from tests.factories.months import AUGUST
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.producers import make_producer
from tests.factories.purchases import make_purchase


@pytest.fixture
def flask(whole_app):
    runner = whole_app.test_cli_runner()
    return lambda *words: runner.invoke(args=list(words))


@pytest.fixture
def report(flask):
    """What the doctor says of each check."""
    return lambda: {one["check"]: one for one in json.loads(flask("doctor", "--json").stdout)}


def test_a_new_program_is_well_once_its_index_is_built(flask, whole_app):
    whole_app.extensions["tools"].search.rebuild([])
    done = flask("doctor")

    assert done.exit_code == 0, done.output
    assert [line[0] for line in done.stdout.splitlines()] == ["✓"] * len(CHECKS)


def test_every_check_is_a_line_of_json(report):
    found = report()
    assert set(found) == set(CHECKS)
    assert found["migrations"]["well"]
    assert found["storage"]["well"]


def test_what_was_given_up_is_told_for_a_week(report, session):
    now = clock.now()
    for job, ago in (("send_mail", 1), ("send_mail", 2), ("index_products", 3), ("send_mail", 8)):
        gone = now - timedelta(days=ago)
        session.add(Outbox(job=job, payload={}, written_at=gone, given_up_at=gone))
    session.commit()

    outbox = report()["outbox"]
    assert (outbox["well"], outbox["says"]) == (
        False,
        "given up in the last 7 days: index_products 1, send_mail 2; the worker's log says why",
    )


def test_second_factors_in_clear_are_told_until_they_are_sealed(flask, report, unit, people):
    with unit() as uow:
        uow.get(User, people["tini"]).totp_secret = "JBSWY3DPEHPK3PXP"
    found = report()["second factors"]
    assert (found["well"], found["says"][:17]) == (False, "1 stand in clear:")

    assert flask("jobs", "run", "seal_second_factors").exit_code == 0
    assert report()["second factors"]["well"]


def test_a_sealing_key_that_opens_no_second_factor_is_told(report, people, whole_app, tmp_path):
    assert report()["second factors"]["well"]
    tools = whole_app.extensions["tools"]
    whole_app.extensions["tools"] = replace(tools, sealer=FernetSealer(tmp_path / "another"))
    assert "another key" in report()["second factors"]["says"]


def test_an_older_database_is_told_how_to_catch_up(flask, report, engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    assert flask("doctor").exit_code == 1
    assert report()["migrations"]["says"].endswith("run flask db upgrade")


def test_a_database_without_migrations_is_at_nothing(report, engine):
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))

    assert "stands at nothing" in report()["migrations"]["says"]


@pytest.fixture
def production(whole_app):
    ours = whole_app.extensions["settings"]
    return lambda: whole_app.extensions.update(settings=ours.model_copy(update={"env": "production"}))


def test_what_others_can_open_is_told_and_a_fault_in_production(report, production, tmp_path):
    tmp_path.chmod(0o755)
    assert report()["privacy"]["well"]
    assert (
        f"would not do in production: Others may open what is ours alone; mend it with: chmod go-rwx {tmp_path}"
        in (report()["privacy"]["says"])
    )
    production()
    assert not report()["privacy"]["well"]


def test_a_demo_is_told_and_a_fault_in_production(report, production, session):
    assert report()["demo"]["says"] == "the database is none"
    mark_as_demo(session)
    session.commit()
    assert report()["demo"]["well"]
    assert report()["demo"]["says"].startswith("would not do in production: The database is a demo for good")
    production()
    assert not report()["demo"]["well"]


def test_a_key_that_is_none_is_a_fault_anywhere(report, tmp_path):
    (tmp_path / "sealing-key").write_text("words")
    assert report()["keys"] == {
        "check": "keys",
        "well": False,
        "says": f"MB2_SEALING_KEY_FILE: {tmp_path / 'sealing-key'} does not hold 64 bytes as hexadecimal text.",
    }


def keep(session, maker, kind, sealer):
    """A number of a maker's own record; an account is a row that never changes, and the newest is tried."""
    sealed = sealer.seal("1872014503890001")
    if kind != "account":
        setattr(maker, f"{kind}_sealed", sealed)
    else:
        row = {"producer_id": maker.id, "sealed": sealed}
        session.execute(
            text(
                "INSERT INTO producer_accounts (producer_id, bank_name, bank_holder, account_sealed, account_mark,"
                " ending) VALUES (:producer_id, 'BRI', 'Tini', :sealed, 'x', '')"
            ),
            row,
        )
    session.commit()


@pytest.mark.parametrize("kind", ["nik", "npwp", "account"])
def test_what_was_sealed_with_another_key_or_a_lost_one_is_told(report, session, whole_app, tmp_path, kind):
    file, sealer = tmp_path / "sealing-key", whole_app.extensions["tools"].sealer
    maker = make_producer(session)
    keep(session, maker, kind, sealer)
    assert report()["sealed numbers"]["says"] == "the key opens them"

    keep(session, maker, kind, FernetSealer(tmp_path / "other"))
    assert not report()["sealed numbers"]["well"]
    assert report()["sealed numbers"]["says"].startswith(f"MB2_SEALING_KEY_FILE: {file} is not the key that")

    file.unlink()
    assert not report()["sealed numbers"]["well"]
    assert report()["sealed numbers"]["says"].startswith(f"MB2_SEALING_KEY_FILE: {file} is not there, and")
    assert not file.exists()


def lay_down(session, on_hand):
    """On the shelf without a movement."""
    session.add(StockItem(variant_id=make_goods(session).id, on_hand=on_hand))
    session.commit()


def test_a_sum_that_does_not_agree_is_named_and_fails(flask, report, session):
    lay_down(session, 7)
    found = report()["stock and movements"]

    assert not found["well"]
    assert "says 7, its movements say 0" in found["says"]
    done = flask("doctor")
    assert done.exit_code == 1
    assert done.stderr == "Error: not well: stock and movements\n"


def test_many_disagreements_are_counted_not_listed(report, session):
    for _ in range(7):
        lay_down(session, 7)

    assert report()["stock and movements"]["says"].endswith("and 2 more")


def test_a_check_that_breaks_leaves_the_others_asked(report, monkeypatch):
    def broken():
        raise RuntimeError("the disk\nis gone")

    monkeypatch.setitem(CHECKS, "storage", broken)
    found = report()
    assert found["storage"] == {"check": "storage", "well": False, "says": "the disk is gone"}
    assert found["journal"]["well"]


def test_the_index_is_built_anew_from_what_is_listed(flask, session, whole_app):
    make_goods(session, name="Keripik Pisang")
    make_draft(session)

    assert flask("search", "rebuild").stdout == "1 products in the index\n"
    assert len(whole_app.extensions["tools"].search.find("keripik").ids) == 1


def test_deep_down_it_names_figures_that_are_not_the_ledgers_and_files_of_other_bytes(
    flask, session, whole_app, unit
):
    partner = make_partner(session)
    make_purchase(session, partner, make_maker(session), 7_000)
    with unit() as uow:
        refresh_month(uow, AUGUST, whole=True)
    session.execute(text("UPDATE uptake SET net = 70000"))
    storage = whole_app.extensions["tools"].storage
    whole, changed = (
        make_attachment(session, hashlib.sha256(content).hexdigest()) for content in (b"nota", b"surat")
    )
    storage.put(whole.sha256, b"nota")
    storage.put(changed.sha256, b"surat lain")
    session.commit()

    found = {one["check"]: one for one in json.loads(flask("doctor", "--deep", "--json").stdout)}
    assert "differ from the ledger: 2026-08" in found["stored figures"]["says"]
    assert found["files"]["says"] == f"gone, or of other bytes than were uploaded: {changed.public_id}"


def make_attachment(session, sha256):
    file = Attachment(
        organisation_id=1,
        kind=AttachmentKind.EVIDENCE,
        name="nota.pdf",
        media_type="application/pdf",
        size=4,
        sha256=sha256,
        uploaded_by=None,
        uploaded_at=clock.now(),
    )
    session.add(file)
    session.commit()
    return file
