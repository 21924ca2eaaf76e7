"""Reads what eligibility depends on: a handful of statements, however many products are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Integer, bindparam, cast, null, select, union_all
from sqlalchemy.orm import Session, aliased

from marketplace.catalog.categories import lineage
from marketplace.catalog.models import Product, ProductHold
from marketplace.certification.eligibility import (
    ONE_DAY,
    DaySpan,
    Facts,
    Proof,
    RequiredCertificate,
)
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import (
    Certificate,
    CertificateHold,
    CertificateProduct,
    Level,
    Requirement,
)
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.kernel.ids import CategoryId, ProducerId, ProductId
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.producers.models import Producer, ProducerHold, Scale

UNKNOWN_SCALE = Scale.MICRO  # most makers are; a profile names its scale before it is approved
NONE = cast(null(), Integer)

# Built once: this is asked for every line of an order, and building costs more than asking.
PRODUCTS: AnySelect = (
    select(
        Product.id,
        Product.producer_id,
        Product.category_id,
        Product.state,
        Product.approved_number,
        Producer.state,
        Producer.scale,
    )
    .join(Producer, Producer.id == Product.producer_id)
    .where(Product.id.in_(bindparam("products", expanding=True)))
)
DEMANDS: AnySelect = select(
    Requirement.category_id,
    Requirement.scale,
    Requirement.certificate_kind,
    Requirement.from_on,
    Requirement.until_on,
    Requirement.grace_days,
).where(Requirement.level == Level.MANDATORY, Requirement.withdrawn_on.is_(None))
MAKERS: Any = bindparam("makers", expanding=True)
HEIR = aliased(Certificate)
PAPERS: AnySelect = (
    select(
        Certificate.id,
        Certificate.producer_id,
        CertificateProduct.product_id,
        Certificate.kind,
        Certificate.state,
        Certificate.issued_on,
        Certificate.expires_on,
        Certificate.revoked_on,
        HEIR.issued_on,
    )
    .outerjoin(CertificateProduct, CertificateProduct.certificate_id == Certificate.id)
    .outerjoin(HEIR, (HEIR.id == Certificate.superseded_by_id) & (HEIR.state == APPROVED))
    .where(Certificate.state.in_((APPROVED, SUBMITTED)), Certificate.producer_id.in_(MAKERS))
)
HOLDS: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(
        ProducerHold.producer_id, NONE, NONE, ProducerHold.from_on, ProducerHold.until_on, ProducerHold.reason
    ).where(ProducerHold.producer_id.in_(MAKERS)),
    select(
        Product.producer_id, Product.id, NONE, ProductHold.from_on, ProductHold.until_on, ProductHold.reason
    )
    .join(Product, Product.id == ProductHold.product_id)
    .where(Product.id.in_(bindparam("products", expanding=True))),
    select(
        Certificate.producer_id,
        NONE,
        Certificate.id,
        CertificateHold.from_on,
        CertificateHold.until_on,
        CertificateHold.reason,
    )
    .join(Certificate, Certificate.id == CertificateHold.certificate_id)
    .where(Certificate.producer_id.in_(MAKERS)),
)


def facts_of(
    session: Session, product_ids: Collection[ProductId], *, without: int | None = None
) -> Mapping[ProductId, Facts]:
    """By product; one that does not exist is left out. `without` asks as if that certificate did not exist."""
    products = run(session, PRODUCTS, products=list(product_ids)).all()
    makers = {row.producer_id for row in products}
    demands = _Demands(session)
    holds, held = _holds(session, makers, product_ids)
    proofs, waiting, doubts = _certificates(session, makers, held, without)
    return {
        product_id: Facts(
            product_id=product_id,
            maker=maker_state,
            product=state if approved is None else APPROVED,  # what is revised stays as it was approved
            demands=demands.of(category_id, scale or UNKNOWN_SCALE),
            proofs=[*proofs[maker, None], *proofs[maker, product_id]],
            holds=[*holds[maker, None], *holds[maker, product_id]],
            doubts=[*doubts[maker, None], *doubts[maker, product_id]],
            waiting=frozenset(waiting[maker, None] | waiting[maker, product_id]),
        )
        for product_id, maker, category_id, state, approved, maker_state, scale in products
    }


# Certificates and holds of a maker as a whole stand under (maker, None), those of one product under (maker, product).
Key = tuple[ProducerId, ProductId | None]


def _certificates(
    session: Session,
    makers: Collection[ProducerId],
    held: Mapping[int, Sequence[tuple[DaySpan, str]]],
    without: int | None,
) -> tuple[Mapping[Key, list[Proof]], Mapping[Key, set[str]], Mapping[Key, list[tuple[str, DaySpan, str]]]]:
    """What proves something, which kinds wait for officials, and which are held."""
    proofs: dict[Key, list[Proof]] = defaultdict(list)
    waiting: dict[Key, set[str]] = defaultdict(set)
    doubts: dict[Key, list[tuple[str, DaySpan, str]]] = defaultdict(list)
    papers = run(session, PAPERS, makers=list(makers))
    for number, maker, product_id, kind, state, issued, expires, revoked, replaced in papers:
        key = maker, product_id
        if number == without:
            continue
        if state is SUBMITTED:
            waiting[key].add(kind)
            continue
        ends = [day for day in (expires, _eve(revoked), _eve(replaced)) if day is not None]
        days, also = DaySpan(issued, min(ends, default=None)), frozenset(KINDS[kind].stands_for)
        if number not in held:
            proofs[key].append(Proof(kind, days, also))
            continue
        left = days.without(span for span, _ in held[number])
        proofs[key] += [Proof(kind, some, also) for some in left]
        doubts[key] += [(kind, span, reason) for span, reason in held[number]]
    return proofs, waiting, doubts


def _holds(
    session: Session, makers: Collection[ProducerId], product_ids: Collection[ProductId]
) -> tuple[Mapping[Key, Sequence[tuple[DaySpan, str]]], Mapping[int, Sequence[tuple[DaySpan, str]]]]:
    """Suspensions of makers and products, and those of each certificate that ever had one."""
    found: dict[Key, list[tuple[DaySpan, str]]] = defaultdict(list)
    held: dict[int, list[tuple[DaySpan, str]]] = defaultdict(list)
    rows = run(session, HOLDS, makers=list(makers), products=list(product_ids))
    for maker, product_id, certificate_id, from_on, until_on, reason in rows:
        span = DaySpan(from_on, until_on), reason
        if certificate_id is None:
            found[maker, product_id].append(span)
        else:
            held[certificate_id].append(span)
    return found, held


class _Demands:
    """The mandatory requirements, by category (with what stands above it) and scale."""

    def __init__(self, session: Session) -> None:
        self._above = lineage(session)
        self._rows = run(session, DEMANDS).all()
        self._found: dict[tuple[CategoryId, Scale], Sequence[RequiredCertificate]] = {}

    def of(self, category_id: CategoryId, scale: Scale) -> Sequence[RequiredCertificate]:
        key = category_id, scale
        if key not in self._found:
            self._found[key] = [
                RequiredCertificate(kind, DaySpan(from_on, until_on), grace)
                for category, size, kind, from_on, until_on, grace in self._rows
                if (category is None or category in self._above[category_id]) and size in (None, scale)
            ]
        return self._found[key]


def _eve(day: date | None) -> date | None:
    """The last day before something ended it."""
    return None if day is None else day - ONE_DAY
