"""What a sheet of products would do, without any database."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.catalog.bulk.checking import check
from marketplace.catalog.bulk.reading import MOST_LINES, lines_of, unread_in
from marketplace.catalog.bulk.rows import RowAct, row_of
from marketplace.catalog.bulk.writing import filled_sheet, rejected_sheet
from marketplace.catalog.models import Availability, Continuity
from marketplace.catalog.pricing import Tier
from marketplace.catalog.revisions import Text
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.ports.sheets import Book, Sheet
from tests.catalog.bulk.sheets import GTIN, NEW, book, changes, complaints, form, known, outcome_of

STANDING = known((1, "k1", form()), (1, "k2", form(sku="KP-2", name="Besar", net_content="500 g")))


def sheet_of(table):
    return Book("xlsx", [Sheet("P", [[column.title for column in table.columns], *table.rows])])


class TestReading:
    def test_headings_are_found_below_a_title_and_blank_rows_count_as_nothing(self):
        [first, second] = lines_of(book(NEW, {}, NEW, above=[["Produk Bu Tini"], []]))

        assert (first.number, second.number) == (4, 6)
        assert row_of(first, known()).values["price_1"] == 9_000

    def test_identifiers_typed_as_numbers_are_their_digits(self):
        [line] = lines_of(book(NEW | {"gtin": 8999991870018.0, "sku": 17, "variant": "a\x00\u202eb"}))
        values = row_of(line, known()).values
        assert (values["gtin"], values["sku"], values["variant"]) == (GTIN, "17", "ab")

    def test_headings_that_mean_nothing_here_are_told(self):
        sheet = Sheet(
            "x", [["Nama produk", "Jenis", "Harga", "Foto", None, "Alasan"], ["a", "b", 1, 2, "c", "d"]]
        )
        assert unread_in(Book("xlsx", [sheet])) == ["Harga"]

    @pytest.mark.parametrize(
        ("rows", "says"),
        [
            ([["Tanggal", "Nama barang"], ["1/1/2026", "Keripik"]], "Judul kolom tidak ditemukan"),
            ([["Nama produk", "Isi bersih", "ISI  BERSIH"], ["a", "b", "c"]], "Isi bersih ada dua kali"),
            ([["Nama produk", "Jenis"]], "belum berisi produk"),
            ([["Nama produk", "Jenis"], *[["a", "b"]] * (MOST_LINES + 1)], "Paling banyak 500 baris"),
        ],
    )
    def test_a_file_that_is_no_such_sheet_is_refused_with_what_to_do(self, rows, says):
        with pytest.raises(Refused, match=says):
            lines_of(Book("xlsx", [Sheet("x", rows)]))


class TestWhatIsPrefilled:
    def test_it_changes_nothing_when_it_comes_back(self):
        text = Text(name="Keripik Pisang", shelf_life_days=90, continuity=Continuity.STEADY, capacity=400)
        status = known((1, "k1", form(gtin=GTIN, unit="BKS", retail_price=15_000), text))
        table = filled_sheet(status)

        assert [tuple(row) for row in table.rows][0][:8] == (
            "Keripik Pisang", "Camilan", None, "200 g", "bungkus", "KP-1", GTIN, 12_500,
        )  # fmt: skip
        assert [one.act for one in check(lines_of(sheet_of(table)), status).rows] == [RowAct.SAME]

    def test_lists_are_offered_and_tiers_as_many_as_there_are(self):
        table = filled_sheet(known((1, "k1", form(prices={1: 9, 5: 8, 10: 7, 20: 6}))))
        titles = [column.title for column in table.columns]

        assert "Harga 4" in titles and "Harga 5" not in titles
        assert next(column for column in table.columns if column.title == "Jenis").choices == [
            "Camilan",
            "Batik",
        ]
        assert all(column.note for column in table.columns)


class TestRows:
    def test_new_products_with_their_variants_and_new_variants_of_old_ones(self):
        outcome = outcome_of(
            STANDING,
            NEW | {"variant": "Kecil", "from_2": 10, "price_2": "8.500", "unit": "bks"},
            NEW | {"name": "KERIPIK NANGKA", "category": None, "variant": "Besar", "net_content": "300 g"},
            {"name": "keripik pisang", "variant": "Mini", "net_content": "50 g", "price_1": 4_000},
        )

        assert [one.act for one in outcome.rows] == [
            RowAct.NEW_PRODUCT,
            RowAct.NEW_PRODUCT,
            RowAct.NEW_VARIANT,
        ]
        new, old = outcome.plans
        assert (new.current, new.text.name, len(new.rows)) == (None, "Keripik Nangka", 2)
        assert (new.rows[0].form.prices, new.rows[0].form.unit) == ({1: 9_000, 10: 8_500}, "BKS")
        assert (old.current.product_id, old.rewritten) == (1, False)

    def test_a_row_is_told_from_others_of_its_product_by_its_variant_else_by_its_content(self):
        outcome = outcome_of(STANDING, NEW, NEW | {"variant": "Besar", "net_content": "300 g"})

        assert [one.detail for one in outcome.rows] == ["100 g", "Besar"]

    def test_what_differs_is_said_and_what_has_no_column_stays(self):
        outcome = outcome_of(
            STANDING,
            {
                "code": "k1",
                "name": "Keripik Pisang",
                "price_1": "Rp 13.000",
                "least": 12,
                "description": "Gurih.",
            },
            {"code": "k2", "name": "Keripik Pisang", "price_1": 12_500, "least": 6, "description": "Renyah."},
        )

        assert changes(outcome) == [
            (
                2,
                "changed",
                [
                    ("Tentang produk", "Renyah.", "Gurih."),
                    ("Pesanan paling sedikit", "6", "12"),
                    ("Harga grosir", "Rp12.500", "Rp13.000"),
                ],
            ),
            (3, "same", []),
        ]
        [plan] = outcome.plans
        assert plan.text == Text(name="Keripik Pisang", description="Gurih.", label_shows=("name",))
        assert plan.rows[0].form == form(least=12, prices={1: 13_000, 24: 11_500})

    def test_todays_prices_agree_with_those_that_were_announced(self):
        before = known((1, "k1", form()))
        coming = [Tier(24, Rupiah(12_000), date(2026, 12, 1))]
        before = replace(before, variants=[replace(before.variants[0], coming=coming)])
        dear = outcome_of(before, {"code": "k1", "name": "Keripik Pisang", "price_1": 11_800})
        ended = outcome_of(
            before,
            {"code": "k1", "name": "Keripik Pisang", "price_1": 11_800, "from_2": None, "price_2": None},
        )

        assert "01/12/2026, 24 akan lebih mahal" in complaints(dear)[2]["price_1"]
        assert complaints(ended) == {}

    def test_a_cell_made_blank_takes_away_what_stood_there(self):
        outcome = outcome_of(
            STANDING,
            {
                "code": "k1",
                "name": "Keripik Pisang",
                "from_2": None,
                "price_2": None,
                "description": None,
                "sku": "",
            },
        )

        [plan] = outcome.plans
        assert (plan.text.description, plan.rows[0].form) == ("", form(prices={1: 12_500}))

    def test_the_same_file_again_finds_what_it_brought(self):
        brought = known(
            (7, "z9", form(sku="P7-1", net_content="100 g", prices={1: 9_000}, least=1, case_pack=1))
        )
        named = Text(name="Keripik Nangka", composition="nangka")
        again = known((7, "z9", brought.variants[0].form, named))

        outcome = outcome_of(again, NEW | {"sku": None, "composition": "nangka", "retail_price": None})
        assert [one.act for one in outcome.rows] == [RowAct.SAME]

    def test_the_label_and_availability_are_said_too(self):
        outcome = outcome_of(
            STANDING,
            {
                "code": "k1",
                "name": "Keripik Pisang",
                "shows_halal": "Ya",
                "shows_name": "tidak",
                "availability": "habis",
            },
        )
        brought = outcome_of(
            STANDING,
            NEW | {"availability": "Pesan dulu", "lead_days": 3, "shows_name": "ya", "shows_expiry": None},
        )

        assert changes(outcome)[0][2] == [
            ("Label: Nama produk", "ya", "tidak"),
            ("Label: Tanda halal atau keterangan tidak halal", "tidak", "ya"),
            ("Ketersediaan", "Ada", "Habis"),
        ]
        [old], [new] = outcome.plans, brought.plans
        assert (old.text.label_shows, new.text.label_shows) == (("halal",), ("name",))
        assert old.rows[0].ready == (Availability.SOLD_OUT, None)
        assert new.rows[0].ready == (Availability.TO_ORDER, 3)

    def test_what_it_leaves_blank_of_label_and_availability_stays(self):
        outcome = outcome_of(
            STANDING, {"code": "k1", "name": "Keripik Pisang", "shows_name": None, "availability": None}
        )
        assert changes(outcome) == [(2, "same", [])]

    @pytest.mark.parametrize(
        ("state", "given", "again"),
        [
            (APPROVED, {"description": "Baru."}, 1),
            (APPROVED, {"net_content": "250 g"}, 1),
            (SUBMITTED, {"net_content": "250 g"}, 1),
            (SUBMITTED, {"price_1": 10_000}, 0),
        ],
    )
    def test_it_says_when_officials_have_to_look_again(self, state, given, again):
        status = known((1, "k1", form()), state=state)
        assert outcome_of(status, {"code": "k1", "name": "Keripik Pisang"} | given).again == again


class TestComplaints:
    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({"name": None}, "name", "Nama produk wajib diisi"),
            ({"name": "x" * 121}, "name", "paling panjang 120 huruf; ini 121"),
            ({"category": "Kuliner"}, "category", "“Kuliner” tidak dikenal; pilih dari daftar"),
            ({"category": None}, "category", "Jenis wajib diisi"),
            ({"net_content": None}, "net_content", "Isi bersih wajib diisi"),
            ({"net_content": "ukuran L"}, "net_content", "untuk makanan tulis angka dan satuan"),
            ({"unit": "karung"}, "unit", "“karung” tidak dikenal"),
            ({"gtin": "8999991870019"}, "gtin", "angka pemeriksa tidak cocok"),
            ({"gtin": "8,99E+12"}, "gtin", "salin ulang dari kemasan"),
            ({"price_1": "1,2 jt"}, "price_1", "tulis lengkap"),
            ({"price_1": None}, "price_1", "Harga grosir wajib diisi"),
            ({"price_1": -5}, "price_1", "antara 1 dan"),
            ({"least": "1,5"}, "least", "bukan bilangan bulat"),
            ({"least": 0}, "least", "antara 1 dan 1.000.000"),
            ({"from_2": 10, "price_2": None}, "price_2", "Isi Mulai jumlah 2 dan Harga 2"),
            (
                {"from_2": 10, "price_2": 8, "from_3": 10, "price_3": 7},
                "from_3",
                "sama dengan Mulai jumlah 2",
            ),
            ({"continuity": "kadang"}, "continuity", "pilih dari daftar"),
            ({"shelf_life_days": 5000}, "shelf_life_days", "antara 1 dan 3.650"),
            ({"availability": "kadang ada"}, "availability", "pilih dari daftar"),
            ({"availability": "pesan dulu"}, "lead_days", "wajib diisi bila Pesan dulu"),
            ({"lead_days": 91}, "lead_days", "antara 1 dan 90"),
            ({"shows_halal": "mungkin"}, "shows_halal", "tulis ya atau tidak, bukan “mungkin”"),
            ({"variant": date(2026, 12, 10)}, "variant", "sel ini menjadi tanggal"),
            ({"price_1": 12.5}, "price_1", "bukan jumlah rupiah"),
            ({"least": 1.25}, "least", "bukan bilangan bulat"),
            ({"code": "bukan-milik"}, "code", "bukan milik produk Anda"),
            ({"sku": "KP-1"}, "sku", "KP-1 sudah dipakai produk Anda yang lain"),
            ({"sku": "LAMA"}, "sku", "LAMA sudah dipakai"),
            ({"name": "Peyek Lama"}, "name", "ada di arsip"),
        ],
    )
    def test_each_cell_has_its_sentence(self, given, field, says):
        status = known((1, "k1", form()), archived_names=["Peyek lama"], archived_skus=["LAMA"])
        wrong = complaints(outcome_of(status, NEW | given))

        assert says in wrong[2][field]

    @pytest.mark.parametrize("typed", ["1.250", "1,250.00", "Rp 1.250", "Rp1.250,-", 1250, 1250.0])
    def test_prices_are_read_as_people_write_them(self, typed):
        assert outcome_of(known(), NEW | {"price_1": typed}).rows[0].form.prices == {1: 1_250}

    def test_clothes_may_be_of_a_size(self):
        outcome = outcome_of(known(), NEW | {"category": "batik", "net_content": "ukuran L"})
        assert [one.act for one in outcome.rows] == [RowAct.NEW_PRODUCT]

    def test_what_stands_already_is_not_held_against_its_maker(self):
        status = known((1, "k1", form(net_content="sekotak", prices={})))
        outcome = outcome_of(
            status, {"code": "k1", "name": "Keripik Pisang", "net_content": "sekotak", "least": 2}
        )
        assert complaints(outcome) == {}

    def test_rows_of_one_product_are_held_against_each_other(self):
        outcome = outcome_of(
            STANDING,
            {"code": "k1", "name": "Keripik Pisang", "description": "Satu."},
            {"code": "k2", "name": "Keripik Pisang", "description": "Dua."},
            {"code": "k2", "name": "Keripik Pisang"},
        )

        wrong = complaints(outcome)
        assert "berbeda dengan baris 2" in wrong[3]["description"]
        assert "Sama dengan baris 3" in wrong[4]["code"]
        assert [plan.text.description for plan in outcome.plans] == ["Satu."]

    def test_a_barcode_and_a_variant_stand_there_once(self):
        large = {"variant": "Besar", "net_content": "300 g"}
        wrong = complaints(outcome_of(STANDING, NEW | {"gtin": GTIN}, NEW | large | {"gtin": GTIN}, NEW))

        assert "Sama dengan baris 2" in wrong[3]["gtin"]
        assert "Sama dengan baris 2" in wrong[4]["variant"]

    def test_a_wrong_row_says_nothing_of_its_product(self):
        outcome = outcome_of(
            STANDING,
            {"code": "k1", "name": "Keripik Pisang", "description": "Baru.", "gtin": "123"},
            {"code": "k2", "name": "Keripik Pisang", "description": "Renyah.", "gtin": None},
        )
        assert [plan.rewritten for plan in outcome.plans] == [False]

    def test_they_come_back_behind_their_reasons_and_can_be_sent_again(self):
        outcome = outcome_of(
            STANDING, NEW, NEW | {"name": "Rengginang", "gtin": "123", "price_1": "dua ribu", "least": 5}
        )
        table = rejected_sheet(outcome, STANDING)

        [row] = table.rows
        assert row[0].split("\n") == [
            "Harga grosir: “dua ribu” bukan jumlah rupiah; tulis misalnya 12.500.",
            "Barcode (GTIN) “123”: jumlah angka atau angka pemeriksa tidak cocok; salin ulang dari kemasan.",
        ]
        assert row[1] == 3
        titles = [column.title for column in table.columns]
        assert {titles[place] for _, place in table.remarks} == {"Barcode (GTIN)", "Harga grosir"}
        [again] = lines_of(sheet_of(table))
        assert (again.cells["price_1"], again.cells["least"]) == ("dua ribu", 5)
