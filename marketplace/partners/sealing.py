"""What the journal keeps of a signed memorandum beside its text: who signed, and the scan."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.files.models import Attachment
from marketplace.partners.models import Mou


def signatories_hash(mou: Mou) -> str:
    """SHA-256 of both names and positions; salted with the public id, since names are easily guessed."""
    written = (mou.city_signatory, mou.city_position, mou.partner_signatory, mou.partner_position)
    return hashlib.sha256("\x1f".join((mou.public_id, *written)).encode()).hexdigest()


def scan_hash(session: Session, mou: Mou) -> str | None:
    """SHA-256 of the scan's bytes; None without a scan."""
    return session.scalar(select(Attachment.sha256).where(Attachment.id == mou.scan_id))
