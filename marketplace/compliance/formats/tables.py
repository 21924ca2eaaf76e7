"""The tables that spreadsheets share: the summary, clauses, kinds, partners under each clause, and partners."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.circulars.rules.base import EXEMPT, NOT_APPLICABLE, Outcome
from marketplace.compliance import sentences
from marketplace.compliance.evaluation import PartnerResult
from marketplace.compliance.figures import ClauseFigures, ClauseLine, KindFigures, clause_line
from marketplace.compliance.formats.base import ReportPaper
from marketplace.compliance.wording import points, tally
from marketplace.kernel.labels import Label, _l
from marketplace.partners.models import PartnerKind
from marketplace.ports.sheets import Cell, Column, Table
from marketplace.uptake.measures.base import MEASURES

SAID = tuple(outcome for outcome in Outcome if outcome is not NOT_APPLICABLE)


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
SUMMARY_COLUMNS = (
    _column(_l("Angka"), note=_l("Nama angka"), width=52),
    _column(_l("Nilai"), "number", _l("Rupiah atau banyaknya"), width=22),
)
CLAUSE_COLUMNS = (
    _column(_l("Butir"), note=_l("Tanda butir dalam surat edaran"), width=8),
    _column(_l("Aturan"), note=_l("Jenis aturan"), width=28),
    _column(_l("Sifat"), note=_l("Wajib atau imbauan")),
    _column(_l("Target"), note=_l("Yang diminta butir ini"), width=24),
    _column(_l("Mitra terikat"), "number", _l("Yang jenisnya disebut butir ini dan tidak dikecualikan")),
    _column(_l("Melapor"), "number", _l("Dari mitra terikat: ada pembelian atau pernyataan yang masuk")),
    _column(_l("Menyatakan belanja"), "number", _l("Dari mitra terikat: total belanjanya dinyatakan")),
    _column(_l("Membeli"), "number", _l("Dari mitra terikat: ada belanja lokal yang terhitung")),
    _column(_l("Berdata"), "number", _l("Dari mitra terikat: hasilnya dapat dibandingkan dengan target")),
    *(_column(outcome.label, "number", _l("Banyaknya mitra dengan hasil ini")) for outcome in SAID),
    _column(
        _l("Pembilang bersama"), "number", _l("Jumlah semua mitra berdata, bila butir ini meminta porsi")
    ),
    _column(_l("Penyebut bersama"), "number", _l("Jumlah pembandingnya")),
    _column(_l("Porsi bersama"), "share", _l("Pembilang dibagi penyebut; kosong bila belum ada data")),
    _column(_l("Keadaan bersama"), note=_l("Porsi bersama dibandingkan dengan target")),
)
KIND_COLUMNS = (
    _column(_l("Jenis"), note=_l("Jenis usaha mitra"), width=32),
    _column(_l("Mitra"), "number", _l("Banyaknya mitra jenis ini")),
    _column(_l("Berdata"), "number", _l("Yang porsinya dapat dihitung")),
    _column(_l("Belanja lokal"), "rupiah", _l("Dari mitra berdata saja")),
    _column(_l("Seluruh belanja"), "rupiah", _l("Dari mitra berdata saja")),
    _column(_l("Porsi"), "share", _l("Kosong berarti belum ada data")),
    _column(_l("Keadaan"), note=_l("Hanya bagi yang terikat; yang lain tanpa target")),
)
ROW_COLUMNS = (
    _column(_l("Mitra"), note=_l("Nama mitra"), width=32),
    _column(_l("Butir"), note=_l("Tanda butir dalam surat edaran"), width=8),
    _column(_l("Keadaan"), note=_l("Terpenuhi, belum terpenuhi, belum ada data, atau dikecualikan")),
    _column(_l("Hasil"), note=_l("Dalam kata laporan"), width=24),
    _column(_l("Target"), note=_l("Yang diminta butir ini"), width=24),
    _column(_l("Pembilang"), "number", _l("Yang dihitung, dalam satuannya")),
    _column(_l("Satuan"), note=_l("Satuan pembilang dan kekurangan")),
    _column(_l("Penyebut"), "number", _l("Pembandingnya, bila ada")),
    _column(_l("Satuan penyebut"), note=_l("Satuan pembandingnya")),
    _column(_l("Kekurangan"), "number", _l("Yang masih kurang, dalam satuannya")),
    _column(_l("Jatuh tempo"), note=_l("Apakah masa butir ini berakhir pada bulan ini")),
    _column(_l("Keterangan"), note=_l("Kekurangan, atau mengapa belum ada data"), width=48),
)


def partner_table(paper: ReportPaper) -> Table:
    """A row a partner with its figure and state under each clause; at the end what all of them reach together."""
    city, clauses = paper.result.city, paper.figures.clauses
    columns = [*PARTNER_COLUMNS, *(column for clause in clauses for column in _columns_of(clause))]
    totals: list[Cell] = [
        str(_l("Kota Metro")), None, None, city.local, city.certified, city.lost, city.unrecognised, city.declared,
        points(city.local_declared, city.declared), None, None, None,
        *(cell for clause in clauses for cell in _together(clause)),
    ]  # fmt: skip
    rows = [_partner_row(one, clauses) for one in paper.result.partners]
    return Table(str(_l("Mitra")), columns, rows, totals)


def _columns_of(clause: ClauseFigures) -> Sequence[Column]:
    code = clause.terms.code
    return (
        _column(
            _l("%(code)s hasil", code=code), note=_l("Hasil di bawah butir ini; kosong bila tidak terikat")
        ),
        _column(_l("%(code)s keadaan", code=code), note=_l("Keadaan di bawah butir ini")),
    )


def _together(clause: ClauseFigures) -> Sequence[Cell]:
    if clause.of_city:
        return str(clause.rows[0].reading), str(clause.rows[0].state)
    return clause.shared or None, str(clause.state.label) if clause.state else None


def _partner_row(one: PartnerResult, clauses: Sequence[ClauseFigures]) -> Sequence[Cell]:
    judged = {clause.code: clause_line(one, clause) for clause in one.clauses}
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
        *(cell for clause in clauses for cell in _under(judged.get(clause.terms.code))),
    )


def _under(line: ClauseLine | None) -> Sequence[Cell]:
    """Nothing under a clause that no partner is asked."""
    if line is None:
        return None, None
    bound = line.outcome not in (NOT_APPLICABLE, EXEMPT)
    return str(line.reading) if bound else None, str(line.state)


def clause_table(paper: ReportPaper) -> Table:
    """A row a clause: how many it binds, of how many something is known, and what they reach together."""
    return Table(
        str(_l("Per butir")), CLAUSE_COLUMNS, [_clause_row(clause) for clause in paper.figures.clauses]
    )


def _clause_row(clause: ClauseFigures) -> Sequence[Cell]:
    coverage, share = clause.coverage, clause.share
    return (
        clause.terms.code,
        str(clause.terms.rule_type.label),
        str(clause.terms.binding.label),
        str(clause.target),
        coverage.bound,
        coverage.reported,
        coverage.declared,
        coverage.bought,
        coverage.with_data,
        *(clause.outcomes[outcome] for outcome in SAID),
        share.numerator if share else None,
        share.denominator if share else None,
        points(share.numerator, share.denominator) if share else None,
        str(clause.state.label) if clause.state else None,
    )


def kind_table(paper: ReportPaper) -> Table:
    figures = paper.figures
    rows = [_kind_row(one) for one in (*figures.kinds, *figures.others)]
    return Table(str(_l("Jenis")), KIND_COLUMNS, rows)


def _kind_row(one: KindFigures) -> Sequence[Cell]:
    known = (one.part, one.whole, points(one.part, one.whole)) if one.whole else (None, None, None)
    state = str(one.outcome.label) if one.outcome else str(_l("tidak terikat"))
    return str(one.kind), one.partners, one.with_data, *known, state


def row_table(paper: ReportPaper) -> Table:
    """A row for each partner under each clause that binds it, or from which it is exempt."""
    lines = [
        line for clause in paper.figures.clauses for line in (*clause.rows, *clause.unknown, *clause.exempt)
    ]
    return Table(str(_l("Baris")), ROW_COLUMNS, [_row(line) for line in lines])


def _row(line: ClauseLine) -> Sequence[Cell]:
    result, measure = line.result, MEASURES[line.result.measure]
    return (
        line.partner,
        line.code,
        str(line.state),
        str(line.reading),
        str(line.target),
        result.numerator,
        str(measure.unit.label),
        result.denominator,
        None if result.denominator is None else str(measure.whole_unit.label),
        result.shortfall,
        str(_l("ya") if result.final else _l("belum")),
        str(line.remark),
    )


def summary_table(paper: ReportPaper) -> Table:
    """The sentence that is signed and of how many it speaks, then the figures of the city."""
    city, figures = paper.result.city, paper.figures
    said = (sentences.lead, sentences.basis, sentences.three_counts, sentences.everybody)
    rows: list[tuple[Label, int | None]] = [
        *((sentence(figures), None) for sentence in said),
        (_l("Belanja lokal (Rp)"), city.local),
        (_l("Belanja lokal bersertifikat (Rp)"), city.certified),
        (_l("Hilang karena belum bersertifikat (Rp)"), city.lost),
        (_l("Belanja lokal yang produknya belum dikenali (Rp)"), city.unrecognised),
        (_l("Belanja lokal mitra yang menyatakan belanja (Rp)"), city.local_declared),
        (_l("Seluruh belanja yang dinyatakan (Rp)"), city.declared),
        (_l("Perubahan belanja lokal dari bulan sebelumnya (Rp)"), city.change),
        (_l("Mitra"), figures.everybody.partners),
        (_l("Mitra yang melapor"), figures.everybody.reported),
        (_l("Mitra yang menyatakan belanja"), figures.everybody.declared),
        (_l("Mitra yang membeli dari pembuat lokal"), figures.everybody.bought),
        (_l("Mitra dengan nota kesepahaman"), city.under_mou),
        (_l("Mitra yang memenuhi semua butir wajib"), city.complying),
        (_l("Mitra yang dapat dinilai"), city.judged),
        (_l("Pembuat yang dibeli"), city.makers),
        (_l("Pembuat yang dibeli dengan produk bersertifikat"), city.certified_makers),
        *(
            (_l("Belanja lokal dengan bukti tingkat %(grade)s (Rp)", grade=grade.value), amount)
            for grade, amount in city.grades
        ),
    ]
    return Table(str(_l("Ringkasan")), SUMMARY_COLUMNS, [(str(name), value) for name, value in rows])
