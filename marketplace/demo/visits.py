"""Visits to the kelurahan and talks in the hall: who came, who waits, and what was asked for there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, partial
from itertools import count

from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import ONE_DAY, City, Person
from marketplace.demo.lists import Maker, makers
from marketplace.demo.office import Office
from marketplace.kernel.actor import NOBODY
from marketplace.kernel.clock import WIB
from marketplace.outreach.models import ActivityKind, Attendance
from marketplace.outreach.services import people
from marketplace.outreach.services.activities import (
    ActivityPlan,
    announce,
    cancel_activity,
    close_activity,
    plan_activity,
)
from marketplace.outreach.services.attending import check_in, note, register, walk_in, withdraw
from marketplace.places.queries import kelurahan_name

VISITOR = Person("Pengunjung", NOBODY)
GIVEN = ("Siti", "Yuli", "Endang", "Wahyu", "Nining", "Slamet", "Rohani", "Eko", "Lilis", "Tarmin", "Umi")
OTHER = ("Contoh", "Rekaan", "Umpama", "Andaian", "Misal", "Khayal", "Fiktif", "Semisal", "Imajiner")
MAKE = ("keripik singkong", "kue basah", "sambal botol", "jahit tas", "kopi bubuk", "rempeyek", "sabun cuci")
PLACES = tuple(sorted({maker.kelurahan for maker in makers()}))
VISIT, EVENT = ActivityKind
FULL = 40
senders = count(1)


@dataclass(frozen=True)
class Visit:
    """`on` is its day; of the `guests` who registered every sixth stays at home, `more` come without registering."""

    title: str
    on: date
    guests: range
    more: range = range(0)
    kind: ActivityKind = VISIT
    kelurahan: str | None = None
    capacity: int = FULL
    makers: Sequence[Maker] = ()  # who came before they were in the books
    cancelled: str = ""
    announced: bool = True

    def at(self, hour: int) -> datetime:
        return datetime.combine(self.on, time(hour), WIB)

    @cached_property
    def people(self) -> Sequence[people.Person]:
        theirs = [maker_as_guest(maker) for maker in self.makers]
        return [*theirs, *map(guest, self.guests)]


def guest(number: int) -> people.Person:
    """Always the same invented person for a number; few have e-mail, half have a name for their business."""
    first, last = GIVEN[number % len(GIVEN)], OTHER[number // len(GIVEN) % len(OTHER)]
    makes = MAKE[number % len(MAKE)]
    return people.Person(
        name=f"{first} {last}",
        phone=f"0812-7100-{number:04}",
        email=f"calon{number}@mb2.test" if number % 5 == 0 else "",
        business_name=f"{makes.split()[0].title()} {first} {last}" if number % 2 else "",
        makes=makes,
        kelurahan_code=PLACES[number % len(PLACES)],
        consent=True,
    )


def maker_as_guest(maker: Maker) -> people.Person:
    return people.Person(
        name=maker.owner,
        phone=f"0812-7000-0{maker.number + 100}",
        business_name=maker.name,
        kelurahan_code=maker.kelurahan,
        consent=True,
    )


def new_client_id() -> str:
    return f"kota-contoh-{next(senders):012}"


class Visits:
    """`activities` and `attendances` fill up while the city is played: titles and people -> numbers of rows."""

    def __init__(self, city: City, office: Office) -> None:
        self.city, self.office = city, office
        self.activities: dict[str, int] = {}
        self.attendances: dict[tuple[str, str], int] = {}

    def plan(self, visit: Visit, *, planned: date) -> None:
        """Planned and announced on a working day before it, registered for, held, and closed in the afternoon."""
        city, officer = self.city, self.office.officer_2
        city.plan(officer, planned, partial(self._write, visit=visit), hour=8, minute=15)
        called_off = self.city.workday_before(min(visit.on, city.today), 1)
        last = called_off - ONE_DAY if visit.cancelled else city.ago(1)
        for turn in range(3):
            on = min(last, planned + (visit.on - planned) * (turn + 1) // 4)
            city.plan(VISITOR, on, partial(self._sign_up, visit=visit, turn=turn), hour=20)
        if visit.cancelled:
            city.plan(officer, called_off, partial(self._call_off, visit=visit), hour=15)
            return
        for number, person in enumerate(visit.people):
            if number % 6 != 5:
                arrive = partial(self._check_in, visit=visit, person=person)
                city.plan(officer, visit.on, arrive, hour=9, minute=number)
        for number, person in enumerate(map(guest, visit.more)):
            city.plan(
                officer, visit.on, partial(self._walk_in, visit=visit, person=person), hour=10, minute=number
            )
        city.plan(officer, visit.on, partial(self._close, visit=visit), hour=15)

    def candidate_at(self, uow: UnitOfWork, visit: Visit, person: people.Person) -> int:
        return uow.get(Attendance, self.attendances[visit.title, person.phone]).candidate_id

    def _write(self, uow: UnitOfWork, visit: Visit) -> None:
        hall = f"Balai Kelurahan {kelurahan_name(uow.session, visit.kelurahan)}"
        activity = plan_activity(
            uow,
            ActivityPlan(
                kind=visit.kind,
                title=visit.title,
                about="Bawa KTP, NIB bila sudah ada, dan satu contoh produk. Gratis. Kegiatan rekaan.",
                kelurahan_code=visit.kelurahan,
                place=hall if visit.kelurahan else "Aula Dinas, Kota Metro",
                starts_at=visit.at(9),
                ends_at=visit.at(14),
                capacity=visit.capacity,
                serves=("nib", "pirt", "halal", "merek") if visit.kind is VISIT else (),
                team=tuple(one.actor.user_id for one in self._team() if one.actor.user_id is not None),
            ),
        )
        self.activities[visit.title] = activity.id
        if visit.announced:
            announce(uow, activity.id)

    def _team(self) -> Sequence[Person]:
        return (self.office.officer, self.office.officer_2)

    def _sign_up(self, uow: UnitOfWork, visit: Visit, turn: int) -> None:
        for person in visit.people[turn::3] if visit.announced else ():
            self._record(
                visit, person, register(uow, self.activities[visit.title], person, client_id=new_client_id())
            )

    def _check_in(self, uow: UnitOfWork, visit: Visit, person: people.Person) -> None:
        row = uow.get(Attendance, self.attendances[visit.title, person.phone])
        check_in(uow, row.activity_id, code=row.code)

    def _walk_in(self, uow: UnitOfWork, visit: Visit, person: people.Person) -> None:
        row = walk_in(uow, self.activities[visit.title], person, client_id=new_client_id())
        note(uow, row.id, "Datang bersama tetangga; ingin tahu syarat label.")
        self._record(visit, person, row)

    def _close(self, uow: UnitOfWork, visit: Visit) -> None:
        close_activity(uow, self.activities[visit.title])

    def _call_off(self, uow: UnitOfWork, visit: Visit) -> None:
        cancel_activity(uow, self.activities[visit.title], reason=visit.cancelled)

    def give_up(self, uow: UnitOfWork, visit: Visit, person: people.Person) -> None:
        withdraw(uow, self.attendances[visit.title, person.phone])

    def _record(self, visit: Visit, person: people.Person, row: Attendance) -> None:
        self.attendances[visit.title, person.phone] = row.id
