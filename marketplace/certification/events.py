"""What happens to certificates and requirements."""

from marketplace.kernel.events import Event
from marketplace.kernel.labels import _l
from marketplace.producers.events import ProducerEvent


class CertificateEvent(Event, subject_kind="certificate", label=_l("Surat")):
    certificate_id: int


class RequirementEvent(Event, subject_kind="requirement", label=_l("Syarat")):
    requirement_id: int


class RequirementChangeEvent(
    Event, subject_kind="requirement_change", label=_l("Usulan syarat"), public=False
):
    requirement_change_id: int


class CertificateSubmitted(CertificateEvent, action="CertificateSubmitted", label=_l("Surat diajukan")):
    producer_id: int
    kind: str


class CertificateReviewed(CertificateEvent, action="CertificateReviewed", label=_l("Surat diperiksa")):
    """`outcome` is approved, returned or rejected."""

    producer_id: int
    kind: str
    outcome: str
    reason: str = ""


class CertificateRevoked(CertificateEvent, action="CertificateRevoked", label=_l("Surat dicabut")):
    producer_id: int
    revoked_on: str
    reason: str


class CertificateSuperseded(
    CertificateEvent, action="CertificateSuperseded", label=_l("Surat diganti yang baru")
):
    producer_id: int
    by_id: int


class CertificateHeld(CertificateEvent, action="CertificateHeld", label=_l("Surat ditangguhkan")):
    producer_id: int
    hold_id: int
    from_on: str
    until_on: str | None
    reason: str


class CertificateFreed(CertificateEvent, action="CertificateFreed", label=_l("Penangguhan surat dicabut")):
    producer_id: int
    hold_id: int


class ProductsListed(ProducerEvent, action="ProductsListed", label=_l("Produk tayang di katalog")):
    """What was not in the catalog is in it from now on."""

    product_ids: tuple[int, ...]


class ProductsLapsed(
    ProducerEvent, action="ProductsLapsed", label=_l("Produk turun dari katalog karena surat berakhir")
):
    """A day passed, and what a paper or a grace had carried left the catalog by itself."""

    product_ids: tuple[int, ...]


class RequirementLaidDown(RequirementEvent, action="RequirementLaidDown", label=_l("Syarat ditetapkan")):
    certificate_kind: str
    from_on: str


class RequirementEnded(RequirementEvent, action="RequirementEnded", label=_l("Syarat diakhiri")):
    """`last_day` is empty for one that was withdrawn before it began."""

    last_day: str


class RequirementChecked(
    RequirementEvent, action="RequirementChecked", label=_l("Syarat diperiksa, masih benar")
):
    checked_on: str


class RequirementChangeProposed(
    RequirementChangeEvent, action="RequirementChangeProposed", label=_l("Perubahan syarat diusulkan")
):
    certificate_kind: str
    from_on: str
    reason: str


class RequirementChangeDecided(
    RequirementChangeEvent, action="RequirementChangeDecided", label=_l("Usulan syarat diputuskan")
):
    """`outcome` is approved or refused."""

    outcome: str
    reason: str


class RequirementChangeWithdrawn(
    RequirementChangeEvent, action="RequirementChangeWithdrawn", label=_l("Usulan syarat ditarik")
):
    pass
