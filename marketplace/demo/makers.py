"""Makers enter the city's books: most are approved, some are on their way or were told no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from marketplace.accounts.models import User
from marketplace.accounts.services.seats import create_user
from marketplace.adapters.pictures.papers import draw_paper
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import THE_SYSTEM, City, Person, seated
from marketplace.demo.lists import Maker
from marketplace.demo.office import PRODUCER, PRODUCER_2, Office
from marketplace.demo.studio import sealed
from marketplace.files.services import store_attachment
from marketplace.kernel import roles
from marketplace.kernel.actor import Actor
from marketplace.kernel.ids import AttachmentId, ProducerId, UserId
from marketplace.kernel.money import Rupiah
from marketplace.places.queries import kelurahan_name
from marketplace.producers.models import LocalityBasis
from marketplace.producers.profile import Profile
from marketplace.producers.services.locality_and_holds import record_locality
from marketplace.producers.services.registering import add_alias, register_producer
from marketplace.producers.services.reviewing import (
    approve_producer,
    reject_producer,
    return_producer,
    submit_producer,
)

ACCOUNTS = {"M01": PRODUCER, "M02": PRODUCER_2}
BY_PHONE = ("M04", "M06", "M07")  # owners without e-mail: officers send them what waits
BASES = {
    "city_list": LocalityBasis.CITY_LIST,
    "lurah_letter": LocalityBasis.LURAH_LETTER,
    "site_visit": LocalityBasis.SITE_VISIT,
}
UNAPPROVED = ("draft", "submitted", "returned", "rejected")
Next = Callable[
    [ProducerId, date], None
]  # what the maker does about its products, once it is approved if ever
STORIES = (
    "Usaha contoh yang dimulai dari dapur rumah dan kini mengirim ke toko-toko di Metro.",
    "Kami membuat sedikit demi sedikit, setiap pagi, dengan bahan dari pasar terdekat. Usaha ini rekaan.",
    "Resep keluarga rekaan, dikerjakan bersama lima tetangga di satu kelurahan.",
    "Kelompok usaha contoh binaan kelurahan; kapasitas sekitar dua ratus buah sepekan.",
)


def nib_of(maker: Maker) -> str:
    """Thirteen digits that no register has given out."""
    return f"0000001872{maker.number:03}"


def register(city: City, office: Office, maker: Maker, on: date, then: Next | None = None) -> None:
    """The owner opens an account, writes the profile, hands it in; an officer answers some days later."""

    def open_account(uow: UnitOfWork) -> None:
        user = _account(uow, city, maker)
        visitor = Person(user.name, Actor(user_id=user.id))
        city.plan(visitor, on, lambda uow: enter(uow, user.id), hour=9, minute=maker.number)

    def enter(uow: UnitOfWork, user_id: UserId) -> None:
        producer = register_producer(uow, _profile(uow, maker))
        owner = seated(maker.owner, user_id, producer.id, roles.PRODUCER, roles.OWNER)
        city.people[maker.ref] = owner
        if maker.plight in UNAPPROVED and then is not None:
            then(producer.id, on)
        if maker.plight != "draft":
            city.plan(owner, on, partial(submit_producer, producer_id=producer.id), hour=11)
            answered = city.workday(on + timedelta(days=2))
            _answer(city, office.reviewer(maker.number), maker, producer.id, answered, then)

    city.plan(THE_SYSTEM, on, open_account, hour=8)


def _account(uow: UnitOfWork, city: City, maker: Maker) -> User:
    account = ACCOUNTS.get(maker.ref)
    if account is not None:
        return create_user(uow, maker.owner, account.email, password_hash=city.password_hash)
    if maker.ref in BY_PHONE:
        return create_user(uow, maker.owner, None, phone=_phone(maker))
    return create_user(uow, maker.owner, f"{maker.ref.lower()}@mb2.test")


def _phone(maker: Maker) -> str:
    return f"0812-7000-0{maker.number + 100}"


def _profile(uow: UnitOfWork, maker: Maker) -> Profile:
    place = kelurahan_name(uow.session, maker.kelurahan)
    return Profile(
        name=maker.name,
        nib=nib_of(maker),
        scale=maker.scale,
        kbli_code=maker.kbli,
        address=f"Jl. Contoh No. {maker.number}, {place}, Kota Metro",
        kelurahan_code=maker.kelurahan,
        story=STORIES[maker.number % len(STORIES)],
        whatsapp=_phone(maker),
        order_minimum=Rupiah(100_000 if maker.number % 7 == 0 else 0),
    )


def _proof(uow: UnitOfWork, city: City, maker: Maker, producer_id: ProducerId) -> AttachmentId:
    """What the officer who was there wrote down."""
    lines = [f"Usaha\t{maker.name}", f"Hari\t{uow.today:%d-%m-%Y}", "Hasil\tDibuat di Kota Metro"]
    content = draw_paper("Berita acara kunjungan lokasi", lines)
    return store_attachment(
        uow,
        city.tools.storage,
        content=content,
        name="kunjungan.jpg",
        picture=sealed(city.tools.sealer, content),
        organisation_id=producer_id,
    ).id


def _answer(
    city: City, officer: Person, maker: Maker, producer_id: ProducerId, on: date, then: Next | None
) -> None:
    def answer(uow: UnitOfWork) -> None:
        if maker.plight == "returned":
            return_producer(
                uow,
                producer_id,
                notes={"address": "Alamat pada NIB contoh berbeda; samakan salah satunya."},
                reason="Alamat produksi belum cocok dengan NIB.",
            )
        elif maker.plight == "rejected":
            reject_producer(uow, producer_id, reason="Tempat produksinya di luar Kota Metro.")
        else:
            if maker.plight in BASES:
                basis = BASES[maker.plight]
                proof = _proof(uow, city, maker, producer_id) if basis is LocalityBasis.SITE_VISIT else None
                record_locality(uow, producer_id, basis=basis, from_on=on, evidence_id=proof)
            approve_producer(uow, producer_id)
            if then is not None:
                then(producer_id, on)
            if maker.number % 5 == 0:
                add_alias(
                    uow,
                    producer_id,
                    maker.name.replace("Keripik", "Kripik").replace(" Bu ", " Ibu ") + " Metro",
                )

    if maker.plight != "submitted":
        city.plan(officer, on, answer, hour=10, minute=maker.number)
