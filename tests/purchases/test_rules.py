"""What the database refuses of the ledger, whoever speaks to it."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.quantity import Quantity
from marketplace.purchases.declarations import declare_spend
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner

COLUMNS = (
    "source, source_ref, partner_id, producer_id, seller_text, bought_on, recognition, one_sided, recorded_at"
)


def declaration(values):
    return (
        "INSERT INTO spend_declarations (public_id, partner_id, month, by_category, signer, submitted_at, revision,"
        f" total, waits, withdrawn, reason) SELECT 'x', partner_id, month, '{{}}', signer, submitted_at, {values}"
        " FROM spend_declarations"
    )


@pytest.fixture
def ledger(session, work):
    shop, maker = make_partner(session), make_maker(session)
    line = NewLine(
        text="Abon", quantity=Quantity.of(2), unit="PCS", unit_price=Rupiah(25_000), net=Rupiah(50_000)
    )
    with work() as uow:
        record_purchase(
            uow,
            NewPurchase(
                source=Source.MANUAL,
                source_ref="1",
                partner_id=shop.id,
                producer_id=maker.id,
                bought_on=date(2026, 11, 2),
                lines=[line],
            ),
        )
        declare_spend(uow, shop.id, Month(2026, 10), total=Rupiah(1_000_000), signer="Contoh")
    return session


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE purchases SET bought_on = '2026-10-01'",
        "DELETE FROM purchases",
        "UPDATE purchase_lines SET net = 1",
        "DELETE FROM purchase_lines",
        "UPDATE spend_declarations SET total = 1",
        "DELETE FROM spend_declarations",
        f"INSERT INTO purchases (public_id, {COLUMNS}) SELECT 'x', {COLUMNS} FROM purchases",
        f"INSERT INTO purchases (public_id, {COLUMNS}) SELECT 'x', source, '2', partner_id, partner_id, seller_text,"
        " bought_on, recognition, one_sided, recorded_at FROM purchases",
        f"INSERT INTO purchases (public_id, {COLUMNS}) SELECT 'x', source, '2', partner_id, NULL, '',"
        " bought_on, recognition, one_sided, recorded_at FROM purchases",
        "INSERT INTO purchase_lines (purchase_id, text, quantity_milli, unit, unit_price, net, tax)"
        " SELECT id, 'x', 0, 'PCS', 1, 1, 0 FROM purchases",
        declaration("revision, total, false, false, ''"),
        declaration("2, -1, false, false, ''"),
        declaration("2, 5, true, false, ''"),  # lowered for no reason
        declaration("2, 0, false, true, ''"),  # withdrawn for no reason
        declaration("2, 5, false, true, 'salah'"),  # withdrawn, and yet a total
        declaration("2, 0, true, true, 'salah'"),  # withdrawn, and yet to be decided
    ],
)
def test_the_database_refuses(ledger, statement):
    with pytest.raises(IntegrityError):
        ledger.execute(text(statement))
