"""The small forms on a maker's page at the office; several stand on one page, so each has names of its own."""

from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.producers.models import Locality, LocalityBasis, Producer
from marketplace.producers.services.locality_and_holds import record_locality
from marketplace.web.forms import Choice, DayField, Document, Form, LongText, Text, Tick
from marketplace.web.profile_form import ProfileForm
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload


class NewForm(ProfileForm):
    """`sure` is asked only when records with something equal are known."""

    sure = Tick(_l("Ini usaha lain; daftarkan juga"))


class Small(Form):
    def __init__(self, **given: Any) -> None:
        super().__init__(prefix=type(self).__name__.lower(), **given)


class LocalityForm(Small):
    basis = Choice(_l("Dasar"), LocalityBasis)
    from_on = DayField(_l("Mulai"), required=False, help=_l("Kosong: sejak semula."))
    until_on = DayField(_l("Sampai"), required=False, help=_l("Kosong: sampai diakhiri."))
    evidence = Document(
        _l("Surat lurah atau foto lokasi"),
        required=False,
        validators=[readable_document],
        help=_l("Foto atau PDF yang membuktikannya."),
    )

    def record(self, uow: UnitOfWork, producer: Producer) -> Locality:
        """The proof is kept with what it proves. Raises Refused."""
        return record_locality(
            uow,
            producer.id,
            basis=self.basis.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            evidence_id=keep_upload(uow, self.evidence, organisation_id=producer.id),
        )


class EndForm(Small):
    until_on = DayField(_l("Hari terakhir"))
    reason = LongText(_l("Alasan"), rows=2, longest=300)


class HoldForm(Small):
    reason = LongText(_l("Alasan penangguhan"), rows=2, longest=300, help=_l("Dibaca oleh pembuat."))
    from_on = DayField(_l("Mulai"), required=False, help=_l("Kosong: hari ini."))
    until_on = DayField(_l("Sampai"), required=False, help=_l("Kosong: sampai dicabut."))


class AliasForm(Small):
    alias = Text(_l("Sebutan lain"), longest=120, help=_l("Seperti tertulis di nota atau daftar toko."))


class RevokeForm(Small):
    reason = LongText(_l("Alasan pencabutan"), rows=2, longest=300, help=_l("Dibaca oleh pembuat."))
    revoked_on = DayField(_l("Sejak"))
