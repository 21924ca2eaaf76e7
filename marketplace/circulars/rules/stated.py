"""Rules about figures that partners state beside their receipts: at least, or at most, so much of each.

What nobody can look at again later (C06, C10, C17) is an appeal and never moves a score.
"""

from pydantic import BaseModel, Field

from marketplace.circulars.rules.base import (
    CHAIN,
    CITY,
    PARTNER,
    RULE_TYPES,
    WHOLE,
    AtMost,
    ClauseSubject,
    RuleType,
    Share,
    Target,
)
from marketplace.circulars.rules.steps import RupiahSteps, ShareSteps, steps_field, subject_field
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah

SUBJECTS = PARTNER, CHAIN, CITY


class LeastShare(BaseModel):
    least: Share = Field(title=_l("Paling sedikit (persen)"))
    steps: ShareSteps = steps_field()
    subject: ClauseSubject | None = subject_field(*SUBJECTS)


class StatedShare(RuleType):
    """At least such a part of the whole that is stated with it. `shortest` is in months: of less nothing is stated."""

    Figures = LeastShare
    subjects = SUBJECTS

    def target(self, figures: LeastShare) -> Target:
        return Target(figures.least, WHOLE)

    def advise(self, short: Label, until: str) -> Label:
        return _l("Kurang %(short)s pada angka yang dinyatakan sampai %(until)s.", short=short, until=until)


@RULE_TYPES.add("sku_share")
class SkuShare(StatedShare):
    label = _l("Porsi ragam produk lokal")
    measure = "stated_local_skus"
    shortest = 3


@RULE_TYPES.add("shelf_share")
class ShelfShare(StatedShare):
    label = _l("Ruang pajang untuk produk lokal")
    measure = "stated_shelf_space"
    shortest = 6
    advisory_only = True


@RULE_TYPES.add("price_floor")
class PriceFloor(StatedShare):
    label = _l("Harga beli di atas biaya pokok")
    measure = "stated_price_above_cost"
    advisory_only = True


@RULE_TYPES.add("small_business_plan")
class SmallBusinessPlan(StatedShare):
    label = _l("Rencana belanja usaha kecil")
    measure = "stated_small_business_plan"
    shortest = 3


@RULE_TYPES.add("small_business_budget")
class SmallBusinessBudget(StatedShare):
    label = _l("Alokasi belanja usaha kecil")
    measure = "stated_small_business_budget"
    shortest = 3


@RULE_TYPES.add("small_business_share")
class SmallBusinessShare(StatedShare):
    label = _l("Realisasi belanja usaha kecil")
    measure = "stated_small_business_spending"
    shortest = 3


@RULE_TYPES.add("domestic_share")
class DomesticShare(StatedShare):
    label = _l("Porsi belanja produk dalam negeri")
    measure = "stated_domestic_spending"
    shortest = 3


@RULE_TYPES.add("batik_share")
class BatikShare(StatedShare):
    label = _l("Batik Metro pada hari Jumat")
    measure = "stated_batik_friday"
    advisory_only = True


@RULE_TYPES.add("staff_spending")
class StaffSpending(RuleType):
    """At least so many rupiah for each of the staff."""

    label = _l("Belanja pegawai pada pembuat lokal")
    measure = "stated_staff_spending"
    subjects = SUBJECTS

    class Figures(BaseModel):
        least: Rupiah = Field(gt=0, title=_l("Paling sedikit per pegawai (Rp)"))
        steps: RupiahSteps = steps_field()
        subject: ClauseSubject | None = subject_field(*SUBJECTS)

    def target(self, figures: Figures) -> Target:
        return Target(figures.least)


@RULE_TYPES.add("listing_fee_cap")
class ListingFeeCap(AtMost):
    """The cap of Permendag 23/2021 art. 11 differs by kind of shop; the circular names its own figure."""

    label = _l("Batas biaya pajang")
    measure = "stated_listing_fee"
    subjects = SUBJECTS

    class Figures(BaseModel):
        most: Rupiah = Field(gt=0, title=_l("Paling banyak per produk (Rp)"))
        steps: RupiahSteps = steps_field()
        subject: ClauseSubject | None = subject_field(*SUBJECTS)

    def target(self, figures: Figures) -> Target:
        return Target(figures.most)


@RULE_TYPES.add("trading_terms_cap")
class TradingTermsCap(AtMost):
    label = _l("Batas potongan dan biaya bagi pembuat")
    measure = "stated_trading_terms"
    subjects = SUBJECTS
    shortest = 3

    class Figures(BaseModel):
        most: Share = Field(title=_l("Paling banyak (persen dari pembelian lokal)"))
        steps: ShareSteps = steps_field()
        subject: ClauseSubject | None = subject_field(*SUBJECTS)

    def target(self, figures: Figures) -> Target:
        return Target(figures.most, WHOLE)
