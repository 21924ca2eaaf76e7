"""The forms of clauses and commitments: what each has, and the figures its rule asks for, read off the rule itself."""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import Any, TypeVar, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from marketplace.circulars.models import Binding, SellerTest
from marketplace.circulars.queries import category_choices
from marketplace.circulars.rules.base import RULE_TYPES, ClauseSubject, Share
from marketplace.circulars.terms import ClauseTerms, JudgedMonths, Promise
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.reading import read
from marketplace.partners.models import PartnerKind
from marketplace.uptake.lines import Grade
from marketplace.web.forms import Choice, Form, LongText, Several, Text, Tick, Whole
from marketplace.web.language import number, translate

Kind = TypeVar("Kind", bound="PromiseForm")

FIGURE = "figure_"
BLANK = {
    "stretch": JudgedMonths.MONTH,
    "seller_test": SellerTest.LOCAL,
    "lowest_grade": Grade.C.value,
}
BLANK_CLAUSE = {"binding": Binding.MANDATORY, "weight": 1}
GRADES = [(one.value, _l("%(grade)s: %(means)s", grade=one.value, means=one.label)) for one in Grade]


class PromiseForm(Form):
    """What clauses and commitments share."""

    rule: str
    figures_read: dict[str, Any]

    text = LongText(_l("Bunyi"), rows=3, longest=1000)
    stretch = Choice(_l("Masa penilaian"), JudgedMonths, radio=True)
    seller_test = Choice(_l("Yang dihitung"), SellerTest, radio=True)
    lowest_grade = Choice(_l("Bukti paling rendah"), GRADES)
    scope = Several(_l("Hanya kategori"), help=_l("Kosong berarti semua barang."))

    @property
    def figures(self) -> list[Any]:
        """The fields of the rule's own figures, in their order."""
        return [field for name, field in self._fields.items() if name.startswith(FIGURE)]

    @property
    def promise(self) -> Promise:
        """As it was filled in, once it is valid."""
        return Promise(code="", **self._values())

    def validate(self, extra_validators: Any = None) -> bool:
        """With the figures, which the rule reads by itself and complains of at their fields."""
        valid = super().validate(extra_validators)
        filled = {field.name.removeprefix(FIGURE): field.data for field in self.figures}
        result = read(RULE_TYPES[self.rule].Figures, filled)
        for name, complaint in result.complaints.items():
            field = self._fields[FIGURE + name]
            if not field.errors:
                field.errors = [str(translate(complaint))]
        self.figures_read = (
            {} if result.value is None else result.value.model_dump(mode="json", exclude_none=True)
        )
        return bool(valid) and result.value is not None

    def complain(self, error: Refused) -> None:
        """At the rule's own figure where it is one."""
        field = FIGURE + (error.field or "")
        super().complain(Refused(error.sentence, field=field) if field in self._fields else error)

    def _values(self) -> dict[str, Any]:
        return {
            "text": self.text.data,
            "rule": self.rule,
            "figures": self.figures_read,
            "scope": tuple(self.scope.data or ()),
            "stretch": self.stretch.data,
            "seller_test": self.seller_test.data,
            "lowest_grade": self.lowest_grade.data,
        }


class ClauseForm(PromiseForm):
    code = Text(_l("Tanda butir"), longest=12, help=_l("Angka, boleh dengan satu huruf kecil: 4, 4a, 4.1."))
    text = LongText(_l("Bunyi butir"), rows=3, longest=1000)
    binding = Choice(_l("Sifat"), Binding, radio=True)
    kinds = Several(_l("Untuk jenis mitra"), PartnerKind, coerce=str, help=_l("Kosong berarti semua."))
    weight = Whole(
        _l("Bobot"), least=0, most=100, help=_l("Dalam skor; butir berbobot nol tidak menggerakkan skor.")
    )
    source_article = Text(_l("Pasal sumber"), required=False, longest=120)

    @property
    def terms(self) -> ClauseTerms:
        """The clause as it was filled in, once it is valid."""
        return ClauseTerms(
            **self._values(),
            code=self.code.data,
            kinds=tuple(self.kinds.data or ()),
            weight=self.weight.data or 0,
            binding=self.binding.data,
            source_article=self.source_article.data,
        )


def clause_form(uow: UnitOfWork, rule: str, terms: ClauseTerms | None = None) -> ClauseForm:
    """Blank, or filled with a clause that stands. Raises NotFound for a rule there is none of."""
    return _form(ClauseForm, uow, rule, BLANK | BLANK_CLAUSE if terms is None else _filled(terms))


def promise_form(uow: UnitOfWork, rule: str, promise: Promise | None = None) -> PromiseForm:
    """The same for a commitment."""
    return _form(PromiseForm, uow, rule, BLANK if promise is None else _filled(promise))


def _form(base: type[Kind], uow: UnitOfWork, rule: str, filled: dict[str, Any]) -> Kind:
    if rule not in RULE_TYPES:
        raise NotFound(f"rule {rule}")
    figures = RULE_TYPES[rule].Figures
    fields = {FIGURE + name: _field(field) for name, field in figures.model_fields.items()}
    form = cast(Kind, type(base.__name__, (base,), fields)(**filled))
    form.rule = rule
    form.scope.choices = list(category_choices(uow.session))
    return form


def _field(figure: FieldInfo) -> Any:
    """By its kind, and by what the rule says of it: what may be chosen, how long it may be."""
    title, more = figure.title, cast(dict[str, Any], figure.json_schema_extra or {})
    if figure.annotation is bool:
        return Tick(title)
    if "choices" in more:
        offered = [(one, ClauseSubject(one).label) for one in more["choices"]]
        return Choice(title, offered[1:], required=False, empty=offered[0][1])
    if "longest" in more:
        example = _l("Kosong bila tidak berubah; misalnya 1/1/2027: 20; 1/7/2027: 25.")
        return Text(title, longest=more["longest"], required=False, help=example)
    return Text(title, longest=30, inputmode="decimal", required=figure.is_required())


def _filled(promise: Promise) -> dict[str, Any]:
    values = {one.name: getattr(promise, one.name) for one in fields_of(promise)}
    return values | {FIGURE + name: _write(value) for name, value in _pairs(promise.read_figures)}


def _pairs(figures: BaseModel) -> list[tuple[str, Any]]:
    return [(name, getattr(figures, name)) for name in type(figures).model_fields]


def _write(value: Any) -> Any:
    """As people type it."""
    if isinstance(value, Share):
        return value.text.removesuffix("\u00a0%")
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return number(Rupiah(value))
