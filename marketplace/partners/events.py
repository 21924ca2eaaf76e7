"""What happens to partners, their outlets and memoranda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l

Changes = Mapping[
    str, tuple[Any, Any] | None
]  # field -> old and new; None where only that it changed is told


class PartnerEvent(Event, subject_kind="partner", label=_l("Mitra")):
    partner_id: int


class OutletEvent(Event, subject_kind="outlet", label=_l("Gerai")):
    outlet_id: int


class MouEvent(Event, subject_kind="mou", label=_l("MoU")):
    mou_id: int


class PartnerRegistered(PartnerEvent, action="PartnerRegistered", label=_l("Mitra didaftarkan")):
    kind: str


class PartnerChanged(PartnerEvent, action="PartnerChanged", label=_l("Data mitra diubah")):
    kind: str
    staff_count: int | None
    changes: Changes = field(default_factory=dict)


class PartnerDescribed(PartnerEvent, action="PartnerDescribed", label=_l("Profil mitra diubah")):
    """`changed` names the fields, not what stands in them."""

    changed: tuple[str, ...]


class PartnerHeld(PartnerEvent, action="PartnerHeld", label=_l("Pemesanan mitra ditangguhkan")):
    hold_id: int
    from_on: date
    until_on: date | None
    reason: str


class PartnerFreed(PartnerEvent, action="PartnerFreed", label=_l("Penangguhan mitra dicabut")):
    hold_id: int


class OutletAdded(OutletEvent, action="OutletAdded", label=_l("Gerai ditambahkan")):
    partner_id: int
    kelurahan: str | None


class OutletChanged(OutletEvent, action="OutletChanged", label=_l("Gerai diubah")):
    partner_id: int
    changes: Changes


class OutletPinChanged(OutletEvent, action="OutletPinChanged", label=_l("PIN gerai dipasang atau dihapus")):
    """A PIN was set (`given`) or taken away; never which."""

    partner_id: int
    given: bool


class OutletClosed(OutletEvent, action="OutletClosed", label=_l("Gerai ditutup")):
    partner_id: int
    until_on: date


class OutletShown(OutletEvent, action="OutletShown", label=_l("Gerai ditampilkan atau disembunyikan")):
    """Whether the outlet may be named to the public where a product is sold."""

    partner_id: int
    shown: bool


class MouDrafted(MouEvent, action="MouDrafted", label=_l("Draf MoU dibuat")):
    """A renewal names what it replaces, an addendum what it amends."""

    partner_id: int
    number: str
    replaces: int | None = None
    amends: int | None = None


class MouRedrafted(MouEvent, action="MouRedrafted", label=_l("Draf MoU diubah")):
    changes: Changes = field(default_factory=dict)


class MouDiscarded(MouEvent, action="MouDiscarded", label=_l("Draf MoU dibuang")):
    partner_id: int
    reason: str


class MouSigned(MouEvent, action="MouSigned", label=_l("MoU ditandatangani")):
    """Who signed stays outside the journal: only a hash of their names, salted with the public id."""

    partner_id: int
    number: str
    starts_on: date
    ends_on: date
    text_sha256: str
    signatories_sha256: str | None = None
    scan_sha256: str | None = None


class MouScanAdded(MouEvent, action="MouScanAdded", label=_l("Pindaian MoU ditambahkan")):
    partner_id: int
    scan_sha256: str | None = None


class MouAccepted(MouEvent, action="MouAccepted", label=_l("MoU disetujui mitra")):
    """`how` is an MouAcceptance; the hashes are of what the partner, or who compared the scan, had before them."""

    partner_id: int
    how: str
    text_sha256: str
    scan_sha256: str | None


class MouEnded(MouEvent, action="MouEnded", label=_l("MoU diakhiri")):
    partner_id: int
    last_day: date
    reason: str
