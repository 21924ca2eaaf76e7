"""The measurable clauses of the program, C01 to C22, and by which measures each can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.kernel.labels import Label, Labelled, _l


class ProgramState(Labelled):
    READY = "ready", _l("Dapat dinilai")
    APPEAL = "appeal", _l("Dapat dinilai, hanya sebagai imbauan")


@dataclass(frozen=True)
class ProgramClause:
    """`measures` are files in uptake/measures."""

    code: str
    label: Label
    state: ProgramState
    measures: tuple[str, ...]


READY, APPEAL = ProgramState

PROGRAM: Sequence[ProgramClause] = (
    ProgramClause("C01", _l("Porsi belanja lokal"), READY, ("local_share",)),
    ProgramClause("C02", _l("Porsi ragam produk lokal"), READY, ("stated_local_skus",)),
    ProgramClause("C03", _l("Ragam produk lokal paling sedikit"), READY, ("local_skus",)),
    ProgramClause("C04", _l("Sebaran pembuat"), READY, ("local_producers", "local_kelurahan")),
    ProgramClause("C05", _l("Cakupan gerai"), READY, ("outlets_covered",)),
    ProgramClause("C06", _l("Ruang rak atau promosi"), APPEAL, ("stated_shelf_space",)),
    ProgramClause("C07", _l("Pembayaran tepat waktu"), READY, ("bills_paid", "days_to_pay")),
    ProgramClause("C08", _l("Tanpa biaya pendaftaran berlebih"), READY, ("stated_listing_fee",)),
    ProgramClause("C09", _l("Batas potongan dagang"), READY, ("stated_trading_terms",)),
    ProgramClause("C10", _l("Batas bawah harga yang layak"), APPEAL, ("stated_price_above_cost",)),
    ProgramClause("C11", _l("Kelancaran dan kesinambungan pasokan"), APPEAL, ("order_fill", "months_bought")),
    ProgramClause("C12", _l("Tertib melapor"), READY, ("reports_filed", "report_delay")),
    ProgramClause(
        "C13",
        _l("Belanja UMK dan koperasi"),
        READY,
        ("stated_small_business_plan", "stated_small_business_budget", "stated_small_business_spending"),
    ),
    ProgramClause("C14", _l("Belanja produk dalam negeri"), READY, ("stated_domestic_spending",)),
    ProgramClause("C15", _l("Porsi lokal konsumsi rapat"), READY, ("meeting_food_share",)),
    ProgramClause("C16", _l("Belanja pegawai"), READY, ("stated_staff_spending",)),
    ProgramClause("C17", _l("Jumat batik"), APPEAL, ("stated_batik_friday",)),
    ProgramClause("C18", _l("Pojok UMKM aktif"), READY, ("corners_active",)),
    ProgramClause("C19", _l("Porsi bahan baku hotel, rumah makan, dan katering"), READY, ("input_share",)),
    ProgramClause("C20", _l("Pasokan bersurat lengkap"), READY, ("clean_supply",)),
    ProgramClause("C21", _l("Tingkat retur"), APPEAL, ("return_rate",)),
    ProgramClause("C22", _l("MoU berlaku"), READY, ("memoranda_in_force",)),
)
