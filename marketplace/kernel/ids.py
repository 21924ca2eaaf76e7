"""Names of ids that neighbours share, and ids that strangers may see."""

import secrets
from typing import NewType

UserId = NewType("UserId", int)
OrganisationId = NewType("OrganisationId", int)
ProducerId = OrganisationId  # a producer or partner is an organisation; its row carries the same number
PartnerId = OrganisationId
OutletId = NewType("OutletId", int)
AttachmentId = NewType("AttachmentId", int)
ProductId = NewType("ProductId", int)
VariantId = NewType("VariantId", int)
CategoryId = NewType("CategoryId", int)
OrderId = NewType("OrderId", int)
HandoverId = NewType("HandoverId", int)
PurchaseId = NewType("PurchaseId", int)
CircularId = NewType("CircularId", int)
ClauseId = NewType("ClauseId", int)

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread on paper


def new_public_id() -> str:
    """Twelve letters, about 59 bits: not to be guessed, still short enough for a QR code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))
