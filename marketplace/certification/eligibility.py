"""May this product be offered on that day? A pure answer from dated rows, for any day, past ones too.

What is dated: certificates, requirements, suspensions. What is not: whether officials approved the maker and the
product, because that says what the city knows, not what held; the last word of the review counts for every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, NamedTuple, TypeAlias

from marketplace.certification.kinds.base import KINDS
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.review import APPROVED, ReviewState

FOREVER = date.max
ONE_DAY = timedelta(days=1)


class DaySpan(NamedTuple):
    """A stretch of days, both ends included; None is open."""

    from_on: date | None = None
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (
            self.until_on is None or day <= self.until_on
        )

    def edges(self) -> Iterator[date]:
        """The days from which it holds and from which it no longer does."""
        if self.from_on is not None:
            yield self.from_on
        if self.until_on is not None and self.until_on < FOREVER:
            yield self.until_on + ONE_DAY

    def without(self, others: Iterable[DaySpan]) -> Iterator[DaySpan]:
        """What is left of it once the days of the others are taken out; none of them begins before it is open."""
        from_on = self.from_on
        for other in sorted(others, key=lambda one: one.from_on or date.min):
            start = other.from_on or date.min
            if self.until_on is not None and start > self.until_on:
                break
            if from_on is None or start > from_on:
                yield DaySpan(from_on, start - ONE_DAY)
            if other.until_on is None:
                return
            from_on = max(from_on or date.min, other.until_on + ONE_DAY)
        if self.until_on is None or from_on is None or from_on <= self.until_on:
            yield DaySpan(from_on, self.until_on)


class Proof(NamedTuple):
    """An approved certificate and the days on which it holds: neither expired, revoked nor superseded."""

    kind: str
    days: DaySpan
    also: frozenset[str] = frozenset()  # kinds that it makes needless

    def covers(self, kind: str, day: date) -> bool:
        return (kind == self.kind or kind in self.also) and self.days.covers(day)


class RequiredCertificate(NamedTuple):
    """A mandatory certificate; for `grace_days` from its first day on it is asked for but not yet insisted on."""

    kind: str
    days: DaySpan
    grace_days: int = 0

    def forgiven_until(self) -> date | None:
        """The last day of grace, if there is any."""
        if not self.grace_days or self.days.from_on is None:
            return None
        return self.days.from_on + timedelta(days=self.grace_days - 1)


class Turn(Labelled):
    """Whose turn it is."""

    MAKER = "maker", _l("Anda")
    OFFICER = "officer", _l("Dinas")


@dataclass(frozen=True)
class ListingReason:
    """Why a product is not listed, and what comes next."""

    code: str  # maker, product, hold, or the kind of certificate that is missing
    says: Label
    next: Label
    acts: Turn
    asks: bool = False  # for a paper that nobody has handed in yet


@dataclass(frozen=True)
class Facts:
    """Everything about one product that its eligibility depends on."""

    product_id: ProductId
    maker: ReviewState
    product: ReviewState
    proofs: Sequence[Proof] = ()
    demands: Sequence[RequiredCertificate] = ()
    holds: Sequence[tuple[DaySpan, str]] = ()  # of the maker or the product, with their reasons
    doubts: Sequence[
        tuple[str, DaySpan, str]
    ] = ()  # kinds that prove nothing while they are held, with reasons
    waiting: frozenset[str] = frozenset()  # kinds that officials have in their hands


@dataclass(frozen=True)
class Ok:
    word: ClassVar[str] = "ok"  # what an order line stores
    until: date  # the last day without a break; FOREVER where nothing ends it


@dataclass(frozen=True)
class Grace:
    """Still offered, but only until this day unless the reasons go away."""

    word: ClassVar[str] = "grace"
    until: date
    reasons: tuple[ListingReason, ...]


@dataclass(frozen=True)
class Blocked:
    word: ClassVar[str] = "blocked"
    reasons: tuple[ListingReason, ...]


Verdict: TypeAlias = Ok | Grace | Blocked


def eligibility(facts: Facts, day: date) -> Verdict:
    """Whether the product may be offered on that day (WIB), and until when, or why not."""
    lacking, forgiven = _lacking(facts, day)
    reasons = (*_unreviewed(facts), *_suspended(facts, day), *(_paper(facts, kind, day) for kind in lacking))
    if reasons:
        return Blocked(reasons)
    until = _last_day(facts, day)
    if forgiven:
        return Grace(until, tuple(_paper(facts, kind, day) for kind in forgiven))
    return Ok(until)


def eligible_until(facts: Facts, today: date) -> date | None:
    """The last day from today on which the product stays eligible without a break; None if it is not today."""
    return _last_day(facts, today) if _eligible(facts, today) else None


def certified(facts: Facts, day: date) -> bool:
    """Whether every certificate that the product needed on that day was there or in grace, whoever reviewed it."""
    return not _lacking(facts, day)[0]


def _eligible(facts: Facts, day: date) -> bool:
    return not (
        any(_unreviewed(facts)) or any(span.covers(day) for span, _ in facts.holds) or _lacking(facts, day)[0]
    )


def _last_day(facts: Facts, day: date) -> date:
    """Between two edges nothing changes, so only the days on which something does are looked at."""
    for edge in sorted(set(_edges(facts))):
        if edge > day and not _eligible(facts, edge):
            return edge - ONE_DAY
    return FOREVER


def _edges(facts: Facts) -> Iterator[date]:
    for proof in facts.proofs:
        yield from proof.days.edges()
    for span, _ in facts.holds:
        yield from span.edges()
    for demand in facts.demands:
        yield from demand.days.edges()
        if (last := demand.forgiven_until()) is not None:
            yield last + ONE_DAY


def _lacking(facts: Facts, day: date) -> tuple[list[str], list[str]]:
    """The kinds that are missing on that day: for good, and within their grace."""
    lacking: dict[str, None] = {}
    forgiven: dict[str, None] = {}
    for demand in facts.demands:
        if not demand.days.covers(day) or any(proof.covers(demand.kind, day) for proof in facts.proofs):
            continue
        last = demand.forgiven_until()
        (forgiven if last is not None and day <= last else lacking)[demand.kind] = None
    return list(lacking), [kind for kind in forgiven if kind not in lacking]


def _unreviewed(facts: Facts) -> Iterator[ListingReason]:
    if facts.maker is not APPROVED:
        yield _MAKER[facts.maker]
    if facts.product is not APPROVED:
        yield _PRODUCT[facts.product]


def _suspended(facts: Facts, day: date) -> Iterable[ListingReason]:
    for span, reason in facts.holds:
        if span.covers(day):
            yield ListingReason(
                "hold",
                _l("Ditangguhkan: %(reason)s", reason=reason),
                _l("Perbaiki sebabnya, lalu hubungi Dinas."),
                Turn.MAKER,
            )


def _paper(facts: Facts, kind: str, day: date) -> ListingReason:
    name = KINDS[kind].label
    for doubted, span, reason in facts.doubts:
        if doubted == kind and span.covers(day):
            return ListingReason(
                kind,
                _l("%(kind)s ditangguhkan: %(reason)s", kind=name, reason=reason),
                _l("Perbaiki sebabnya, lalu hubungi Dinas."),
                Turn.MAKER,
            )
    if kind in facts.waiting:
        return ListingReason(
            kind,
            _l("%(kind)s sedang diperiksa.", kind=name),
            _l("Petugas memeriksa menurut urutan masuk."),
            Turn.OFFICER,
        )
    return ListingReason(
        kind,
        _l("%(kind)s yang berlaku belum ada.", kind=name),
        _l("Unggah pindaian %(kind)s, lalu ajukan.", kind=name),
        Turn.MAKER,
        asks=True,
    )


def _stages(
    code: str, unsent: Label, waits: Label, back: Label, no: Label
) -> dict[ReviewState, ListingReason]:
    send, mend = _l("Lengkapi, lalu ajukan."), _l("Perbaiki menurut catatan, lalu ajukan lagi.")
    look, ask = _l("Petugas memeriksa menurut urutan masuk."), _l("Hubungi Dinas bila ini keliru.")
    return {
        ReviewState.DRAFT: ListingReason(code, unsent, send, Turn.MAKER),
        ReviewState.SUBMITTED: ListingReason(code, waits, look, Turn.OFFICER),
        ReviewState.RETURNED: ListingReason(code, back, mend, Turn.MAKER),
        ReviewState.REJECTED: ListingReason(code, no, ask, Turn.MAKER),
    }


_MAKER = _stages(
    "maker",
    _l("Profil usaha belum diajukan."),
    _l("Profil usaha sedang diperiksa."),
    _l("Profil usaha dikembalikan."),
    _l("Profil usaha ditolak."),
)
_PRODUCT = _stages(
    "product",
    _l("Produk belum diajukan."),
    _l("Produk sedang diperiksa."),
    _l("Produk dikembalikan."),
    _l("Produk ditolak."),
)
