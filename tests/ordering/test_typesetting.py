"""The prints of orders and handovers: what stands on them, set for real on both papers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from config import ROOT
from marketplace.accounts.models import Representation
from marketplace.adapters.codes import qr_svg
from marketplace.adapters.documents.typst_documents import TypstDocuments
from marketplace.billing.models import Due
from marketplace.kernel.clock import day_of
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import HandoverLine
from marketplace.ordering.papers import contents_of
from marketplace.ordering.picking import labels, pick_list
from marketplace.ordering.spelling import long_day, moment, units
from marketplace.ordering.states import (
    AGREED,
    CANCELLED,
    CONFIRMED,
    CONTESTED,
    PREPARED,
    AgreedHow,
    HandoverKind,
    OrderState,
    PaperKind,
    RejectReason,
    Side,
    TakeBackReason,
    TradeModel,
)
from marketplace.ordering.typesetting import BODIES, PREVIEW, mark_of, typeset
from marketplace.producers.models import Locality
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.papers import make_paper, pages_of, width_of
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person
from tests.ordering.test_picking import an_order

ADDRESS = "https://mb2.test/papers/k3m9p2q7r4s8"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def documents():
    return TypstDocuments(ROOT / "templates" / "documents")


@pytest.fixture
def maker(session):
    return make_maker(
        session, name="Keripik Bu Tini", address="Jl. Kemuning 12", kelurahan_code="18.72.04.1001"
    )


@pytest.fixture
def outlet(session):
    shop = make_partner(session, name="Toko Rukun")
    return make_outlet(
        session, shop, name="Gerai Pasar", address="Jl. Cut Nyak Dien 4", kelurahan_code="18.72.01.1001"
    )


@pytest.fixture
def order(session, maker, outlet):
    goods = make_goods(session, maker=maker)
    return make_order(session, variant=goods, outlet=outlet, quantity=1_200, state=CONFIRMED)


@pytest.fixture
def write(session, documents):
    """A print's words, page by page."""

    def set_paper(of, kind, *, size="a4", mark="ASLI"):
        paper = make_paper(session, of, kind)
        return pages_of(set_one(session, documents, paper, size=size, mark=mark))

    return set_paper


def set_one(session, documents, paper, *, size="a4", mark="ASLI"):
    printed = "dicetak 24 November 2026 pukul 07.00 WIB"
    data = typeset(contents_of(session, paper), size=size, mark=mark, printed=printed, address=ADDRESS)
    return documents.pdf("paper.typ", data, {"qr.svg": qr_svg(ADDRESS)})


def data_of(session, of, kind):
    contents = contents_of(session, make_paper(session, of, kind))
    return typeset(contents, size="a4", mark="ASLI", printed="", address=ADDRESS)


def a_line(order, **given):
    line = order.lines[0]
    known = {
        "variant_id": line.variant_id,
        "name": "Keripik Pisang",
        "unit": "BKS",
        "unit_price": Rupiah(10_000),
    }
    return HandoverLine(**known | given)


def delivered(session, order, how=AgreedHow.ACCOUNT, **given):
    """Twelve brought, two of them rejected; agreed at seven in the morning."""
    line = a_line(
        order,
        order_line_id=order.lines[0].id,
        brought=12,
        accepted=10,
        rejected=2,
        reject_reason=RejectReason.DAMAGED,
        batch="A17",
        best_before=date(2027, 3, 18),
    )
    known = {"lines": [line], "state": AGREED, "agreed_how": how, "agreed_at": NOW}
    return make_handover(session, order=order, **known | given)


def a_round(session, order, **given):
    """Twenty lay there: eight left, two taken back, one lost, nine sold, twelve brought."""
    line = a_line(
        order,
        opening=20,
        counted=8,
        taken_back=2,
        take_back_reason=TakeBackReason.EXPIRED,
        lost=1,
        sold=9,
        brought=12,
        accepted=12,
        rejected=0,
    )
    known = {
        "number": "0003/KT/XI/2026",
        "kind": HandoverKind.ROUND,
        "trade": TradeModel.CONSIGNMENT,
        "order_id": None,
        "lines": [line],
        "state": AGREED,
        "agreed_at": NOW,
    }
    return make_handover(session, order=order, **known | given)


