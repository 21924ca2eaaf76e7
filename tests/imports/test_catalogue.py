from datetime import date

from marketplace.imports.registers.catalogue import Catalogue, KnownMaker, KnownProduct
from marketplace.kernel.names import same_name


def test_a_name_that_two_makers_answer_to_belongs_to_nobody():
    catalogue = Catalogue(
        [KnownMaker(1, "P01", ("Bu Tini",)), KnownMaker(2, "P02", ("Dapur Tini", "BU-TINI"))]
    )
    assert catalogue.maker(same_name("bu tini")) is None
    assert catalogue.maker(same_name("Dapur  Tini")).ref == "P02"


def test_a_third_maker_does_not_win_a_disputed_name():
    catalogue = Catalogue([KnownMaker(number, f"P0{number}", ("Bu Tini",)) for number in (1, 2, 3)])
    assert catalogue.maker("butini") is None


def test_a_maker_without_a_name_is_never_found():
    assert Catalogue([KnownMaker(1, "P01", ("", "…"))]).maker("") is None


def test_a_maker_is_local_on_the_days_it_is():
    maker = KnownMaker(1, "P01", (), ((date(2026, 7, 5), date(2026, 7, 9)), (date(2026, 8, 1), None)))
    days = [date(2026, 7, 4), date(2026, 7, 5), date(2026, 7, 9), date(2026, 7, 10), date(2030, 1, 1)]
    assert [maker.is_local(day) for day in days] == [False, True, True, False, True]


def test_products_are_known_by_barcode_and_by_their_makers_name_for_them():
    maker, other = KnownMaker(1, "P01", ("A",)), KnownMaker(2, "P02", ("B",))
    jam = KnownProduct(7, 1, "Selai Nanas", "TPL", "8999990001000")
    catalogue = Catalogue([maker, other], [jam])
    assert catalogue.by_gtin("8999990001000") is jam
    assert catalogue.by_name(maker, same_name("SELAI  nanas")) is jam
    assert catalogue.by_name(other, same_name("Selai Nanas")) is None
