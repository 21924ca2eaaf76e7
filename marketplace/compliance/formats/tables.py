"""The tables that spreadsheets share: one row a partner, one row a clause of a partner, and the city."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.compliance.evaluation import ClauseResult, PartnerResult
from marketplace.compliance.formats.base import ReportPaper
from marketplace.compliance.wording import due_sentence, points, spell_target, tally, unit_of
from marketplace.kernel.labels import Label, _l
from marketplace.partners.models import PartnerKind
from marketplace.ports.sheets import Cell, Column, Table


def _column(title: Label, kind: str = "text", note: Label | str = "", width: int = 16) -> Column:
    return Column(str(title), kind, str(note), width)


PARTNER_COLUMNS = (
    _column(_l("Mitra"), note=_l("Nama mitra"), width=32),
    _column(_l("Jenis"), note=_l("Jenis usaha mitra")),
    _column(_l("Nota kesepahaman"), note=_l("Berlaku pada hari terakhir bulan")),
    _column(_l("Belanja lokal"), "rupiah", _l("Dari pembuat lokal, di luar PPN, retur dikurangkan")),
    _column(
        _l("Lokal bersertifikat"), "rupiah", _l("Bagian yang produknya bersertifikat pada tanggal pembelian")
    ),
    _column(_l("Hilang karena sertifikat"), "rupiah", _l("Belanja lokal yang produknya belum bersertifikat")),
    _column(
        _l("Produk belum dikenali"),
        "rupiah",
        _l("Belanja lokal yang produknya belum dipilih dari daftar pembuat"),
    ),
    _column(
        _l("Seluruh belanja"),
        "rupiah",
        _l("Pernyataan terakhir mitra, tanpa yang tidak dihitung menurut edaran; kosong berarti belum ada"),
    ),
    _column(
        _l("Porsi lokal"), "share", _l("Belanja lokal dibagi seluruh belanja; kosong berarti belum ada data")
    ),
    _column(_l("Butir terpenuhi"), note=_l("Dari butir yang dapat dinilai")),
    _column(_l("Skor"), "share", _l("Bobot butir terpenuhi; kosong bila ada butir tanpa data")),
    _column(_l("Predikat"), note=_l("Nama skor menurut surat edaran")),
)
CLAUSE_COLUMNS = (
    _column(_l("Mitra"), note=_l("Nama mitra"), width=32),
    _column(_l("Butir"), note=_l("Tanda butir dalam surat edaran"), width=8),
    _column(_l("Aturan"), note=_l("Jenis aturan"), width=28),
    _column(_l("Hasil"), note=_l("Terpenuhi, belum, belum ada data, tidak berlaku, atau dikecualikan")),
    _column(_l("Pembilang"), "number", _l("Yang dihitung, dalam satuannya")),
    _column(_l("Satuan"), note=_l("Satuan pembilang dan kekurangan")),
    _column(_l("Penyebut"), "number", _l("Pembandingnya, bila butir ini meminta porsi")),
    _column(_l("Target"), note=_l("Yang diminta butir ini")),
    _column(_l("Kekurangan"), "number", _l("Yang masih kurang, dalam satuannya")),
    _column(_l("Baris dihitung"), "number", _l("Banyaknya baris pembelian yang dihitung")),
    _column(_l("Baris tidak dihitung"), "number", _l("Banyaknya baris yang tidak dihitung")),
    _column(_l("Jatuh tempo"), note=_l("Apakah masa butir ini berakhir pada bulan ini")),
    _column(_l("Keterangan"), note=_l("Kekurangan, atau mengapa belum ada data"), width=48),
)
CITY_COLUMNS = (
    _column(_l("Angka"), note=_l("Nama angka"), width=44),
    _column(_l("Nilai"), "number", _l("Rupiah atau banyaknya"), width=22),
)


def partner_table(paper: ReportPaper) -> Table:
    city = paper.result.city
    totals: list[Cell] = [
        str(_l("Kota Metro")), None, None, city.local, city.certified, city.lost, city.unrecognised, city.declared,
        points(city.local_declared, city.declared), None, None, None,
    ]  # fmt: skip
    rows = [_partner_row(one) for one in paper.result.partners]
    return Table(str(_l("Mitra")), PARTNER_COLUMNS, rows, totals)


def _partner_row(one: PartnerResult) -> Sequence[Cell]:
    return (
        one.partner.name,
        str(PartnerKind(one.partner.kind).label),
        str(_l("ya") if one.partner.under_mou else _l("tidak")),
        *((one.local, one.certified, one.lost, one.unrecognised) if one.reported else (None,) * 4),
        one.declared,
        points(one.local, one.declared) if one.shares else None,
        tally(one),
        one.score,
        one.band,
    )


def clause_table(paper: ReportPaper) -> Table:
    rows = [_clause_row(one, clause, paper) for one in paper.result.partners for clause in one.clauses]
    return Table(str(_l("Butir")), CLAUSE_COLUMNS, rows)


def _clause_row(one: PartnerResult, clause: ClauseResult, paper: ReportPaper) -> Sequence[Cell]:
    circular = paper.result.circular
    terms = next(terms for terms in circular.clauses if terms.code == clause.code) if circular else None
    unit = unit_of(clause)
    return (
        one.partner.name,
        clause.code,
        str(terms.rule_type.label) if terms else clause.rule,
        str(clause.outcome.label),
        clause.numerator,
        str(unit.label),
        clause.denominator,
        str(spell_target(clause.target, unit)),
        clause.shortfall,
        clause.rows_counted,
        clause.rows_refused,
        str(_l("ya") if clause.final else _l("belum")),
        str(due_sentence(clause)),
    )


def city_table(paper: ReportPaper) -> Table:
    city = paper.result.city
    rows: list[tuple[Label, int | None]] = [
        (_l("Belanja lokal (Rp)"), city.local),
        (_l("Belanja lokal bersertifikat (Rp)"), city.certified),
        (_l("Hilang karena belum bersertifikat (Rp)"), city.lost),
        (_l("Belanja lokal yang produknya belum dikenali (Rp)"), city.unrecognised),
        (_l("Belanja lokal mitra yang menyatakan belanja (Rp)"), city.local_declared),
        (_l("Seluruh belanja yang dinyatakan (Rp)"), city.declared),
        (_l("Perubahan belanja lokal dari bulan sebelumnya (Rp)"), city.change),
        (_l("Mitra"), city.partners),
        (_l("Mitra yang melapor"), city.reported),
        (_l("Mitra yang menyatakan belanja"), city.declaring),
        (_l("Mitra yang membeli dari pembuat lokal"), city.buying),
        (_l("Mitra dengan nota kesepahaman"), city.under_mou),
        (_l("Mitra yang memenuhi semua butir wajib"), city.complying),
        (_l("Mitra yang dapat dinilai"), city.judged),
        (_l("Pembuat yang dibeli"), city.makers),
        (_l("Pembuat yang dibeli dengan produk bersertifikat"), city.certified_makers),
        *(
            (_l("Belanja lokal dengan bukti tingkat %(grade)s (Rp)", grade=g.value), a)
            for g, a in city.grades
        ),
    ]
    return Table(str(_l("Kota")), CITY_COLUMNS, [(str(name), value) for name, value in rows])