class TestEveryPrint:
    def test_each_kind_of_paper_has_its_body(self):
        assert set(BODIES) == set(PaperKind)

    @pytest.mark.parametrize("size", ["a4", "roll"])
    def test_it_names_both_sides_their_places_and_the_number(self, write, order, session, size):
        (text,) = write(delivered(session, order), PaperKind.DELIVERY, size=size)

        for word in (
            "Keripik Bu Tini", "Jl. Kemuning 12", "Toko Rukun", "Gerai Pasar", "Jl. Cut Nyak Dien 4", "Kelurahan",
            "Surat jalan", "0001/SJ/XI/2026", "24 November 2026", "ASLI", "Halaman 1 dari 1", order.number,
            "Yang menyerahkan", "Yang menerima", "Nama", "Jabatan", ADDRESS.partition("//")[2][:8],
        ):  # fmt: skip
            assert word in text, word

    def test_a_roll_is_eighty_millimetres_wide_and_as_long_as_it_needs(self, session, documents, order):
        paper = make_paper(session, delivered(session, order), PaperKind.RECEIPT)

        assert width_of(set_one(session, documents, paper, size="roll")) == 80
        assert width_of(set_one(session, documents, paper)) == 210

    def test_the_same_print_is_the_same_bytes(self, session, documents, order):
        paper = make_paper(session, delivered(session, order), PaperKind.RECEIPT)
        for size in ("a4", "roll"):
            once, twice = (set_one(session, documents, paper, size=size) for _ in range(2))
            assert once == twice
        assert set_one(session, documents, paper, mark="SALINAN ke-1") != twice

    @pytest.mark.parametrize("mark", ["SALINAN ke-3", PREVIEW])
    def test_a_copy_and_a_preview_say_so(self, write, order, session, mark):
        (text,) = write(delivered(session, order), PaperKind.RECEIPT, mark=mark)
        assert mark in text and "ASLI" not in text

    def test_marks_tell_the_original_from_its_copies(self):
        assert [mark_of(copy) for copy in (1, 2, 3)] == ["ASLI", "SALINAN ke-1", "SALINAN ke-2"]
        assert mark_of(1, official=True) == "SALINAN ke-1 untuk Dinas"

    def test_words_of_a_visitor_are_never_read_as_typst(self, write, order, session):
        order.note = '#panic("x") *tebal* $x$ _miring_'
        session.commit()
        (text,) = write(order, PaperKind.ORDER)
        assert '#panic("x") *tebal* $x$ _miring_' in text

    def test_many_items_break_over_pages_with_their_heads(self, session, write, maker, outlet):
        lines = [
            a_line(make_order(session, variant=make_goods(session, maker=maker), outlet=outlet), brought=3)
            for _ in range(45)
        ]
        long = make_handover(session, order=make_order(session, state=CONFIRMED), lines=lines)
        pages = write(long, PaperKind.DELIVERY)

        assert len(pages) >= 2
        assert all("Barang" in page and f"dari {len(pages)}" in page for page in pages[:2])
        assert "Rp1.350.000" in pages[-1] and "Yang menerima" in pages[-1]


