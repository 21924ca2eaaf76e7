"""What happens to partners, their outlets and memoranda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marketplace.kernel.events import Event

Changes = Mapping[
    str, tuple[Any, Any] | None
]  # field -> old and new; None where only that it changed is told


@dataclass(frozen=True, kw_only=True)
class PartnerRegistered(Event):
    partner_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class PartnerChanged(Event):
    partner_id: int
    kind: str
    staff_count: int | None
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PartnerDescribed(Event):
    """`changed` names the fields, not what stands in them."""

    partner_id: int
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PartnerHeld(Event):
    partner_id: int
    hold_id: int
    from_on: date
    until_on: date | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class PartnerFreed(Event):
    partner_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class OutletAdded(Event):
    outlet_id: int
    partner_id: int
    kelurahan: str | None


@dataclass(frozen=True, kw_only=True)
class OutletChanged(Event):
    outlet_id: int
    partner_id: int
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class OutletPinChanged(Event):
    """A PIN was set (`given`) or taken away; never which."""

    outlet_id: int
    partner_id: int
    given: bool


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
    """A renewal names what it replaces, an addendum what it amends."""

    mou_id: int
    partner_id: int
    number: str
    replaces: int | None = None
    amends: int | None = None


@dataclass(frozen=True, kw_only=True)
class MouRedrafted(Event):
    mou_id: int
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MouDiscarded(Event):
    mou_id: int
    partner_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class MouSigned(Event):
    mou_id: int
    partner_id: int
    number: str
    starts_on: date
    ends_on: date
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class MouScanAdded(Event):
    mou_id: int
    partner_id: int


@dataclass(frozen=True, kw_only=True)
class MouEnded(Event):
    mou_id: int
    partner_id: int
    last_day: date
    reason: str
