"""`flask uptake rebuild`: the same figures again, and what differs by name."""

import pytest
from sqlalchemy import text

from marketplace.accounts.models import Organisation
from marketplace.adapters.database import database
from marketplace.cli.doctor import Ill, stored_figures
from marketplace.uptake.models import Uptake
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase


def test_figures_are_rebuilt_and_what_was_changed_behind_our_back_is_named(app):
    run = app.test_cli_runner().invoke
    with app.app_context():
        session = database.session
        shop = make_partner(session, mou=False)
        make_purchase(session, shop, make_maker(session), 10, 20)
        code = session.get(Organisation, shop.id).public_id
    built = run(args=["uptake", "rebuild"])
    assert built.exit_code == 0, built.output
    assert "months stored" in built.output
    right = run(args=["uptake", "rebuild", "--check"])
    assert (right.exit_code, "each as the ledger says" in right.output) == (0, True)

    with app.app_context():
        database.session.query(Uptake).update({"net": 31})
        database.session.commit()
    wrong = run(args=["uptake", "rebuild", "--check"])
    assert wrong.exit_code == 1
    assert f"✗ 2026-08 {code}: stored 31 rupiah of 2 lines" in wrong.output
    assert "the ledger says 30 rupiah of 2 lines" in wrong.output

    run(args=["uptake", "rebuild"])
    assert run(args=["uptake", "rebuild", "--check"]).exit_code == 0


def test_a_forged_row_that_would_change_the_pages_is_named(app):
    """Put in by whoever holds the database: no purchase is behind it, and no mark tells of it."""
    run = app.test_cli_runner().invoke
    with app.app_context():
        session = database.session
        shop = make_partner(session, mou=False)
        make_purchase(session, shop, make_maker(session), 10)
        code = session.get(Organisation, shop.id).public_id
    assert run(args=["uptake", "rebuild"]).exit_code == 0
    with app.app_context():
        names = [column.name for column in Uptake.__table__.columns if column.name not in ("number", "net")]
        columns = ", ".join(names)
        forged = (
            f"INSERT INTO uptake (number, net, {columns}) SELECT number + 1, 5000000, {columns} FROM uptake"
        )
        database.session.execute(text(forged))
        database.session.commit()
        with pytest.raises(Ill, match=f"2026-08 of {code}"):
            stored_figures()
    checked = run(args=["uptake", "rebuild", "--check"])
    assert checked.exit_code == 1
    assert f"✗ 2026-08 {code}: stored 5000000 rupiah of 1 lines" in checked.output
