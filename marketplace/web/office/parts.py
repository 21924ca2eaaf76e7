"""The living style page: every part of a page in every state, for who builds pages."""

from datetime import timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel import clock
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.paging import Page
from marketplace.kernel.review import ReviewState
from marketplace.web.access import STAFFED, may
from marketplace.web.forms import (
    Choice,
    DayField,
    Document,
    Email,
    Form,
    LongText,
    MonthField,
    Password,
    Picture,
    QuantityField,
    RupiahField,
    Several,
    Text,
    Tick,
    Whole,
)
from marketplace.web.language import rupiah
from marketplace.web.tasks import Bar, Chart, Figure, Task

bp = Blueprint("office_parts", __name__)

PLACES = [("pusat", "Metro Pusat"), ("timur", "Metro Timur"), ("barat", "Metro Barat")]


class SampleForm(Form):
    name = Text(_l("Nama usaha"), autocomplete="organization")
    about = LongText(_l("Cerita usaha"), required=False, help=_l("Dua atau tiga kalimat, tampil di katalog."))
    price = RupiahField(_l("Harga per bungkus"), least=500, help=_l("Tulis 12500 atau 12.500."))
    quantity = QuantityField(_l("Jumlah"), least=1)
    shelf_life = Whole(_l("Masa simpan (hari)"), least=1, most=1000, required=False)
    baked_on = DayField(_l("Tanggal produksi"), required=False)
    month = MonthField(_l("Bulan laporan"), required=False)
    place = Choice(_l("Kecamatan"), PLACES)
    state = Choice(_l("Keadaan"), ReviewState, radio=True)
    papers = Several(_l("Surat yang ada"), [("nib", "NIB"), ("halal", "Halal"), ("pirt", "SPP-IRT")])
    photo = Picture(_l("Ambil foto isi"), required=False)
    scan = Document(_l("Pindaian surat"), required=False)
    email = Email(_l("Surel"), required=False)
    password = Password(_l("Kata sandi"), required=False)
    agreed = Tick(_l("Isian ini benar"), required=True)


@bp.get("/settings/parts")
@may(STAFFED)
def show() -> ResponseReturnValue:
    return _page(SampleForm())


@bp.post("/settings/parts")
@may(STAFFED)
def try_out() -> ResponseReturnValue:
    form = SampleForm().shown_on(_page)
    form.check()
    return _page(form)


def _page(form: SampleForm) -> str:
    if current_app.config["PRODUCTION"]:
        raise NotFound("the style page")
    return render_template("office/parts/show.html", form=form, **_samples())


def _samples() -> dict[str, object]:
    now = clock.now()
    today = clock.day_of(now)
    sales: list[tuple[str, str, int | None]] = [
        ("Jun", "Juni", 3_120_000),
        ("Jul", "Juli", 3_682_500),
        ("Agu", "Agustus", 5_041_000),
        ("Sep", "September", None),
        ("Okt", "Oktober", 4_966_500),
        ("Nov", "November (1–24)", 4_385_500),
    ]
    return {
        "months": ("2026-08", "2026-07..2026-09"),  # written in the template, they would keep one language
        "tasks": [
            Task(
                "3 pesanan menunggu jawaban Anda",
                "Rp1.862.500.",
                "#",
                clock.end_of(today),
                act="Jawab pesanan",
            ),
            Task("Kunjungan titip ke Toko Oleh-Oleh", "4 barang.", "#", today + timedelta(1), icon="truck"),
            Task("Perpanjang SPP-IRT", "2 produk akan turun.", "#", today + timedelta(28), icon="doc"),
        ],
        "figures": [
            Figure("Terjual bulan ini", "Rp4.385.500", "dari 11 serah terima, 1–24 Nov 2026"),
            Figure("Belum dibayar", "Rp1.912.000", "4 nota, Rp640.000 lewat tempo", "#"),
        ],
        "bars_of_sales": Chart(
            "Penjualan 6 bulan, juta rupiah",
            "Naik dari 3,1 juta pada Juni ke 5,0 juta pada Oktober; September belum ada data.",
            ("Bulan", "Terjual"),
            [Bar(short, sold, _millions(sold), name, rupiah(sold)) for short, name, sold in sales],
        ),
        "page": Page(range(25), 3, 214, 25),
        "today": today,
        "entries": [
            {"at": now, "text": "Dikembalikan", "who": "Sulistyowati (Dinas)", "reason": "Nomor kurang"}
        ],
    }


def _millions(sold: int | None) -> str:
    return "–" if sold is None else f"{sold // 100_000 / 10}".replace(".", ",")
