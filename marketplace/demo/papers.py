"""Certificates: the number, the days, and a sheet that stands in for the scan."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.adapters.pictures.papers import draw_paper
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.certification.services.submitting import Claim, submit_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.demo.lists import Good, Maker
from marketplace.demo.makers import nib_of
from marketplace.demo.studio import Studio
from marketplace.files.models import AttachmentKind
from marketplace.files.services import store_attachment
from marketplace.kernel.ids import ProducerId, ProductId

NEED_PIRT = ("dry-food", "coffee-tea", "sauces-spices", "meat-fish-floss", "beverages")
NEED_HALAL = (*NEED_PIRT, "cakes-bread", "cosmetics")
LATE_HALAL = ("no_halal", "halal_waiting", "halal_returned", "halal_rejected")
LIFE = timedelta(days=5 * 365)


@dataclass(frozen=True)
class Paper:
    kind: str
    number: str
    issued_on: date
    expires_on: date | None = None
    product_ids: Collection[ProductId] = ()


def papers_of(maker: Maker, made: dict[Good, ProductId], *, came: date, today: date) -> Iterator[Paper]:
    """What the maker hands in with its products: papers of about two years."""
    issued = date(came.year - 2, 1 + maker.number % 12, 1 + maker.number % 28)
    yield Paper("nib", nib_of(maker), issued)
    if named := _of(made, NEED_PIRT):
        yield _pirt(maker, named, expires_on=_pirt_end(maker, issued, today))
    if (named := _of(made, NEED_HALAL)) and maker.plight not in LATE_HALAL:
        yield halal(maker, named, issued)
    if named := _of(made, ("cosmetics",)):
        yield Paper("bpom_cosmetic", f"NA1824{maker.number:07}", issued, issued + LIFE, named)


def food_of(made: dict[Good, ProductId]) -> list[ProductId]:
    return _of(made, NEED_HALAL)


def halal(maker: Maker, named: Collection[ProductId], issued: date) -> Paper:
    """Its last four digits are the month and year of issue."""
    return Paper("halal", f"ID1811{maker.number:09}{issued:%m%y}", issued, None, named)


def renewed_pirt(maker: Maker, named: Collection[ProductId], issued: date) -> Paper:
    return _pirt(maker, named, expires_on=issued + LIFE)


def hand_in(
    uow: UnitOfWork,
    studio: Studio,
    maker: Maker,
    producer_id: ProducerId,
    paper: Paper,
    *,
    renews: int | None = None,
) -> Certificate:
    sheet = _sheet(maker, paper)
    scan = store_attachment(
        uow,
        studio,
        content=sheet,
        name=f"{paper.kind}.jpg",
        picture=studio.sealed(sheet),
        kind=AttachmentKind.DOCUMENT,
    )
    claim = Claim(
        kind=paper.kind,
        number=paper.number,
        issued_on=paper.issued_on,
        expires_on=paper.expires_on,
        product_ids=paper.product_ids,
        scan_id=scan.id,
    )
    return submit_certificate(uow, producer_id, claim, renews=renews)


def _of(made: dict[Good, ProductId], categories: Collection[str]) -> list[ProductId]:
    return [product_id for good, product_id in made.items() if good.category in categories]


def _pirt(maker: Maker, named: Collection[ProductId], *, expires_on: date) -> Paper:
    number = f"206187201{maker.number:04}-{expires_on:%y}"
    return Paper("pirt", number, expires_on - LIFE, expires_on, named)


def _pirt_end(maker: Maker, issued: date, today: date) -> date:
    """Most have years to go; one ran out last month, and that of the first maker is to be renewed soon."""
    if maker.plight == "pirt_expired":
        return today - timedelta(days=33)
    if maker.plight == "renewed":
        return today - timedelta(days=20)
    return today + timedelta(days=41) if maker.number == 1 else issued + LIFE


def _sheet(maker: Maker, paper: Paper) -> bytes:
    ends = f"{paper.expires_on:%d-%m-%Y}" if paper.expires_on else "tanpa batas"
    lines = [
        f"Nomor\t{paper.number}",
        f"Usaha\t{maker.name}",
        f"Pemilik\t{maker.owner}",
        f"Terbit\t{paper.issued_on:%d-%m-%Y}",
        f"Berlaku\t{ends}",
        "Alamat\tKota Metro, Lampung",
    ]
    return draw_paper(str(KINDS[paper.kind].title), lines)
