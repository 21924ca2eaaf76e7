import csv
import io
from datetime import date

import pytest

from marketplace.accounts.models import Organisation
from marketplace.billing.models import PaidBy, PaymentNotice
from marketplace.billing.queries import left_of
from marketplace.billing.services import confirm_received, deny_payment
from marketplace.kernel import clock
from marketplace.kernel.money import Rupiah
from marketplace.kernel.roles import OWNER, PRODUCER, STAFF
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.files.pictures import jpeg

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def producer(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session), name="Gerai Pasar")


@pytest.fixture
def shop(as_seat, outlet):
    return as_seat(OWNER, at=outlet.partner_id)


@pytest.fixture
def due(session, producer, outlet):
    return make_due(session, maker=producer, outlet=outlet, due_on=date(2026, 11, 27))


@pytest.fixture
def address(due):
    return f"/partner/money/dues/{due.public_id}"


def fields(**given):
    return {"amount": "100.000", "paid_on": "2026-11-24", "paid_by": "transfer"} | given


def notices(session):
    session.rollback()
    return session.query(PaymentNotice).order_by(PaymentNotice.id).all()


class TestWhatIsOwed:
    def test_it_stands_under_overdue_this_week_and_later(self, session, shop, due, producer, outlet):
        for amount, day in ((20_000, date(2026, 11, 1)), (30_000, date(2026, 12, 8)), (-4_000, TODAY)):
            make_due(session, amount, maker=producer, outlet=outlet, due_on=day)
        page = shop.open("/partner/money").text

        parts = [
            page.index(part)
            for part in (">Lewat jatuh tempo</h2>", ">Jatuh tempo minggu ini</h2>", ">Nanti</h2>")
        ]
        assert parts == sorted(parts)
        assert "Lewat 23 hari" in page and "Retur yang belum dipotong" in page
        assert "Minggu, 29 Nov 2026" in page

    def test_one_maker_is_picked_out_and_handed_out_so(self, session, shop, due, outlet):
        make_due(session, 7_000, maker=make_maker(session, name="Abon Pak Slamet"), outlet=outlet)
        page = shop.open("/partner/money").text
        code = page.partition(">Keripik Bu Tini</option>")[0].rpartition('value="')[2].strip('">')

        page = shop.open(f"/partner/money?maker={code}").text
        assert "Abon Pak Slamet</a>" not in page
        text = shop.open(f"/partner/money.csv?maker={code}").data.decode("utf-8-sig")
        assert [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:] == [
            "Keripik Bu Tini",
            "Jumlah",
        ]
        assert shop.open("/partner/money.xlsx").status_code == 200
        assert "Tidak ada yang cocok" in shop.open("/partner/money?maker=k3m9p2q7r4s8").text

    def test_nothing_is_owed(self, shop):
        assert "Tidak ada tagihan" in shop.open("/partner/money").text

    def test_what_others_owe_is_not_there(self, session, shop, due, address):
        other = f"/partner/money/dues/{make_due(session).public_id}"

        assert shop.open(other).status_code == 404
        assert shop.send(other, fields(), page=address).status_code == 404
        assert shop.send(f"{other}/returned", page=address).status_code == 404
        for way in (shop.open, lambda path: shop.send(path, fields(), page=address)):
            assert way("/partner/money/makers/k3m9p2q7r4s8").status_code == 404
        assert notices(session) == []

    def test_it_takes_as_many_statements_for_many_dues(
        self, session, shop, due, producer, outlet, statements
    ):
        once = statements(lambda: shop.open("/partner/money"))
        for _ in range(6):
            make_due(session, maker=producer, outlet=outlet)
        assert statements(lambda: shop.open("/partner/money")) == once


