"""What happens to partners, their outlets and memoranda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PartnerRegistered(Event):
    partner_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class PartnerChanged(Event):
    partner_id: int
    kind: str
    staff_count: int | None


@dataclass(frozen=True, kw_only=True)
class OutletAdded(Event):
    outlet_id: int
    partner_id: int
    kelurahan: str | None


@dataclass(frozen=True, kw_only=True)
class OutletClosed(Event):
    outlet_id: int
    partner_id: int
    until_on: date


@dataclass(frozen=True, kw_only=True)
class OutletShown(Event):
    """Whether the outlet may be named to the public where a product is sold."""

    outlet_id: int
    partner_id: int
    shown: bool


@dataclass(frozen=True, kw_only=True)
class MouDrafted(Event):
    mou_id: int
    partner_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class MouRedrafted(Event):
    mou_id: int


@dataclass(frozen=True, kw_only=True)
class MouSigned(Event):
    mou_id: int
    partner_id: int
    number: str
    starts_on: date
    ends_on: date
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class MouEnded(Event):
    mou_id: int
    partner_id: int
    last_day: date
    reason: str
