import re

from marketplace.demo.lists import goods, makers, shops
from marketplace.demo.office import accounts

INVENTED = re.compile(
    r"Contoh|Rekaan|Fiktif|Misal|Umpama|Andaian|Khayal|Imajiner|Semisal|Pura-Pura|Pura\b", re.IGNORECASE
)


def test_every_name_is_plainly_invented():
    names = [one.name for one in (*makers(), *shops(), *accounts())]
    names += [maker.owner for maker in makers()] + [shop.signatory for shop in shops()]
    assert [name for name in names if not INVENTED.search(name)] == []


def test_the_lists_are_as_long_as_a_small_city():
    assert (len(makers()), len(goods()), len(shops())) == (40, 120, 12)
    assert len({maker.kelurahan for maker in makers()}) == 22


def test_every_good_has_its_maker_and_a_name_of_its_own():
    refs = {maker.ref for maker in makers()}
    assert {good.maker for good in goods()} == refs
    assert len({(good.maker, good.name) for good in goods()}) == 120


def test_most_of_them_are_ordinary():
    assert sum(not maker.plight for maker in makers()) >= 20
    assert sum(not good.plight for good in goods()) >= 100


def test_the_accounts_are_those_of_the_contract():
    assert [account.email for account in accounts()] == [
        "produsen@mb2.test",
        "produsen2@mb2.test",
        "mitra@mb2.test",
        "mitra2@mb2.test",
        "petugas@mb2.test",
        "petugas2@mb2.test",
        "penyetuju@mb2.test",
        "auditor@mb2.test",
        "walikota@mb2.test",
        "provinsi@mb2.test",
        "admin@mb2.test",
    ]
