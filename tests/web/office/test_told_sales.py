"""An officer decides on a sale that the shop denied, from the list of all that is disputed."""

import pytest

from marketplace.kernel.roles import AUDITOR, OFFICER
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.told import SaleDecision
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import make_purchase
from tests.factories.telling import make_figure, make_sale

LIST = "/office/claims"


@pytest.fixture
def sale(session):
    shop = make_partner(session, name="Toko Berkah")
    return make_sale(session, make_maker(session), make_outlet(session, shop), denied="Tidak datang")


def page(sale):
    return f"{LIST}/sales/{sale.public_id}"


def test_it_is_decided_with_a_reason_from_the_home(session, as_seat, sale):
    officer = as_seat(OFFICER)
    assert "1 pembelian dan penjualan dibantah" in officer.open("/office/").text
    assert page(sale) in officer.open(LIST).text
    assert "Tidak datang" in officer.open(page(sale)).text
    assert officer.send(page(sale), {"ruling": "counted"}).status_code == 422

    sent = officer.send(page(sale), {"ruling": "counted", "reason": "Nota bertanda tangan"})
    assert sent.location == LIST
    session.rollback()
    assert session.get(SaleDecision, sale.id).purchase_id
    assert page(sale) not in officer.open(LIST).text
    assert page(sale) in officer.open(f"{LIST}?show=all").text
    assert "Nota bertanda tangan" in officer.open(page(sale)).text


def test_an_auditor_reads_it_and_decides_nothing(session, as_seat, sale):
    auditor = as_seat(AUDITOR)
    assert "Simpan keputusan" not in auditor.open(page(sale)).text
    sent = auditor.send_blindly(page(sale), {"ruling": "counted", "reason": "x"})
    assert sent.status_code in (400, 403)
    session.rollback()
    assert session.get(SaleDecision, sale.id) is None


def test_the_makers_figure_is_offered_where_there_is_one(session, as_seat):
    shop, officer = make_partner(session), as_seat(OFFICER)
    plain = make_purchase(session, shop, make_maker(session), answer=Answer.DISPUTED)
    other = make_purchase(session, shop, make_maker(session), answer=Answer.DISPUTED)
    make_figure(session, other)
    assert "Angka pembuat yang dihitung" not in officer.open(f"{LIST}/{plain.public_id}").text
    shown = officer.open(f"{LIST}/{other.public_id}").text
    assert all(word in shown for word in ("Angka pembuat yang dihitung", "Rp60.000", "Rp100.000"))
    fields = {"ruling": "makers", "reason": "Nota pembuat jelas"}
    where = f"{LIST}/{plain.public_id}/decide"
    assert officer.send(where, fields, page=f"{LIST}/{plain.public_id}").status_code == 422
    where = f"{LIST}/{other.public_id}/decide"
    assert officer.send(where, fields, page=f"{LIST}/{other.public_id}").location == LIST
