"""A maker enters the city's books, and keeps what is written of it true."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.accounts.services.seats import create_organisation, give_seat
from marketplace.db.naming import free_slug
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.producers import policies
from marketplace.producers.events import AliasTaught, ProducerRegistered, ProfileEdited
from marketplace.producers.models import Producer, ProducerAlias
from marketplace.producers.profile import CHECKED, FREE, Profile


def register_producer(uow: UnitOfWork, profile: Profile, *, city_ref: str | None = None) -> Producer:
    """A draft of a maker with an organisation of its own; `city_ref` is its number on the city's list.

    Whoever registers their own business, and is no official, becomes its owner. Raises Refused at the field
    that cannot be read, or when the NIB is another maker's.
    """
    uow.demand(policies.REGISTER, None)
    profile = profile.read()
    _free_nib(uow, profile.nib, None)
    organisation = create_organisation(uow, kind=PRODUCER, name=profile.name)
    producer = Producer(
        id=organisation.id,
        slug=free_slug(uow.session, Producer.slug, profile.name, otherwise="produsen"),
        city_ref=city_ref,
    )
    _write(producer, profile)
    uow.add(producer)
    uow.emit(ProducerRegistered(producer_id=producer.id))
    if uow.actor.user_id is not None and not uow.allows(policies.officer, producer):
        give_seat(uow, uow.actor.user_id, organisation.id, OWNER)
    return producer


def edit_profile(
    uow: UnitOfWork, producer_id: ProducerId, profile: Profile, *, version: int | None = None
) -> Producer:
    """Refused when somebody else changed it since `version` was read; None for who writes single fields anew.

    What is said again changes nothing, so a form that is sent twice is no trouble.

    What officials look over (name, NIB, scale, KBLI, address, kelurahan) is only theirs to change once it waits
    for them or is approved.
    """
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.EDIT, producer)
    profile, now = profile.read(), profile_of(uow, producer)
    changed = tuple(field for field in CHECKED + FREE if getattr(profile, field) != getattr(now, field))
    if changed and version not in (None, producer.version):
        raise Refused(_l("Profil ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi."))
    locked = [field for field in changed if field in CHECKED]
    if locked and producer.state in (SUBMITTED, APPROVED) and not uow.allows(policies.officer, producer):
        raise Refused(_l("Data ini sudah di tangan petugas; minta Dinas mengubahnya."), field=locked[0])
    _free_nib(uow, profile.nib, producer.id)
    if changed:
        uow.get(Organisation, producer.id).name = profile.name
        _write(producer, profile)
        uow.session.flush()
        uow.emit(ProfileEdited(producer_id=producer.id, changed=changed))
    return producer


def adopt_nib(uow: UnitOfWork, producer_id: ProducerId, nib: str) -> None:
    """The number of an approved paper stands in the profile too, unless that has one or it is another maker's."""
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.REVIEW, producer)
    taken = uow.session.scalar(select(Producer.id).filter_by(nib=nib)) is not None
    if producer.nib is None and not taken:
        producer.nib = nib
        uow.session.flush()
        uow.emit(ProfileEdited(producer_id=producer.id, changed=("nib",)))


def add_alias(uow: UnitOfWork, producer_id: ProducerId, text: str) -> ProducerAlias:
    """Have registers that write this name mean this maker. Refused when the name is already somebody's."""
    producer = uow.get(Producer, producer_id)
    uow.demand(policies.TEACH, producer)
    same = same_name(text)
    if not same:
        raise Refused(_l("Isi nama yang memuat huruf atau angka."), field="alias")
    known = uow.session.scalar(select(ProducerAlias).filter_by(same=same))
    if known is not None and known.producer_id != producer_id:
        raise Refused(_l("Nama ini sudah menjadi sebutan pembuat lain."), field="alias")
    if known is not None:
        return known
    alias = uow.add(
        ProducerAlias(
            producer_id=producer_id,
            text=text.strip(),
            same=same,
            taught_by=uow.actor.user_id,
            taught_at=uow.now,
        )
    )
    uow.emit(AliasTaught(producer_id=producer_id, alias_id=alias.id))
    return alias


def set_logo(uow: UnitOfWork, producer_id: ProducerId, logo_id: AttachmentId) -> Producer:
    """The picture a maker is known by: a public image of its own."""
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.EDIT, producer)
    if producer.logo_id != logo_id:
        producer.logo_id = logo_id
        uow.session.flush()
        uow.emit(ProfileEdited(producer_id=producer.id, changed=("logo",)))
    return producer


def profile_of(uow: UnitOfWork, producer: Producer) -> Profile:
    """What the record says now, for a form to start from."""
    columns = {field: getattr(producer, field) for field in (*CHECKED, *FREE) if field != "name"}
    columns["delivery_days"] = tuple(producer.delivery_days)
    return Profile(name=uow.get(Organisation, producer.id).name, **columns)


def _write(producer: Producer, profile: Profile) -> None:
    for field in (*CHECKED, *FREE):
        if field != "name":
            setattr(producer, field, getattr(profile, field))
    producer.delivery_days = list(profile.delivery_days)
    producer.same_name = same_name(profile.name)


def _free_nib(uow: UnitOfWork, nib: str | None, mine: ProducerId | None) -> None:
    if nib is None:
        return
    owner = uow.session.scalar(select(Producer.id).filter_by(nib=nib))
    if owner is not None and owner != mine:
        sentence = _l(
            "NIB %(nib)s sudah terdaftar atas nama usaha lain; periksa angkanya, atau hubungi Dinas.", nib=nib
        )
        raise Refused(sentence, field="nib")
