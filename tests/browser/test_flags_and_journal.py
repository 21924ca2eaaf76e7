"""A flag is read and settled on a phone, and the journal tells of it to whoever searches the shop by its name."""

from marketplace.accounts.models import Organisation
from marketplace.flags.models import RiskFlag
from marketplace.kernel import clock
from tests.browser.hand import Hand
from tests.browser.seeding import within
from tests.browser.test_paying_and_sharing import seat_of
from tests.browser.test_the_shop_window import SMALL, WIDE

FIGURES = {"count": 9, "net": 900_000, "of": 1_000_000, "month": "2026-08"}


def flag_of(live):
    with within(live) as (uow, _):
        shop = seat_of(uow.session, "mitra@mb2.test")
        told = {"partner_id": shop, "month": "2026-08", "purchase_id": None, "figures": FIGURES}
        uow.add(RiskFlag(kind="month_end", key="browser", found_at=clock.now(), **told))
        return uow.get(Organisation, shop).name


def test_a_flag_is_settled_and_found_in_the_journal_by_name(bare, phone, accessible):
    shop = flag_of(bare)
    page = phone(bare, person="auditor@mb2.test")
    auditor = Hand(page)
    auditor.begin("settle")
    for address in ("/office/flags", "/office/journal"):
        page.goto(address)
        assert page.evaluate(WIDE) == 360 and page.evaluate(SMALL) == []
        accessible(page)
    page.goto("/office/flags")
    page.locator("main a[href^='/office/flags/']").first.click()
    flag = page.url
    auditor.sees("9 nota senilai Rp900.000")
    auditor.tap("Tidak janggal")
    auditor.type("Apa yang Anda periksa", "Gajian tanggal 28")
    auditor.tap("Simpan putusan")
    auditor.sees("Putusan Anda dicatat")
    page.goto(flag)
    auditor.sees("Putusan auditor", "Gajian tanggal 28")
    accessible(page)

    page.goto("/office/journal")
    auditor.type("Nama atau nomor", shop)
    auditor.tap("Saring")
    auditor.sees(shop)
    accessible(page)
    page.goto("/office/journal?action=FlagSettled")
    auditor.sees("Gajian tanggal 28", "Surya Khayal")