class TestBodies:
    def test_an_order_has_its_lines_and_leaves_out_what_was_dropped(self, session, write, order, maker):
        order.needed_on, order.promised_on, order.note = (
            date(2026, 11, 27),
            date(2026, 11, 26),
            "Pintu belakang",
        )
        session.commit()
        (text,) = write(order, PaperKind.ORDER)

        for word in (
            "Pesanan", "1.200 bungkus", "Rp10.000", "Rp12.000.000", "Dibutuhkan 27 November 2026",
            "Dijanjikan 26 November 2026", "Catatan: Pintu belakang", "Pemesan",
            "Beli putus; dibayar dalam 14 hari sesudah disepakati",
        ):  # fmt: skip
            assert word in text, word

    def test_a_line_that_was_dropped_is_left_out(self, session, maker, outlet):
        order = make_order(session, variant=make_goods(session, maker=maker), outlet=outlet, quantity=2)
        order.lines[0].quantity = 0
        session.commit()
        data = data_of(session, order, PaperKind.ORDER)
        assert (data["rows"], data["totals"]) == ([], [["Jumlah pesanan", "Rp0"]])

    @pytest.mark.parametrize(
        ("days", "said"), [(0, "Terhitung lokal sejak semula"), (-1, "Tidak terhitung lokal")]
    )
    def test_it_says_whether_the_maker_was_local_on_its_day(self, session, order, maker, days, said):
        handover = delivered(session, order)
        last = day_of(order.placed_at)
        assert day_of(handover.sent_at) == last
        session.scalars(select(Locality).filter_by(producer_id=maker.id)).one().until_on = last + timedelta(
            days
        )
        session.flush()

        assert dict(data_of(session, order, PaperKind.ORDER)["facts"])["Pembuat"] == f"{said} pada hari pesan"
        delivery = dict(data_of(session, handover, PaperKind.DELIVERY)["facts"])
        assert delivery["Pembuat"] == f"{said} pada hari kirim"

    def test_a_delivery_note_tells_what_left(self, session, order):
        data = data_of(session, delivered(session, order), PaperKind.DELIVERY)

        assert data["rows"] == [
            {
                "name": "Keripik Pisang",
                "details": ["Batch A17", "Baik sebelum 18 Maret 2027"],
                "cells": ["12 bungkus", "Rp10.000"],
                "value": "Rp120.000",
            }
        ]
        assert data["totals"] == [["Nilai kiriman", "Rp120.000"]]

    def test_a_receipt_tells_what_was_taken_and_why_the_rest_was_not(self, session, order):
        data = data_of(session, delivered(session, order), PaperKind.RECEIPT)

        (row,) = data["rows"]
        assert row["details"][-1] == "Ditolak 2 bungkus: rusak"
        assert row["cells"] == ["12 bungkus", "10 bungkus", "2", "Rp10.000"]
        assert data["totals"] == [["Nilai diterima", "Rp100.000"]]

    def test_a_receipt_says_when_it_is_to_be_paid(self, session, order):
        handover = delivered(session, order, days_to_pay=21)
        owe(session, handover, 100_000, date(2026, 12, 15))
        facts = dict(data_of(session, handover, PaperKind.RECEIPT)["facts"])

        assert facts["Ketentuan"] == "Beli putus; dibayar dalam 21 hari sesudah disepakati"
        assert facts["Jatuh tempo"] == "15 Desember 2026"
        assert (facts["Serah terima"], facts["Pesanan"]) == (handover.number, order.number)

    def test_what_is_left_on_consignment_is_no_bill(self, session, order):
        handover = a_round(session, order)
        owe(session, handover, 90_000, date(2026, 12, 8))
        data = data_of(session, handover, PaperKind.CONSIGNMENT)

        assert "Jatuh tempo" not in dict(data["facts"])
        assert data["rows"][0]["cells"] == ["12 bungkus", "Rp10.000"]
        assert data["totals"] == [["Nilai titipan, belum tagihan", "Rp120.000"]]
        assert "barang hilang ditanggung pembuat" in dict(data["facts"])["Ketentuan"]

    def test_a_round_shows_the_whole_arithmetic(self, session, order):
        data = data_of(session, a_round(session, order), PaperKind.ROUND)

        (row,) = data["rows"]
        assert data["heads"] == ["Saldo", "Sisa", "Ditarik", "Hilang", "Terjual", "Diterima", "Saldo baru"]
        assert row["cells"] == ["20", "8", "2", "1", "9", "12", "20"]
        assert row["details"] == ["bungkus, Rp10.000", "Ditarik 2: kedaluwarsa"]
        assert (row["value"], data["totals"]) == ("Rp90.000", [["Yang harus dibayar", "Rp90.000"]])

    def test_a_round_that_waits_shows_what_was_brought(self, session, order):
        waiting = a_round(session, order, lines=[a_line(order, opening=5, counted=2, brought=4)])
        data = data_of(session, waiting, PaperKind.ROUND)
        assert data["heads"][5] == "Dibawa"
        assert data["rows"][0]["cells"] == ["5", "2", "0", "0", "3", "4", "6"]

    def test_a_settlement_names_each_reason_for_money(self, session, order):
        handover = a_round(session, order, loss_on=Side.SHOP)
        owe(session, handover, 100_000, date(2026, 12, 8))
        data = data_of(session, handover, PaperKind.SETTLEMENT)

        assert [(row["cells"][0], row["value"]) for row in data["rows"]] == [
            ("Terjual 9 bungkus", "Rp90.000"),
            ("Hilang, ditanggung toko 1 bungkus", "Rp10.000"),
        ]
        assert data["totals"] == [["Yang harus dibayar", "Rp100.000"]]

    def test_a_return_is_taken_off(self, session, order, write):
        back = make_handover(
            session,
            order=order,
            kind=HandoverKind.RETURN,
            order_id=None,
            lines=[a_line(order, taken_back=3, take_back_reason=TakeBackReason.EXPIRED)],
            state=AGREED,
            agreed_at=NOW,
        )
        data = data_of(session, back, PaperKind.RETURN)
        assert data["rows"][0]["details"] == ["Alasan: kedaluwarsa"]
        assert data["totals"] == [["Dipotong dari tagihan", "Rp30.000"]]
        assert [one["role"] for one in data["signatures"]] == ["Yang mengembalikan", "Yang menerima kembali"]

        settled = data_of(session, back, PaperKind.SETTLEMENT)
        assert settled["rows"][0]["cells"][0] == "Diretur 3 bungkus: kedaluwarsa"
        assert settled["totals"] == [["Dipotong dari tagihan", "−Rp30.000"]]

    def test_consigned_goods_that_went_back_were_never_a_bill(self, session, order):
        line = a_line(
            order, opening=5, counted=2, sold=0, taken_back=3, take_back_reason=TakeBackReason.UNSOLD
        )
        back = a_round(session, order, kind=HandoverKind.RETURN, lines=[line])
        assert data_of(session, back, PaperKind.RETURN)["totals"][0][0].endswith("bukan tagihan")


