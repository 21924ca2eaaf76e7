"""A year of outreach: visits and talks over the city, and licence cases at every stage they can be at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import partial

from marketplace.catalog.models import Category
from marketplace.certification.models import Level
from marketplace.certification.services.requiring import Proposal, propose_requirement
from marketplace.db.uow import UnitOfWork
from marketplace.demo.cases import Cases, Course
from marketplace.demo.city import City
from marketplace.demo.lists import Maker, makers
from marketplace.demo.office import Office
from marketplace.demo.studio import Studio
from marketplace.demo.visits import EVENT, PLACES, Visit, Visits, guest, maker_as_guest
from marketplace.outreach.services.becoming import link_producer
from marketplace.places.queries import kelurahan

EARLY = (("M12", "pirt"), ("M16", "halal"), ("M17", "pirt"), ("M19", "pirt"))
LATER = (("M26", "pirt"), ("M27", "pirt"), ("M30", "halal"), ("M31", "pirt"))
LEAD = timedelta(days=15)  # from the plan to the day


class Outreach:
    """`opened` is the day on which the first maker came into the books; some had been to a visit before."""

    def __init__(self, city: City, office: Office, studio: Studio, *, opened: date) -> None:
        self.city, self.office, self.opened = city, office, opened
        self.visits = Visits(city, office)
        self.cases = Cases(city, office, studio, self.visits)
        self.names: Mapping[str, str] = dict(kelurahan(city.session))

    def plan(self) -> None:
        self._before_the_books()
        self._half_a_year()
        self._lately()
        self._ahead()
        self.city.plan(
            self.office.officer, self.city.workday_before(self.city.today, 3), self._propose, hour=11
        )

    def _before_the_books(self) -> None:
        """Makers of today who came as candidates: their way from a visit to a first order can be followed."""
        known = {maker.ref: maker for maker in makers()}
        first, second = (
            self.city.workday(self.opened + timedelta(days=14)),
            self.city.workday(self.opened + timedelta(days=45)),
        )
        for place, (on, came) in enumerate(((first, EARLY), (second, LATER))):
            visit = self._visit(
                place, on, range(place * 10, place * 10 + 10), makers=[known[ref] for ref, _ in came]
            )
            for ref, kind in came:
                self.cases.at_visit(
                    visit,
                    maker_as_guest(known[ref]),
                    Course(
                        kind=kind,
                        ticked=2,
                        closed_on=self.city.workday(self.city.months.first.first_day + timedelta(days=7)),
                        reason="Sudah diurus sendiri lewat akun usahanya.",
                    ),
                )
                self._link(visit, known[ref])

    def _link(self, visit: Visit, maker: Maker) -> None:
        """By the first full month all of them are in the books."""

        def link(uow: UnitOfWork) -> None:
            candidate = self.visits.candidate_at(uow, visit, maker_as_guest(maker))
            link_producer(uow, candidate, self.city.people[maker.ref].at)

        on = self.city.workday(self.city.months.first.first_day)
        self.city.plan(self.office.officer_2, on, link, hour=13, minute=maker.number)

    def _half_a_year(self) -> None:
        city = self.city
        self._visit(2, city.workday(city.ago(160)), range(20, 30))
        self._talk("Sosialisasi: label dan halal", city.workday(city.ago(125)), range(14, 34))
        spring = self._visit(3, city.workday(city.ago(90)), range(30, 42), more=range(100, 103))
        self.cases.at_visit(
            spring,
            guest(33),
            Course(
                kind="pirt",
                ticked=1,
                closed_on=city.workday(city.ago(80)),
                reason="Produk siap saji; tidak memerlukan SPP-IRT.",
            ),
        )
        summer = self._visit(4, city.workday(city.ago(62)), range(36, 48))
        made = Course(
            kind="nib", ticked=3, sent_on=city.workday(city.ago(50)), issued_on=city.workday(city.ago(43))
        )
        self.cases.at_visit(summer, guest(37), made)
        self.cases.become_maker(
            summer, guest(37), on=city.workday(city.ago(56)), invited_on=city.workday_before(city.today, 2)
        )
        self._talk("Pelatihan: foto produk dan kemasan", city.workday(city.ago(40)), range(40, 56))
        for ref, days in (("M03", 150), ("M05", 118), ("M06", 95)):
            self.cases.of_maker(ref, city.workday(city.ago(days)), self._mark(days - 9, days - 52))

    def _mark(self, sent: int, issued: int) -> Course:
        ago = self.city.ago
        return Course(
            kind="merek",
            ticked=5,
            sent_on=self.city.workday(ago(sent)),
            issued_on=self.city.workday(ago(issued)),
        )

    def _lately(self) -> None:
        """What is under way: opened too lately to be called old."""
        city, before = self.city, self.city.workday_before
        self._visit(5, city.workday(city.ago(26)), range(48, 58), more=range(103, 105))
        visit = self._visit(6, city.workday(city.ago(12)), range(58, 70))
        sent_on = before(city.today, 4)
        for number, kind in ((58, "pirt"), (60, "nib"), (62, "halal")):
            self.cases.at_visit(visit, guest(number), Course(kind=kind, ticked=9, sent_on=sent_on))
        last = self._visit(7, before(city.today, 4), range(70, 82), more=range(105, 107))
        self.cases.at_visit(last, guest(70), Course(kind="pirt", ticked=2))
        self.cases.at_visit(last, guest(71), Course(kind="nib", ticked=1))
        photos = Course(kind="halal", ticked=1, blocker="Menunggu foto tempat produksi dari calon.")
        self.cases.at_visit(last, guest(72), photos)
        self.cases.of_maker(
            "M22", city.workday(city.ago(10)), Course(kind="halal", ticked=3, sent_on=sent_on)
        )
        tests = Course(kind="halal", ticked=2, blocker="Daftar bahan belum lengkap: minyak goreng.")
        self.cases.of_maker("M30", city.workday(city.ago(9)), tests)
        fresh = Course(
            kind="merek",
            ticked=5,
            sent_on=city.workday(city.ago(60)),
            issued_on=before(city.today, 1),
            reviewed=False,
        )
        self.cases.of_maker("M07", city.workday(city.ago(70)), fresh)

    def _ahead(self) -> None:
        """The next one in two days; one full, with people waiting; one called off; one that nobody sees yet."""
        today = self.city.today
        self._visit(8, self.city.workdays_after(today, 2), range(82, 97))
        full = self._visit(9, self.city.workdays_after(today, 10), range(46))
        give_up = partial(self.visits.give_up, visit=full, person=guest(3))
        self.city.plan_today(self.office.officer_2, give_up, tenths=3)
        hall = "Balai kelurahan dipakai rapat lain (contoh)."
        self._visit(10, self.city.workdays_after(today, 6), range(46, 53), cancelled=hall)
        self._talk("Sosialisasi: masuk rak toko mitra", self.city.workdays_after(today, 4), range(53, 61))
        self._visit(11, self.city.workdays_after(today, 14), range(0), announced=False)

    def _visit(
        self,
        place: int,
        on: date,
        guests: range,
        *,
        more: range = range(0),
        makers: Collection[Maker] = (),
        cancelled: str = "",
        announced: bool = True,
    ) -> Visit:
        code = PLACES[place * 7 % len(PLACES)]
        visit = Visit(
            title=f"Silaturahmi {self.names[code]}",
            on=on,
            guests=guests,
            more=more,
            kelurahan=code,
            makers=tuple(makers),
            cancelled=cancelled,
            announced=announced,
        )
        self._plan(visit)
        return visit

    def _talk(self, title: str, on: date, guests: range) -> None:
        self._plan(Visit(title=title, on=on, guests=guests, kind=EVENT, capacity=60))

    def _plan(self, visit: Visit) -> None:
        self.visits.plan(visit, planned=self.city.workday_before(min(visit.on - LEAD, self.city.ago(5)), 1))

    def _propose(self, uow: UnitOfWork) -> None:
        """Waits for the approver."""
        january = date(self.city.today.year + 1, 1, 1)
        propose_requirement(
            uow,
            Proposal(
                certificate_kind="sni",
                category_id=uow.find(Category, code="coffee-tea").id,
                level=Level.RECOMMENDED,
                from_on=january + timedelta(days=90),
                basis="Contoh: usulan Dinas, bukan naskah resmi.",
                reason="Toko mitra contoh sering menanyakan SNI kopi.",
            ),
        )
