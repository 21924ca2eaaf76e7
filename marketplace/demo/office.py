"""The city's office: its people with the accounts everybody may try, and what the law and the mayor laid down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from marketplace.accounts.models import Organisation
from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.accounts.totp import set_secret
from marketplace.certification.services.reference import load_reference
from marketplace.circulars.services import add_clause, approve_circular, draft_circular
from marketplace.circulars.terms import ClauseTerms
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import THE_SYSTEM, City, Person, seated
from marketplace.kernel import roles
from marketplace.kernel.ids import CircularId
from marketplace.kernel.roles import Role
from marketplace.places.services import add_holiday

PASSWORD = "mb2-demo-2026"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"
FIXED_HOLIDAYS = (
    (1, 1, "Tahun Baru"),
    (5, 1, "Hari Buruh Internasional"),
    (6, 1, "Hari Lahir Pancasila"),
    (8, 17, "Proklamasi Kemerdekaan"),
    (12, 25, "Kelahiran Yesus Kristus"),
)
IN_FORCE_FROM = date(2026, 1, 1)


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    what: str


PRODUCER = Account("produsen@mb2.test", "Tini Suhartini Contoh", "pemilik usaha produsen")
PRODUCER_2 = Account("produsen2@mb2.test", "Sari Rekaan", "pemilik usaha produsen kedua")
PARTNER = Account("mitra@mb2.test", "Hartono Contoh", "pemilik toko mitra")
PARTNER_2 = Account("mitra2@mb2.test", "Melinda Rekaan", "pemilik toko mitra kedua")
OFFICIALS: dict[str, tuple[Account, Role]] = {
    "officer": (Account("petugas@mb2.test", "Ratih Umpama", "petugas"), roles.OFFICER),
    "officer_2": (Account("petugas2@mb2.test", "Bagus Andaian", "petugas kedua"), roles.OFFICER),
    "approver": (Account("penyetuju@mb2.test", "Indah Misal", "penyetuju"), roles.APPROVER),
    "auditor": (Account("auditor@mb2.test", "Surya Khayal", "auditor"), roles.AUDITOR),
    "mayor": (Account("walikota@mb2.test", "Wali Kota Contoh", "Wali Kota (melihat)"), roles.VIEWER),
    "province": (Account("provinsi@mb2.test", "Lestari Misal", "Provinsi (melihat)"), roles.PROVINCE),
    "admin": (Account("admin@mb2.test", "Arif Imajiner", "pengelola sistem"), roles.SYSADMIN),
}


def accounts() -> Sequence[Account]:
    officials = [account for account, _ in OFFICIALS.values()]
    return [PRODUCER, PRODUCER_2, PARTNER, PARTNER_2, *officials]


@dataclass(frozen=True)
class Office:
    officer: Person
    officer_2: Person
    approver: Person
    auditor: Person
    mayor: Person
    province: Person
    admin: Person

    def reviewer(self, turn: int) -> Person:
        """The two officers take turns."""
        return self.officer if turn % 2 else self.officer_2


def found_office(city: City, on: date) -> Office:
    """Reference data and officials. Their second factor has the one fixed secret, as if already set up."""
    with city.as_(THE_SYSTEM, on=on, hour=8) as uow:
        load_reference(uow)
        office = uow.find(Organisation, kind=roles.OFFICE)
        people = {}
        for place, (account, role) in OFFICIALS.items():
            user = create_user(uow, account.name, account.email, password_hash=city.password_hash)
            give_seat(uow, user.id, office.id, role)
            set_secret(user, TOTP_SECRET, city.tools.sealer)
            user.totp_confirmed = True
            people[place] = seated(user.name, user.id, office.id, roles.OFFICE, role)
    return Office(**people)


def seat_newcomers(city: City, office: Office) -> None:
    """Two people were given seats lately and cannot work yet: one has no password, one no second factor."""

    def seat(uow: UnitOfWork) -> None:
        for account, role, hashed in (
            (Account("petugas3@mb2.test", "Dewi Semisal", "petugas baru"), roles.OFFICER, None),
            (
                Account("sekretariat@mb2.test", "Galih Contoh", "sekretariat"),
                roles.VIEWER,
                city.password_hash,
            ),
        ):
            user = create_user(uow, account.name, account.email, password_hash=hashed)
            give_seat(uow, user.id, uow.actor.organisation, role)

    city.plan(office.admin, city.ago(6), seat, hour=13)


def list_holidays(city: City, office: Office, *, since: date) -> None:
    """Every October those of the next year that have the same date each year; no decree has confirmed them yet."""
    for year in range(since.year, city.today.year + 2):
        days = {date(year, month, day): name for month, day, name in FIXED_HOLIDAYS}
        if not city.holidays & days.keys():
            on = max(date(year - 1, 10, 20), since - timedelta(days=9))
            city.plan(office.officer_2, city.workday(on), partial(_list, days), hour=15)
            city.holidays |= days.keys()


def _list(days: Mapping[date, str], uow: UnitOfWork) -> None:
    for day, name in days.items():
        add_holiday(uow, day, name=name)


def issue_circular(
    city: City,
    office: Office,
    clauses: Sequence[ClauseTerms],
    *,
    from_on: date = IN_FORCE_FROM,
    replaces_id: CircularId | None = None,
) -> CircularId:
    """Drafted by an officer two weeks before it holds, signed by the approver some days later."""
    drafted, number = from_on - timedelta(days=16), f"500.2/001/CONTOH/{from_on.year}"
    with city.as_(office.officer, on=drafted, hour=10) as uow:
        circular_id = write_circular(uow, clauses, number=number, from_on=from_on, replaces_id=replaces_id)
    with city.as_(office.approver, on=drafted + timedelta(days=5), hour=14) as uow:
        approve_circular(uow, circular_id)
    return circular_id


def write_circular(
    uow: UnitOfWork,
    clauses: Sequence[ClauseTerms],
    *,
    number: str,
    from_on: date,
    replaces_id: CircularId | None = None,
) -> CircularId:
    circular = draft_circular(
        uow,
        number=number,
        title="Contoh: Gerakan Metro Bangga Beli bagi toko, penginapan, rumah makan, dan kantor",
        from_on=from_on,
        replaces_id=replaces_id,
        example=True,
    )
    for clause in clauses:
        add_clause(uow, circular.id, clause)
    return circular.id
