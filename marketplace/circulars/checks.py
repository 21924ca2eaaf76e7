"""What may stand in a draft: its head, its clauses, its names for scores. Each refusal says what is possible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from marketplace.circulars import policies
from marketplace.circulars.models import Circular
from marketplace.circulars.rules.base import WHOLE, Share
from marketplace.circulars.states import APPROVED, DISCARDED, DRAFT
from marketplace.circulars.terms import ClauseTerms, Promise
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CircularId
from marketplace.kernel.labels import Label, _l
from marketplace.places.models import Region
from marketplace.producers.models import Locality
from marketplace.uptake.measures.base import MAKERS
from marketplace.uptake.measures.kelurahan import KELURAHAN

MARK = re.compile(r"\d{1,4}(\.\d{1,2}){0,2}[a-z]?", re.ASCII)  # 4, 4a, 4.1, 4.1a
HEAVIEST = 100
MOST_BANDS = 6
POSSIBLE = {
    KELURAHAN.key: _l("Metro punya %(most)s kelurahan. Isi 1 sampai %(most)s."),
    MAKERS.key: _l("Metro kini punya %(most)s pembuat lokal. Isi 1 sampai %(most)s."),
}

Limits = Mapping[str, int]  # the most there is, by the key of the unit


def open_draft(uow: UnitOfWork, circular_id: CircularId) -> Circular:
    """A circular that is still being written, locked. Raises Forbidden, and Refused for any other."""
    circular = uow.get(Circular, circular_id, lock=True)
    uow.demand(policies.DRAFT, circular)
    if circular.state is DISCARDED:
        raise Refused(_l("Draf ini sudah dibuang; pulihkan dahulu bila masih dipakai."))
    if circular.state is not DRAFT:
        raise Refused(
            _l("Surat edaran yang disetujui tidak berubah; susun surat edaran baru yang menggantikannya.")
        )
    return circular


def check_head(uow: UnitOfWork, circular: Circular) -> None:
    """Days in order, a number of its own, and nothing replaced that begins on the same day or later."""
    if circular.until_on is not None and circular.until_on < circular.from_on:
        raise Refused(
            _l("Tanggal berakhir mendahului tanggal mulai; betulkan salah satunya."), field="until_on"
        )
    state = uow.session.scalar(
        select(Circular.state).where(Circular.number == circular.number, Circular.id != (circular.id or 0))
    )
    if state is DISCARDED:
        says = _l("Nomor %(number)s dipakai draf yang dibuang; pulihkan draf itu.", number=circular.number)
        raise Refused(says, field="number")
    if state is not None:
        says = _l("Nomor %(number)s sudah dipakai surat edaran lain.", number=circular.number)
        raise Refused(says, field="number")
    if circular.replaces_id is not None:
        check_replaced(uow.get(Circular, circular.replaces_id), circular.from_on)


def check_replaced(replaced: Circular, from_on: date) -> None:
    """It has to be in force by then: it ends the day before."""
    if replaced.state is not APPROVED:
        raise Refused(_l("Yang dapat digantikan hanya surat edaran yang disetujui."), field="replaces")
    if replaced.from_on >= from_on:
        raise Refused(
            _l(
                "Surat edaran yang diganti mulai berlaku %(day)s; mulailah sesudah hari itu.",
                day=f"{replaced.from_on:%d/%m/%Y}",
            ),
            field="from_on",
        )


def limits_of(session: Session, today: date) -> Limits:
    """How many kelurahan there are, and makers that are local today; what there is none of yet limits nothing."""
    kelurahan = session.scalar(select(func.count()).where(Region.level == "kelurahan")) or 0
    makers = session.scalar(
        select(func.count(distinct(Locality.producer_id))).where(
            or_(Locality.from_on.is_(None), Locality.from_on <= today),
            or_(Locality.until_on.is_(None), Locality.until_on >= today),
        )
    )
    return {key: most for key, most in ((KELURAHAN.key, kelurahan), (MAKERS.key, makers or 0)) if most}


def check_clause(terms: ClauseTerms, limits: Limits) -> ClauseTerms:
    """The same as it is stored. Refused at the field that is wrong."""
    if not MARK.fullmatch(terms.code):
        raise Refused(
            _l(
                "“%(code)s” bukan tanda butir; tulis angka, boleh dengan satu huruf kecil, tanpa spasi: 4, 4a, 4.1.",
                code=terms.code,
            ),
            field="code",
        )
    if not 0 <= terms.weight <= HEAVIEST:
        raise Refused(_l("Bobot antara 0 dan %(most)s.", most=HEAVIEST), field="weight")
    checked = terms.checked()
    if found := beyond(checked, limits):
        field, says = found
        raise Refused(says, field=field)
    return checked


def trouble_of(terms: ClauseTerms, limits: Limits) -> Label | None:
    """Why a clause cannot stand as it is written; None where it can."""
    try:
        check_clause(terms, limits)
    except Refused as refused:
        return refused.sentence
    return None


def beyond(promise: Promise, limits: Limits) -> tuple[str, Label] | None:
    """The figure that asks for more of something than there is, so that nobody can meet it, and what is possible."""
    for name, unit, figure in _asked(promise):
        most = limits.get(unit)
        if most is not None and figure > most:
            return name, _l(POSSIBLE[unit].template, most=most)
    return None


def _asked(promise: Promise) -> Iterator[tuple[str, str, int]]:
    """Each figure by its name, the key of its unit, and so many: from now, on later days, and of kelurahan."""
    figures, unit = promise.read_figures, promise.measure_type.unit.key
    least = getattr(figures, "least", None)
    if least is not None:
        yield "least", unit, least
        yield from (("steps", unit, step.figure) for step in getattr(figures, "steps", None) or ())
    if kelurahan := getattr(figures, "kelurahan", None):
        yield "kelurahan", KELURAHAN.key, kelurahan


def check_bands(bands: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """Scores in basis points, the highest first and the last one 0, so that every score has one name.

    Refused at `score_2` or `name_2`, counted from 0.
    """
    if not 1 <= len(bands) <= MOST_BANDS:
        raise Refused(_l("Predikat sekurangnya satu dan paling banyak %(most)s.", most=MOST_BANDS))
    for place, (score, name) in enumerate(bands):
        if not 0 <= score <= WHOLE:
            raise Refused(_l("Skor antara 0 dan 100 persen."), field=f"score_{place}")
        if not name.strip():
            raise Refused(_l("Predikat ini belum bernama."), field=f"name_{place}")
        if place and score >= bands[place - 1][0]:
            says = _l(
                "Urutkan dari skor tertinggi: di bawah %(above)s.", above=Share(bands[place - 1][0]).text
            )
            raise Refused(says, field=f"score_{place}")
    if bands[-1][0]:
        says = _l("Predikat terakhir mulai dari 0 supaya setiap skor mempunyai nama.")
        raise Refused(says, field=f"score_{len(bands) - 1}")
    names = [name.strip().casefold() for _, name in bands]
    twice = next((place for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise Refused(_l("Nama predikat ini sudah dipakai di atas."), field=f"name_{twice}")
    return [(score, name.strip()) for score, name in bands]
