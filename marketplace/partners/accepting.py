"""The partner's yes to a signed memorandum: given signed in, or read from the scan by a second officer.

Before it nothing holds. Those signed before this was asked stay in force and are marked so (`MouAcceptance.BEFORE`).
"""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.partners import policies
from marketplace.partners.events import MouAccepted
from marketplace.partners.models import Mou, Partner
from marketplace.partners.sealing import scan_hash
from marketplace.partners.states import DRAFT, SIGNED, MouAcceptance


def accept_mou(uow: UnitOfWork, mou_id: int) -> Mou:
    """The owner agrees to the frozen text, signed in; nobody does so on the owner's behalf.

    Refused for a draft, for what was accepted already, and for what is over.
    """
    mou = _locked(uow, mou_id)
    uow.demand(policies.ACCEPT_MOU, mou)
    return _accept(uow, mou, MouAcceptance.SIGNED_IN)


def compare_scan(uow: UnitOfWork, mou_id: int) -> Mou:
    """An officer other than the author found the signed scan to say, page by page, what the frozen text says.

    Refused without a scan, and as `accept_mou` is.
    """
    mou = _locked(uow, mou_id)
    uow.demand(policies.COMPARE_SCAN, mou)
    if mou.scan_id is None:
        raise Refused(_l("Pindaian bertanda tangan belum ada; unggah dahulu."), field="scan")
    return _accept(uow, mou, MouAcceptance.SCAN)


def _locked(uow: UnitOfWork, mou_id: int) -> Mou:
    """Behind the row of its partner, where orders wait too."""
    uow.get(Partner, uow.get(Mou, mou_id).partner_id, lock=True)
    return uow.get(Mou, mou_id, lock=True)


def _accept(uow: UnitOfWork, mou: Mou, how: MouAcceptance) -> Mou:
    if mou.state is DRAFT:
        raise Refused(_l("MoU ini belum ditandatangani kedua pihak."))
    if mou.accepted_on is not None:
        raise Refused(_l("MoU ini sudah disetujui."))
    if mou.state is not SIGNED or mou.ends_on < uow.today:
        raise Refused(_l("MoU ini sudah berakhir."))
    mou.accepted_on, mou.accepted_how, mou.accepted_by = uow.today, how, uow.actor.user_id
    uow.emit(
        MouAccepted(
            mou_id=mou.id,
            partner_id=mou.partner_id,
            how=how.value,
            text_sha256=mou.text_sha256 or "",
            scan_sha256=scan_hash(uow.session, mou),
        )
    )
    return mou