class TestWhoAgreed:
    def text(self, session, handover):
        return data_of(session, handover, PaperKind.RECEIPT)["standing"]

    def test_from_an_account_with_its_name(self, session, order):
        person = make_person(session)
        handover = delivered(session, order, agreed_by=person.id)
        assert self.text(session, handover) == (
            f"Disetujui dari akun Toko Rukun oleh {person.name} pada 24 November 2026 pukul 07.00 WIB."
        )

    def test_by_an_official_on_behalf_of_the_shop(self, session, order):
        person = make_person(session)
        session.add(
            Representation(
                user_id=person.id,
                organisation_id=order.partner_id,
                reason="tanpa HP",
                from_at=NOW,
                until_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
            )
        )
        handover = delivered(session, order, agreed_by=person.id)
        assert self.text(session, handover).startswith(
            f"Disetujui petugas {person.name} atas nama Toko Rukun"
        )

    @pytest.mark.parametrize(
        ("how", "says"),
        [
            (AgreedHow.CODE, "Disetujui Toko Rukun oleh Siti lewat QR sekali pakai dengan PIN gerai"),
            (
                AgreedHow.SCAN,
                "lewat QR sekali pakai tanpa PIN pada 24 November 2026 pukul 07.00 WIB (bukti satu",
            ),
            (
                AgreedHow.DEEMED,
                "DIANGGAP DISETUJUI: Toko Rukun tidak menjawab sampai 27 November 2026 pukul 17.00",
            ),
            (
                AgreedHow.SETTLED,
                "DIPUTUSKAN PETUGAS pada 24 November 2026 pukul 07.00 WIB: “foto jelas” (bukti satu",
            ),
        ],
    )
    def test_how_it_was_agreed_is_said_plainly(self, session, order, how, says):
        handover = delivered(session, order, how=how, receiver="Siti", settled_because="foto jelas")
        assert says in self.text(session, handover)

    def test_what_is_not_agreed_says_who_it_waits_for(self, session, order):
        assert self.text(session, make_handover(session, order=order)).startswith(
            "Belum disepakati: menunggu jawaban Toko Rukun sampai 27 November 2026 pukul 17.00 WIB"
        )
        kept = make_handover(session, order=order, state=PREPARED, sent_at=None, answer_by=None)
        assert self.text(session, kept) == "Disiapkan, belum dikirim."
        contested = make_handover(session, order=order, state=CONTESTED, contested_because="kurang")
        assert self.text(session, contested) == "DIPERSELISIHKAN oleh Toko Rukun: “kurang” Belum disepakati."

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"state": CONFIRMED, "confirmed_at": NOW}, "Dikonfirmasi Keripik Bu Tini pada 24 November 2026"),
            ({"state": OrderState.PLACED}, "menunggu jawaban pembuat"),
            ({"state": CANCELLED, "cancelled_because": "habis"}, "dibatalkan"),
        ],
    )
    def test_an_order_says_how_it_stands(self, session, maker, outlet, given, says):
        order = make_order(session, variant=make_goods(session, maker=maker), outlet=outlet, **given)
        data = data_of(session, order, PaperKind.ORDER)
        assert says in data["standing"]
        assert data["notes"] == (["Dibatalkan: “habis”"] if "cancelled_because" in given else [])