class TestSayingPaid:
    def test_it_is_said_with_a_proof_that_the_maker_sees(
        self, session, shop, as_seat, producer, due, address
    ):
        maker, stranger = (as_seat(STAFF, at=one.id) for one in (producer, make_maker(session)))
        assert 'value="100.000"' in shop.open(address).text
        proof = (io.BytesIO(jpeg()), "bukti.jpg")
        assert shop.send(address, fields(proof=proof, note="Bank Lampung")).location == address

        page = shop.open(address).text
        assert "Menunggu Keripik Bu Tini membenarkan Rp100.000" in page
        assert 'name="amount"' not in page  # nothing is left to say
        file = page.partition('href="/files/')[2].partition('"')[0]
        assert f"/files/{file}" in maker.open(f"/producer/money/dues/{due.public_id}").text
        assert maker.open(f"/files/{file}").status_code == 200
        assert stranger.open(f"/files/{file}").status_code == 404
        assert left_of(session, [due.id]) == {due.id: 100_000}  # the payee confirms, not the payer

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"amount": "100.001"}, "Rp100.000"),
            ({"amount": ""}, "wajib diisi"),
            ({"paid_on": "2026-11-25"}, "paling akhir"),
            ({"proof": "bukti.jpg"}, "bukan foto"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_is_written(self, session, shop, due, address, given, says):
        if "proof" in given:  # a file that only its name calls a photo
            given = {"proof": (io.BytesIO(b"MZ\x90"), given["proof"])}
        answer = shop.send(address, fields(**given))

        assert answer.status_code == 422
        assert says in answer.text
        assert notices(session) == []

    def test_several_of_one_maker_are_said_at_once_with_one_proof(
        self, session, shop, due, producer, outlet, address
    ):
        more = make_due(session, 40_000, maker=producer, outlet=outlet)
        shop.send(address, fields(amount="60.000"))
        index = shop.open("/partner/money").text
        path = "/partner/money/makers/" + index.partition("/partner/money/makers/")[2].partition('"')[0]
        page = shop.open(path).text
        assert "Rp80.000" in page  # what nobody said yet

        answer = shop.send(path, {"paid_on": "2026-11-24", "paid_by": "cash", "dues": []})
        assert (answer.status_code, notices(session)[0].amount) == (422, 60_000)
        chosen = [due.public_id, more.public_id]
        proof = (io.BytesIO(jpeg()), "bukti.jpg")
        shop.send(path, {"paid_on": "2026-11-24", "paid_by": "cash", "dues": chosen, "proof": proof})

        first, second, third = notices(session)
        assert {second.amount, third.amount} == {40_000}
        assert second.proof_id == third.proof_id is not None and first.proof_id is None
        assert shop.open(path).status_code == 404

    def test_what_the_maker_answers_is_read_here(self, session, shop, work, due, address):
        shop.send(address, fields(amount="60.000"))
        with work(OWNER, at=due.payee_id, kind=PRODUCER) as uow:
            deny_payment(uow, due.id, words="Belum masuk")
        assert "“Belum masuk”" in shop.open(address).text
        shop.send(address, fields(amount="100.000"))
        with work(OWNER, at=due.payee_id, kind=PRODUCER) as uow:
            confirm_received(
                uow, due.id, received=Rupiah(100_000), received_on=TODAY, paid_by=PaidBy.TRANSFER
            )

        page = shop.open(address).text
        assert "Dibenarkan, Rp100.000 diterima" in page and "Lunas" in page
        assert "Keripik Bu Tini" in shop.open("/partner/money/history").text
        assert "100000" in shop.open("/partner/money/history.csv").text


def test_a_return_paid_back_in_cash_is_confirmed_by_the_shop(session, shop, producer, outlet):
    returned = make_due(session, -30_000, maker=producer, outlet=outlet)
    address = f"/partner/money/dues/{returned.public_id}"
    assert "Uang retur sudah kami terima tunai" in shop.open(address).text

    shop.send(f"{address}/returned", page=address)

    session.rollback()
    assert left_of(session, [returned.id]) == {returned.id: 0}
    assert shop.send(f"{address}/returned", page="/partner/orders").status_code in (409, 422)


class TestTasks:
    def test_home_tells_what_is_due_this_week_until_it_is_said_paid(self, shop, due, address):
        home = shop.open("/partner/").text
        assert "Rp100.000 jatuh tempo minggu ini" in home and "Kepada Keripik Bu Tini." in home

        shop.send(address, fields())
        assert "jatuh tempo minggu ini" not in shop.open("/partner/").text

    def test_what_is_only_late_of_one_maker_leads_to_it(self, session, shop, producer, outlet):
        for amount, day in ((20_000, 20), (5_000, 23)):
            make_due(session, amount, maker=producer, outlet=outlet, due_on=date(2026, 11, day))

        home = shop.open("/partner/").text

        assert "Rp25.000 lewat jatuh tempo" in home and "Kepada Keripik Bu Tini." in home
        assert "minggu ini" not in home
        code = session.get_one(Organisation, producer.id).public_id
        assert f'href="/partner/money/makers/{code}"' in home

    def test_late_of_one_and_soon_of_another_is_one_card_that_leads_to_the_list(
        self, session, shop, due, outlet
    ):
        other = make_maker(session, name="Kopi Pak Man")
        make_due(session, 7_000, maker=other, outlet=outlet, due_on=date(2026, 11, 20))

        home = shop.open("/partner/").text

        assert "Rp7.000 lewat jatuh tempo" in home
        assert "Kepada Kopi Pak Man. Rp100.000 lagi jatuh tempo minggu ini." in home
        assert home.count("jatuh tempo") == 2
        assert 'href="/partner/money"' in home and 'href="/partner/money/makers/' not in home

    def test_what_is_due_later_waits_for_nobody(self, session, shop, producer, outlet):
        make_due(session, maker=producer, outlet=outlet, due_on=date(2026, 11, 30))
        assert "jatuh tempo" not in shop.open("/partner/").text

    def test_what_is_overdue_of_several_makers_leads_to_the_list(self, session, shop, outlet):
        for _ in range(3):
            make_due(session, 10_000, outlet=outlet, due_on=date(2026, 11, 23))
        home = shop.open("/partner/").text
        assert "Rp30.000 lewat jatuh tempo" in home and "dan 2 pembuat lain" in home
        assert 'href="/partner/money"' in home
