"""The forms of circulars at the office: a draft's head, its names for scores, its end, and exemptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from marketplace.circulars import queries
from marketplace.circulars.checks import MOST_BANDS
from marketplace.circulars.drafts import DraftHead
from marketplace.circulars.models import Circular
from marketplace.circulars.rules.base import Share
from marketplace.circulars.states import APPROVED
from marketplace.circulars.submitting import approvers_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.reading import read_decimal
from marketplace.web.fields.values import Read
from marketplace.web.forms import Choice, DayField, Document, Form, LongText, Several, Text, Tick
from marketplace.web.upload_checks import readable_document


class CircularForm(Form):
    number = Text(_l("Nomor"), longest=60, help=_l("Seperti tertulis pada suratnya, misalnya 500/017/2026."))
    title = Text(_l("Perihal"), longest=200)
    from_on = DayField(_l("Berlaku sejak"))
    until_on = DayField(_l("Berlaku sampai"), required=False, help=_l("Kosong berarti sampai diganti."))
    categories = Several(
        _l("Kategori yang tidak dihitung"),
        help=_l("Tidak masuk belanja lokal maupun total belanja, menurut butir mana pun di surat ini."),
    )
    goods = Text(
        _l("Barang lain yang tidak dihitung"),
        required=False,
        longest=200,
        help=_l("Seperti pada suratnya, dipisah koma, misalnya: rokok, BBM, obat."),
    )
    replaces = Choice(_l("Menggantikan"), required=False, empty=_l("tidak ada"), coerce=str)
    example = Tick(
        _l("Ini surat edaran contoh"), help=_l("Kata “contoh” lalu ditulis di mana pun surat ini muncul.")
    )
    scan = Document(
        _l("Pindaian surat"),
        required=False,
        validators=[readable_document],
        help=_l("PDF atau foto; boleh menyusul sebelum disetujui. Yang baru menggantikan yang lama."),
    )

    def offer(self, uow: UnitOfWork) -> CircularForm:
        rows = queries.CircularList(state=APPROVED).rows(uow.session)
        self.categories.choices = list(queries.category_choices(uow.session))
        self.replaces.choices = [(row.public_id, f"{row.number} · {row.title}") for row in rows]
        return self

    def head(self, uow: UnitOfWork) -> DraftHead:
        """As it was filled in, once it is valid; without the scan, which is kept apart."""
        words = [word.strip() for word in (self.goods.data or "").split(",")]
        replaces = self.replaces.data
        return DraftHead(
            number=self.number.data,
            title=self.title.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            replaces_id=uow.find(Circular, public_id=replaces).id if replaces else None,
            example=self.example.data,
            excluded=[*self.categories.data, *(word for word in words if word)],
        )


def head_form(uow: UnitOfWork, circular: Circular) -> CircularForm:
    """The form as the draft stands."""
    known = {code for code, _ in queries.category_choices(uow.session)}
    replaced = uow.get(Circular, circular.replaces_id).public_id if circular.replaces_id else None
    return CircularForm(
        number=circular.number,
        title=circular.title,
        from_on=circular.from_on,
        until_on=circular.until_on,
        categories=[code for code in circular.excluded if code in known],
        goods=", ".join(code for code in circular.excluded if code not in known),
        replaces=replaced,
        example=circular.example,
    ).offer(uow)


class Score(Read):
    """Hundredths of a percent, written 90 or 87,5."""

    inputmode = "decimal"

    def read(self, text: str) -> int:
        return int(Share.read(text)) if read_decimal(text.removesuffix("%")) else 0

    def write(self, value: int) -> str:
        return Share(value).text.removesuffix("\u00a0%")


class BandsForm(Form):
    """So many rows of a score and a name; those without a name and a score are left out."""

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"score_{place}"], self[f"name_{place}"]) for place in range(MOST_BANDS)]

    @property
    def bands(self) -> list[tuple[int, str]]:
        rows = [(score.data, name.data or "") for score, name in self.rows]
        return [(score or 0, name) for score, name in rows if name or score is not None]


def bands_form(bands: Sequence[tuple[int, str]] = ()) -> BandsForm:
    fields: dict[str, Any] = {}
    for place in range(MOST_BANDS):
        fields[f"score_{place}"] = Score(_l("Mulai dari (persen)"), required=False)
        fields[f"name_{place}"] = Text(_l("Predikat"), required=False, longest=60)
    filled: dict[str, Any] = {}
    for place, (score, name) in enumerate(bands):
        filled |= {f"score_{place}": score, f"name_{place}": name}
    return cast(BandsForm, type("BandsForm", (BandsForm,), fields)(**filled))


class DiscardCircularForm(Form):
    reason = LongText(_l("Alasan"), longest=500, rows=2)


class SubmissionForm(Form):
    approver = Choice(
        _l("Diajukan kepada"),
        coerce=int,
        help=_l("Tugas ini muncul di berandanya. Penyetuju lain pun boleh menyetujui."),
    )

    def offer(self, uow: UnitOfWork, circular: Circular) -> SubmissionForm:
        self.approver.choices = list(approvers_of(uow.session, circular, uow.now))
        if self.approver.data is None:
            self.approver.data = circular.asked_id
        return self


class ExemptionForm(Form):
    partner = Choice(_l("Mitra"), coerce=int)
    clause = Choice(_l("Butir"), coerce=str)
    decision = Text(_l("Nomor keputusan"), longest=120)
    from_on = DayField(_l("Sejak"))
    until_on = DayField(_l("Sampai"))

    def offer(self, uow: UnitOfWork, circular: Circular) -> ExemptionForm:
        self.partner.choices = list(queries.partner_choices(uow.session))
        self.clause.choices = [(clause.code, clause.code) for clause in circular.clauses]
        return self
