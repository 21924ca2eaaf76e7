"""What happens to makers."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l


class ProducerEvent(Event, subject_kind="producer", label=_l("Pembuat")):
    producer_id: int


class ProducerRegistered(ProducerEvent, action="ProducerRegistered", label=_l("Pembuat didaftarkan")):
    pass


class ProfileEdited(ProducerEvent, action="ProfileEdited", label=_l("Profil diubah")):
    """`changed` names the fields, not what stands in them."""

    changed: tuple[str, ...]


class AccountWritten(ProducerEvent, action="AccountWritten", label=_l("Rekening pembayaran ditetapkan")):
    """`before` and `after` are marks of where money goes, bank, holder, number and QRIS, made with the city's key."""

    account_id: int
    before_id: int | None
    before: str | None
    after: str


class PersonalNumberRevealed(
    ProducerEvent, action="PersonalNumberRevealed", label=_l("Nomor pribadi dilihat")
):
    """Somebody read a sealed number in full; `field` says which (nik, npwp, account), never the number."""

    field: str
    reason: str = ""


class ProducersMerged(
    ProducerEvent, action="ProducersMerged", label=_l("Catatan lain digabungkan ke usaha ini")
):
    """Two records became one: what is kept above moves its own rows from `merged_id` to `producer_id`."""

    merged_id: int
    merge_id: int
    reason: str


class ProducerMergeUndone(ProducerEvent, action="ProducerMergeUndone", label=_l("Penggabungan dibatalkan")):
    """Two again: what was noted in the merge as moved goes back."""

    merged_id: int
    merge_id: int


class ProducersToldApart(
    ProducerEvent,
    action="ProducersToldApart",
    label=_l("Dinyatakan bukan satu usaha dengan catatan yang mirip"),
):
    """They are two makers although `signs` of them are equal."""

    other_id: int
    signs: tuple[str, ...]
    reason: str


class ProducerSubmitted(ProducerEvent, action="ProducerSubmitted", label=_l("Profil diajukan")):
    pass


class ProducerReviewed(ProducerEvent, action="ProducerReviewed", label=_l("Profil diperiksa")):
    """`outcome` is approved, returned or rejected."""

    outcome: str
    reason: str = ""


class LocalityRecorded(ProducerEvent, action="LocalityRecorded", label=_l("Status lokal dicatat")):
    locality_id: int
    basis: str
    from_on: str | None
    until_on: str | None


class LocalityEnded(ProducerEvent, action="LocalityEnded", label=_l("Status lokal diakhiri")):
    locality_id: int
    until_on: str
    reason: str


class ProducerHeld(ProducerEvent, action="ProducerHeld", label=_l("Pembuat ditahan")):
    hold_id: int
    from_on: str
    until_on: str | None
    reason: str


class ProducerFreed(ProducerEvent, action="ProducerFreed", label=_l("Penahanan pembuat dicabut")):
    hold_id: int


class AliasTaught(ProducerEvent, action="AliasTaught", label=_l("Sebutan pembuat dipelajari")):
    alias_id: int
