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
LENGTH = 12


FAIR = len(ALPHABET) * (256 // len(ALPHABET))  # bytes from here on would favour the first letters
LETTERS = bytes(ALPHABET[byte % len(ALPHABET)].encode()[0] for byte in range(FAIR)) + bytes(256 - FAIR)
LEFT_OUT = bytes(range(FAIR, 256))


def new_public_id() -> str:
    """Twelve letters, about 59 bits: not to be guessed, still short enough for a QR code."""
    return new_public_ids(1)[0]


def new_public_ids(count: int) -> list[str]:
    """The same for many at once: letters from one draw of random bytes."""
    text = ""
    while len(text) < count * LENGTH:
        text += secrets.token_bytes(count * LENGTH).translate(LETTERS, LEFT_OUT).decode()
    return [text[start : start + LENGTH] for start in range(0, count * LENGTH, LENGTH)]
