"""What the journal tells of flags: how many were found, and what auditors said of each."""

from __future__ import annotations

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class FlagEvent(Event, subject_kind="risk_flag", label=_l("Tanda risiko"), public=False):
    flag_id: int


class FlagSettled(FlagEvent, action="FlagSettled", label=_l("Tanda risiko diputuskan")):
    finding: str
    reason: str
