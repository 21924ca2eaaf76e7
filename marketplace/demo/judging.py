"""The circular's clauses, the months that are judged by them, what auditors doubt, and what partners object to."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from marketplace.circulars.drafts import discard_circular
from marketplace.circulars.models import Binding, Circular, SellerTest
from marketplace.circulars.prepared import prepare_exemption
from marketplace.circulars.services import grant_exemption
from marketplace.circulars.submitting import submit_circular
from marketplace.circulars.terms import ClauseTerms
from marketplace.compliance.queries import objections_to
from marketplace.compliance.services import (
    answer_objection,
    make_provisional,
    publish_month,
    raise_objection,
    restate_month,
)
from marketplace.compliance.states import ObjectionRuling
from marketplace.db.uow import UnitOfWork
from marketplace.demo.city import City
from marketplace.demo.office import Office, write_circular
from marketplace.kernel.ids import CircularId, UserId
from marketplace.kernel.period import Month
from marketplace.partners.models import PartnerKind

TRADE = (
    PartnerKind.MINIMARKET,
    PartnerKind.SUPERMARKET,
    PartnerKind.SHOP,
    PartnerKind.SOUVENIR_SHOP,
    PartnerKind.COOPERATIVE,
)
TABLE = (PartnerKind.HOTEL, PartnerKind.RESTAURANT, PartnerKind.CAFE)
PUBLIC = (PartnerKind.PUBLIC_OFFICE, PartnerKind.STATE_ENTERPRISE)
CLAUSES = (
    ClauseTerms(
        code="4a",
        text="Contoh: toko menjaga paling sedikit 15 % dari belanja dagangannya setiap bulan untuk pembuat Kota Metro.",
        rule="value_share",
        figures={"least": 1500},
        kinds=TRADE,
        binding=Binding.MANDATORY,
        weight=3,
        source_article="contoh, bukan naskah resmi",
    ),
    ClauseTerms(
        code="4b",
        text="Contoh: toko menjual paling sedikit 10 ragam produk bersertifikat buatan Kota Metro setiap bulan.",
        rule="local_sku_count",
        figures={"least": 10},
        kinds=TRADE,
        seller_test=SellerTest.LOCAL_CERTIFIED,
        lowest_grade="C",
        source_article="contoh, bukan naskah resmi",
    ),
    ClauseTerms(
        code="4c",
        text="Contoh: belanja setiap bulan berasal dari paling sedikit 5 pembuat, juga di penginapan dan rumah makan.",
        rule="producer_breadth",
        figures={"least": 5},
        kinds=(*TRADE, *TABLE),
        source_article="contoh, bukan naskah resmi",
    ),
    ClauseTerms(
        code="4d",
        text="Contoh: kantor, penginapan, dan perusahaan daerah berbelanja Rp35.000 per pegawai setiap bulan.",
        rule="minimum_spend",
        figures={"least": 35_000, "per_employee": True},
        kinds=(*TABLE, *PUBLIC),
        lowest_grade="B",
        binding=Binding.MANDATORY,
        weight=2,
        source_article="contoh, bukan naskah resmi",
    ),
)
NEXT_YEARS = (  # in the draft alone: what shops and offices state of themselves
    ClauseTerms(
        code="4e",
        text="Contoh: biaya pajang produk pembuat Kota Metro paling tinggi Rp50.000 per produk di setiap gerai.",
        rule="listing_fee_cap",
        figures={"most": 50_000},
        kinds=(PartnerKind.MINIMARKET, PartnerKind.SUPERMARKET, PartnerKind.SHOP, PartnerKind.SOUVENIR_SHOP),
        source_article="contoh, bukan naskah resmi",
    ),
    ClauseTerms(
        code="4f",
        text="Contoh: pegawai kantor berbelanja pada pembuat Kota Metro paling sedikit Rp60.000 per orang sebulan.",
        rule="staff_spending",
        figures={"least": 60_000},
        kinds=(PartnerKind.PUBLIC_OFFICE,),
        source_article="contoh, bukan naskah resmi",
    ),
)
OBJECTION_DAYS = 8


class Bench:
    def __init__(self, city: City, office: Office, circular_id: CircularId) -> None:
        self.city, self.office, self.circular_id = city, office, circular_id

    def plan(self) -> None:
        """The last month is provisional, two before it wait for the approver, the older ones are published.

        What is objected to was declared: early in a month that is the month before the last.
        """
        *published, third, second, last = self.city.months
        for month in published:
            opened = self._open(month)
            self._publish(month, self.city.workday(opened + timedelta(days=14)))
        self._open(third)
        before = self._open(second)
        opened = self._open(last, until=self.city.today + timedelta(days=4))
        self._restate(published[1])
        day = self.city.workday(published[1].next.first_day + timedelta(days=15))
        self._object(published[1], "T04", day)
        self._answer(published[1], self.city.workdays_after(day, 2))
        if self.city.today < self._opens(last):
            self._object(second, "T03", self.city.workdays_after(before, 1))
        else:
            self._object(last, "T03", max(opened, self.city.ago(1)))
        self._exempt("T07", published[1].first_day)
        self._draft_next()

    def _opens(self, month: Month) -> date:
        """Twelve days into the next month."""
        return self.city.workday(month.next.first_day + timedelta(days=11))

    def _open(self, month: Month, *, until: date | None = None) -> date:
        """On its day, or today where that has not come yet."""
        day = min(self._opens(month), self.city.today)
        until = max(until or day, day + timedelta(days=OBJECTION_DAYS))

        def open_month(uow: UnitOfWork) -> None:
            make_provisional(uow, month, objections_until=until)

        if day < self.city.today:
            self.city.plan(self.office.officer, day, open_month, hour=8, minute=10)
        else:
            self.city.plan_today(self.office.officer, open_month, tenths=2)
        return day

    def _publish(self, month: Month, day: date) -> None:
        reason = "Yang masih terbuka tidak mengubah jawaban kota; sisanya menyusul sebagai laporan pengganti."
        publish = partial(publish_month, signer=self.city.tools.signer, month=month, reason=reason)
        self.city.plan(self.office.approver, day, publish, hour=15)

    def _restate(self, month: Month) -> None:
        cause = "Satu nota yang terlambat diserahkan mengubah angka bulan ini."
        restate = partial(restate_month, signer=self.city.tools.signer, month=month, cause=cause)
        self.city.plan(
            self.office.approver,
            self.city.workday(month.next.next.first_day + timedelta(days=20)),
            restate,
            hour=16,
        )

    def _object(self, month: Month, ref: str, day: date) -> None:
        shop = self.city.people[ref]

        text = "Dua nota dari pembuat belum terhitung; kami unggah menyusul."
        objection = partial(raise_objection, month=month, partner_id=shop.at, text=text)
        if day < self.city.today:
            self.city.plan(shop, day, objection, hour=19, minute=30)
        else:
            self.city.plan_today(shop, objection, tenths=8)

    def _answer(self, month: Month, day: date) -> None:
        """The office has looked: the notes came in, and count."""

        def answer(uow: UnitOfWork) -> None:
            for one in objections_to(uow.session, month):
                text = "Kedua nota sudah dicatat dan dihitung; angka Anda bertambah."
                answer_objection(uow, one.id, ruling=ObjectionRuling.ACCEPTED, text=text)

        self.city.plan(self.office.officer, day, answer, hour=10, minute=20)

    def _exempt(self, ref: str, day: date) -> None:
        def exempt(uow: UnitOfWork) -> None:
            clause = next(one for one in uow.get(Circular, self.circular_id).clauses if one.code == "4c")
            grant_exemption(
                uow,
                self.city.people[ref].at,
                clause.id,
                decision="500.2/E-001/CONTOH",
                from_on=day,
                until_on=date(day.year, 12, 31),
            )

        self.city.plan(self.office.approver, self.city.workday_before(day, 1), exempt, hour=10)

    def _draft_next(self) -> None:
        """Next year's circular lies before the approver, who was asked by name; a first draft of it was discarded."""
        year = self.city.today.year + 1
        write = partial(
            write_circular,
            clauses=(*CLAUSES, *NEXT_YEARS),
            from_on=date(year, 1, 1),
            replaces_id=self.circular_id,
        )

        def draft(uow: UnitOfWork) -> None:
            first = write(uow, number=f"500.2/X02/CONTOH/{year}")
            discard_circular(
                uow, first, reason="Contoh: nomornya salah ketik; disusun lagi dengan nomor yang benar."
            )
            second = uow.get(Circular, write(uow, number=f"500.2/002/CONTOH/{year}"))
            prepare_exemption(
                uow,
                second.id,
                self.city.people["T07"].at,
                next(one for one in second.clauses if one.code == "4c").id,
                decision="500.2/E-002/CONTOH",
                from_on=date(year, 1, 1),
                until_on=date(year, 3, 31),
            )
            submit_circular(uow, second.id, UserId(self.office.approver.actor.user_id or 0))

        self.city.plan(self.office.officer_2, self.city.workday_ago(6), draft, hour=14)
