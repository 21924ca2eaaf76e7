"""One maker as everybody may know it, and as its page shows it to strangers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.files.models import Attachment, Picture, PictureState
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.review import APPROVED, ReviewState
from marketplace.places.models import Region
from marketplace.producers.models import Producer, Scale
from marketplace.producers.queries import is_held, is_local


@dataclass(frozen=True)
class MakerCard:
    """What everybody may know of a maker."""

    id: ProducerId
    public_id: str
    slug: str
    name: str
    story: str
    scale: Scale | None
    kelurahan: str | None
    kecamatan: str | None
    state: ReviewState


def producer_card(session: Session, producer_id: ProducerId) -> MakerCard | None:
    found = session.execute(_cards().where(Producer.id == producer_id)).one_or_none()
    return None if found is None else MakerCard(*found)


@dataclass(frozen=True)
class PublicCard(MakerCard):
    """The same with what its page shows besides."""

    logo: str | None  # the key of its own picture, once it can be shown
    local: bool


def public_card(session: Session, slug: str, day: date) -> PublicCard | None:
    """None unless the maker is approved and not suspended on that day."""
    found = run(session, _public_cards(day), slug=slug).one_or_none()
    return None if found is None else PublicCard(*found)


@lru_cache(maxsize=2)
def _public_cards(day: date) -> AnySelect:
    """Built once a day, as that takes longer than running it."""
    logo = _logos().where(Attachment.id == Producer.logo_id).correlate(Producer).scalar_subquery()
    shown = and_(Producer.slug == bindparam("slug"), Producer.state == APPROVED, ~is_held(Producer.id, day))
    return _cards().add_columns(logo, is_local(Producer.id, day)).where(shown)


def _cards() -> AnySelect:
    district = aliased(Region)
    return (
        select(
            Producer.id,
            Organisation.public_id,
            Producer.slug,
            Organisation.name,
            Producer.story,
            Producer.scale,
            Region.name,
            district.name,
            Producer.state,
        )
        .join(Organisation, Organisation.id == Producer.id)
        .outerjoin(Region, Region.code == Producer.kelurahan_code)
        .outerjoin(district, district.code == Region.parent_code)
    )


def logo_of(session: Session, producer_id: ProducerId) -> str | None:
    """The key of the maker's own picture, once it can be shown."""
    of_maker = _logos().join(Producer, Producer.logo_id == Attachment.id).where(Producer.id == producer_id)
    return session.scalar(of_maker)


def _logos() -> AnySelect:
    keys = select(Attachment.sha256).join(Picture, Picture.attachment_id == Attachment.id)
    return keys.where(Picture.state == PictureState.READY)
