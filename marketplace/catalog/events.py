"""What happens to products."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductCreated(Event):
    product_id: int
    producer_id: int


@dataclass(frozen=True, kw_only=True)
class ProductRevised(Event):
    product_id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class ProductSubmitted(Event):
    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductWithdrawn(Event):
    """Its maker changed it while it waited: it leaves the officials' queue."""

    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductReviewed(Event):
    """`outcome` is approved, returned or rejected."""

    product_id: int
    revision: int
    outcome: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ProductCurated(Event):
    product_id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class ProductHeld(Event):
    product_id: int
    hold_id: int
    from_on: str
    until_on: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProductFreed(Event):
    product_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class ProductPaused(Event):
    product_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProductResumed(Event):
    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductArchived(Event):
    product_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProductRestored(Event):
    product_id: int


@dataclass(frozen=True, kw_only=True)
class VariantArchived(Event):
    product_id: int
    variant_id: int


@dataclass(frozen=True, kw_only=True)
class VariantRestored(Event):
    product_id: int
    variant_id: int


@dataclass(frozen=True, kw_only=True)
class PriceSet(Event):
    variant_id: int
    from_quantity: int
    price: int
    from_on: str


@dataclass(frozen=True, kw_only=True)
class PriceEnded(Event):
    variant_id: int
    from_quantity: int


@dataclass(frozen=True, kw_only=True)
class AvailabilitySaid(Event):
    variant_id: int
    availability: str
    lead_days: int | None


@dataclass(frozen=True, kw_only=True)
class PhotoAdded(Event):
    product_id: int
    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class PhotoRemoved(Event):
    product_id: int
    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class PhotoMoved(Event):
    """`to` counts from 1, the main photo."""

    product_id: int
    attachment_id: int
    to: int


@dataclass(frozen=True, kw_only=True)
class PhotoDescribed(Event):
    product_id: int
    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class SynonymsAdded(Event):
    synonyms_id: int
    words: list[str]


@dataclass(frozen=True, kw_only=True)
class SynonymsChanged(Event):
    synonyms_id: int
    words: list[str]
    before: list[str]


@dataclass(frozen=True, kw_only=True)
class SynonymsRemoved(Event):
    synonyms_id: int
    words: list[str]
    reason: str
