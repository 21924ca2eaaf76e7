from datetime import date

import pytest

from marketplace.kernel.roles import OFFICER, OWNER, STAFF, SYSADMIN
from marketplace.ordering.models.papers import Print
from marketplace.ordering.states import CONFIRMED, PREPARED, PaperKind
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.papers import make_paper, pages_of, width_of
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def producer(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def order(session, producer):
    outlet = make_outlet(session, make_partner(session, name="Toko Rukun"), name="Gerai Pasar")
    order = make_order(
        session,
        variant=make_goods(session, maker=producer),
        outlet=outlet,
        state=CONFIRMED,
        needed_on=date(2026, 11, 27),
    )
    make_paper(session, order, PaperKind.ORDER, order.number)
    return order


@pytest.fixture
def handover(session, order):
    handover = make_handover(session, order=order, brought=4)
    make_paper(session, handover, PaperKind.DELIVERY, handover.number)
    return handover


@pytest.fixture
def maker(as_seat, producer):
    return as_seat(STAFF, at=producer.id)


@pytest.fixture
def shop(as_seat, order):
    return as_seat(OWNER, at=order.partner_id)


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def count(session):
    session.rollback()
    return session.query(Print).count()


class TestPapers:
    @pytest.mark.parametrize("size, width", [("a4", 210), ("roll", 80)])
    def test_the_first_print_is_the_original_and_then_come_copies(self, maker, handover, size, width):
        page = f"/producer/handovers/{handover.public_id}/prints"
        assert "Belum dicetak" in maker.open(page).text

        first, second = (maker.send(f"{page}/SJ.pdf", {"size": size}, page=page) for _ in range(2))

        assert first.mimetype == "application/pdf"
        assert first.headers["Content-Disposition"].endswith(f"{handover.number.replace('/', '-')}.pdf")
        assert first.headers["Cache-Control"] == "private, no-store"
        assert "ASLI" in pages_of(first.data)[0] and "dicetak" in pages_of(first.data)[0]
        assert "SALINAN ke-1" in pages_of(second.data)[0]
        assert width_of(first.data) == width
        assert "Sudah dicetak 2 kali" in maker.open(page).text

    def test_a_preview_is_marked_and_writes_nothing(self, session, maker, handover):
        page = f"/producer/handovers/{handover.public_id}/prints"
        answer = maker.open(f"{page}/SJ.pdf?size=roll")

        assert answer.headers["Content-Disposition"].startswith("inline")
        assert "PRATINJAU" in pages_of(answer.data)[0] and "belum dicetak" in pages_of(answer.data)[0]
        assert count(session) == 0

    def test_each_side_has_its_original_and_officials_only_copies(self, maker, shop, officer, handover):
        pages = []
        for door, person in (("producer", maker), ("partner", shop), ("office", officer)):
            page = f"/{door}/handovers/{handover.public_id}/prints"
            pages += pages_of(person.send(f"{page}/SJ.pdf", page=page).data)

        assert ["ASLI" in one for one in pages] == [True, True, False]
        assert "SALINAN ke-1 untuk Dinas" in pages[2]
        assert all("Toko Rukun" in one and "Keripik Bu Tini" in one for one in pages)

    def test_an_order_is_printed_from_its_page(self, maker, shop, order):
        for door, person in (("producer", maker), ("partner", shop)):
            page = f"/{door}/orders/{order.public_id}/prints"
            assert page in person.open(f"/{door}/orders/{order.public_id}").text
            (pages,) = pages_of(person.send(f"{page}/PO.pdf", page=page).data)
            assert order.number in pages and "Rp100.000" in pages and "Pemesan" in pages

    def test_a_paper_it_does_not_have_is_not_there(self, maker, handover):
        page = f"/producer/handovers/{handover.public_id}/prints"
        for kind in ("BAST", "PO", "XX"):
            assert maker.open(f"{page}/{kind}.pdf").status_code == 404
            assert maker.send(f"{page}/{kind}.pdf", page=page).status_code == 404

    @pytest.mark.parametrize("what", ["orders", "handovers"])
    def test_what_belongs_to_others_is_there_in_no_form(self, session, as_seat, order, handover, what):
        of = order if what == "orders" else handover
        for door, stranger in (
            ("producer", as_seat(OWNER, at=make_maker(session).id)),
            ("partner", as_seat(OWNER, at=make_partner(session).id)),
        ):
            page = f"/{door}/{what}/{of.public_id}/prints"
            kind = "PO" if what == "orders" else "SJ"
            assert stranger.open(page).status_code == 404
            assert stranger.open(f"{page}/{kind}.pdf").status_code == 404
            assert stranger.send(f"{page}/{kind}.pdf", page=f"/{door}/money").status_code in (404, 400)
        assert count(session) == 0

    def test_the_shop_prints_nothing_that_was_only_prepared(self, session, maker, shop, officer, order):
        kept = make_handover(session, order=order, state=PREPARED, sent_at=None, answer_by=None)
        make_paper(session, kept, PaperKind.DELIVERY, kept.number)

        assert maker.open(f"/producer/handovers/{kept.public_id}/prints/SJ.pdf").status_code == 200
        assert shop.open(f"/partner/handovers/{kept.public_id}/prints/SJ.pdf").status_code == 404
        assert officer.open(f"/office/handovers/{kept.public_id}/prints").status_code == 404
        assert shop.open(f"/papers/{kept.public_id}").status_code == 404

    def test_who_keeps_the_machines_sees_no_trade(self, as_seat, handover):
        assert as_seat(SYSADMIN).open(f"/office/handovers/{handover.public_id}/prints").status_code == 403


class TestTheQr:
    def test_it_leads_each_to_their_own_page(self, session, maker, shop, officer, stranger, order, handover):
        for door, person in (("producer", maker), ("partner", shop), ("office", officer)):
            answer = person.open(f"/papers/{handover.public_id}")
            assert answer.location == f"/{door}/handovers/{handover.public_id}"
            assert person.open(answer.location).status_code == 200
        assert maker.open(f"/papers/{order.public_id}").location == f"/producer/orders/{order.public_id}"
        led = officer.open(f"/papers/{order.public_id}").location
        assert officer.open(led).status_code == 200
        assert stranger.open(f"/papers/{handover.public_id}").location.startswith("/account/sign-in")

    def test_to_others_it_is_not_there(self, session, as_seat, handover):
        others = as_seat(OWNER, at=make_maker(session).id)
        assert others.open(f"/papers/{handover.public_id}").status_code == 404
        assert others.open("/papers/k3m9p2q7r4s8").status_code == 404


class TestPacking:
    def test_goods_and_shops_are_listed_and_printed(self, maker, order):
        assert "/producer/packing" in maker.open("/producer/orders").text
        page = maker.open("/producer/packing").text
        for pages in ("Toko Rukun, Gerai Pasar", order.number, "10 bungkus", "27 Nov 2026", "Jumlah kemasan"):
            assert pages in page

        for size, width in (("a4", 210), ("roll", 80)):
            answer = maker.open(f"/producer/packing/pick-list.pdf?size={size}")
            assert width_of(answer.data) == width
            assert "10 bungkus" in pages_of(answer.data)[0] and "Keripik Bu Tini" in pages_of(answer.data)[0]

    def test_as_many_labels_as_parcels(self, maker, order):
        address = f"/producer/packing/labels.pdf?size=a4&dus_{order.public_id}=9"
        first, second = pages_of(maker.open(address).data)
        assert (first.count("dari 9"), second.count("dari 9")) == (8, 1)
        assert "Toko Rukun" in first and order.number in first
        odd = maker.open(f"/producer/packing/labels.pdf?dus_{order.public_id}=banyak&size=x")
        assert "1 dari 1" in pages_of(odd.data)[0]

    def test_nothing_waits_to_be_packed(self, session, as_seat, order):
        other = as_seat(OWNER, at=make_maker(session).id)
        assert "Tidak ada yang perlu disiapkan" in other.open("/producer/packing").text
        assert order.number not in other.open("/producer/packing").text
        pages = pages_of(other.open("/producer/packing/pick-list.pdf").data)[0]
        assert "Tidak ada pesanan terkonfirmasi" in pages and "Toko Rukun" not in pages

    def test_it_takes_as_many_statements_for_many_orders(self, session, maker, producer, order, statements):
        once = statements(lambda: maker.open("/producer/packing"))
        for _ in range(4):
            make_order(session, variant=make_goods(session, maker=producer), state=CONFIRMED)
        assert statements(lambda: maker.open("/producer/packing")) == once
