"""What a sample is drawn from: documents with a net above zero, in one order and one spelling, and their hash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

HEAD = "partner,seller,document,rupiah\n"


@dataclass(frozen=True)
class AuditDocument:
    """One document of a partner from a seller, and what of its lines counts, in rupiah without VAT.

    `seller` is the maker's number, `document` the key of its number or day (`purchases/documents.py`), `number` what
    the paper says, None where it has none. `day` is its first, `purchases` are public ids. `proven` tells that there
    is a photo, or a number that needs none; `confirmed` that the other side agreed.
    """

    partner_id: int
    seller: int
    document: str
    net: int
    day: date
    proven: bool = True
    confirmed: bool = True
    purchases: tuple[str, ...] = ()
    number: str | None = None
    flags: frozenset[str] = frozenset()  # kinds of risk flags that point at it or at its shop's month

    @property
    def key(self) -> tuple[int, int, str]:
        return self.partner_id, self.seller, self.document

    def with_more(self, other: AuditDocument) -> AuditDocument:
        """Of two purchases of one document; it is as well proven as the one that is less so."""
        return replace(
            self,
            net=self.net + other.net,
            day=min(self.day, other.day),
            proven=self.proven and other.proven,
            confirmed=self.confirmed and other.confirmed,
            purchases=(*self.purchases, *other.purchases),
            flags=self.flags | other.flags,
        )


def documents_of(purchases: Iterable[AuditDocument]) -> Sequence[AuditDocument]:
    """Those with a net above zero, in the order of their keys; what was returned on the same document is taken off."""
    found: dict[tuple[int, int, str], AuditDocument] = {}
    for one in purchases:
        found[one.key] = found[one.key].with_more(one) if one.key in found else one
    return [found[key] for key in sorted(found) if found[key].net > 0]


def as_csv(population: Sequence[AuditDocument]) -> bytes:
    """The population as it is hashed: a line per document, in their order. Keys have no comma and no quote."""
    lines = (f"{one.partner_id},{one.seller},{one.document},{one.net}\n" for one in population)
    return f"{HEAD}{''.join(lines)}".encode()


def population_hash(population: Sequence[AuditDocument]) -> str:
    """SHA-256 of `as_csv`, in hexadecimal."""
    return sha256(as_csv(population)).hexdigest()


def worth(population: Iterable[AuditDocument]) -> int:
    """In rupiah."""
    return sum(one.net for one in population)
