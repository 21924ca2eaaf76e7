"""What happens to makers."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProducerRegistered(Event):
    producer_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileEdited(Event):
    """`changed` names the fields, not what stands in them."""

    producer_id: int
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonalNumberRevealed(Event):
    """Somebody read a sealed number in full; `field` says which (nik, npwp, account), never the number."""

    producer_id: int
    field: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ProducersMerged(Event):
    """Two records became one: what is kept above moves its own rows from `merged_id` to `producer_id`."""

    producer_id: int
    merged_id: int
    merge_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProducerMergeUndone(Event):
    """Two again: what was noted in the merge as moved goes back."""

    producer_id: int
    merged_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class ProducersToldApart(Event):
    """They are two makers although `signs` of them are equal."""

    producer_id: int
    other_id: int
    signs: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProducerSubmitted(Event):
    producer_id: int


@dataclass(frozen=True, kw_only=True)
class ProducerReviewed(Event):
    """`outcome` is approved, returned or rejected."""

    producer_id: int
    outcome: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class LocalityRecorded(Event):
    producer_id: int
    locality_id: int
    basis: str
    from_on: str | None
    until_on: str | None


@dataclass(frozen=True, kw_only=True)
class LocalityEnded(Event):
    producer_id: int
    locality_id: int
    until_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProducerHeld(Event):
    producer_id: int
    hold_id: int
    from_on: str
    until_on: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProducerFreed(Event):
    producer_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class AliasTaught(Event):
    producer_id: int
    alias_id: int