class TestPacking:
    @pytest.mark.parametrize("size", ["a4", "roll"])
    def test_the_pick_list_has_all_goods_and_then_the_shops(self, documents, size):
        orders = [an_order((1, "Keripik", "BKS", 10), (2, "Abon", "BTL", 1_500))]
        content = documents.pdf("pick_list.typ", pick_list(orders, maker="Bu Tini", day=TODAY, size=size))
        text = " ".join(pages_of(content))

        assert text.index("Semua barang") < text.index("1.500 botol") < text.index("Menurut toko")
        assert "Toko Rukun, Gerai Pasar" in text
        assert width_of(content) == (210 if size == "a4" else 80)

    def test_an_empty_list_says_so(self, documents):
        content = documents.pdf("pick_list.typ", pick_list([], maker="Bu Tini", day=TODAY, size="a4"))
        assert "Tidak ada pesanan terkonfirmasi" in pages_of(content)[0]

    def test_eight_labels_are_on_a_sheet(self, documents):
        orders = [an_order((1, "Keripik", "BKS", 10))]
        content = documents.pdf("labels.typ", labels(orders, {"a": 9}, maker="Bu Tini", size="a4"))

        first, second = pages_of(content)
        assert (first.count("dari 9"), second.count("dari 9")) == (8, 1)
        assert "Kelurahan Imopuro" in first and "0001/PO/XI/2026" in first and "10 bungkus Keripik" in first

    def test_on_a_roll_they_follow_each_other(self, documents):
        data = labels([an_order((1, "Keripik", "BKS", 10))], {"a": 9}, maker="Bu Tini", size="roll")
        content = documents.pdf("labels.typ", data)
        assert (width_of(content), pages_of(content)[0].count("dari 9")) == (80, 9)
        assert content == documents.pdf("labels.typ", data)


def owe(session, handover, amount, due_on):
    session.add(
        Due(
            handover_id=handover.id,
            payee_id=handover.producer_id,
            payer_id=handover.partner_id,
            outlet_id=handover.outlet_id,
            amount=Rupiah(amount),
            owed_on=TODAY,
            due_on=due_on,
        )
    )
    session.commit()


def test_days_and_moments_are_those_of_metro():
    late = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert (long_day(late), moment(late)) == ("25 November 2026", "25 November 2026 pukul 00.30 WIB")
    assert (units(1_200, "BTL"), units(3, "ikat besar")) == ("1.200 botol", "3 ikat besar")
