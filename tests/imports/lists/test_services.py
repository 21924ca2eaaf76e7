"""The city's lists into the books."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from marketplace.catalog.models import Category, PriceTier, Product, Variant
from marketplace.catalog.queries import Catalog
from marketplace.imports.lists.services import check_list, commit_list, read_list
from marketplace.imports.models import BatchKind
from marketplace.imports.states import COMMITTED
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.review import DRAFT
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER, PARTNER
from marketplace.producers.models import Locality, LocalityBasis, Producer, ProducerAlias, Scale
from marketplace.producers.queries import local_on
from tests.conftest import NOW
from tests.factories.imports import bytes_of, load_city, load_list
from tests.factories.producers import make_producer

MAKERS, GOODS = BatchKind.PRODUCERS, BatchKind.PRODUCTS
HEADING = "producer_id,name,kelurahan_code,kbli_2020,aliases,nib,scale"
PRODUCERS = {"content": bytes_of("producers.csv"), "name": "producers.csv"}
GOODS_HEADING = "supplier_id,name,unit,list_price_idr,gtin13"


def makers(*rows):
    return "\n".join([HEADING, *rows]).encode()


def goods(*rows):
    return "\n".join([GOODS_HEADING, *rows]).encode()


@pytest.fixture
def load(work, tools):
    def load(kind, content=None, **given):
        return load_list(partial(work, OFFICER, at=1), tools, kind, content, **given)

    return load


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def notes(outcome):
    return [(line.ref, str(line.note)) for line in outcome.city_list.bad]


def test_makers_come_in_as_drafts_local_on_the_citys_word(session, load):
    outcome = load(MAKERS)
    assert (outcome.batch.written, outcome.batch.bad, outcome.batch.state) == (10, 0, COMMITTED)
    maker = session.scalars(select(Producer).filter_by(city_ref="P01")).one()
    assert (maker.state, maker.nib, maker.scale) == (DRAFT, None, None)
    assert (maker.kbli_code, maker.kelurahan_code) == ("10794", "18.72.04.1003")
    locality = session.scalars(select(Locality).filter_by(producer_id=maker.id)).one()
    assert (locality.basis, locality.from_on, locality.until_on) == (LocalityBasis.CITY_LIST, None, None)
    said = select(ProducerAlias.text).filter_by(producer_id=maker.id).order_by(ProducerAlias.id)
    assert session.scalars(said).all() == ["Keripik Contoh Melati", "Kripik Contoh Melati"]


def test_makers_are_local_from_the_day_that_is_said(session, load):
    load(MAKERS, since=date(2026, 7, 1))
    maker = session.scalars(select(Producer).filter_by(city_ref="P01")).one()
    assert local_on(session, maker.id, date(2026, 7, 1))
    assert not local_on(session, maker.id, date(2026, 6, 30))


def test_makers_are_not_local_from_a_day_to_come(load):
    with pytest.raises(Refused, match="belum tiba"):
        load(MAKERS, since=NOW.date() + timedelta(days=1))


def test_products_come_in_as_drafts_and_nothing_is_listed(session, load):
    load(MAKERS)
    outcome = load(GOODS)
    assert outcome.batch.written == count(session, Product) == 22
    assert len(outcome.city_list.skipped) == 8
    assert outcome.batch.bad == 0
    product, variant, category, price = session.execute(
        select(Product, Variant, Category.code, PriceTier.price)
        .join(Variant, Variant.product_id == Product.id)
        .join(Category, Category.id == Product.category_id)
        .join(PriceTier, PriceTier.variant_id == Variant.id)
        .where(Product.name == "Keripik Pisang Coklat 100 g")
    ).one()
    assert (product.state, category, variant.unit, variant.gtin) == (
        DRAFT,
        "dry-food",
        "PCS",
        "8999990001000",
    )
    assert price == 12_500
    assert session.execute(Catalog(day=NOW.date()).select()).all() == []


def test_suppliers_that_are_not_on_the_list_are_told_and_passed_over(load):
    load(MAKERS)
    told = [str(line.note) for line in load(GOODS).city_list.skipped]
    assert "Produsen N01 tidak ada dalam daftar kota." in told


def test_a_rerun_adds_nothing(session, work, tools, load):
    load_city(work, tools)
    before = [count(session, model) for model in (Producer, ProducerAlias, Locality, Product, Variant)]
    assert load(MAKERS).batch.written == load(GOODS).batch.written == 0
    assert [
        count(session, model) for model in (Producer, ProducerAlias, Locality, Product, Variant)
    ] == before


def test_a_nib_and_a_scale_may_stand_in_the_list(session, load):
    load(MAKERS, makers("Q1,Keripik Ujung,,,,0123456789012,Mikro"))
    maker = session.scalars(select(Producer).filter_by(city_ref="Q1")).one()
    assert (maker.nib, maker.scale, maker.kelurahan_code) == ("0123456789012", Scale.MICRO, None)


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (",Tanpa Nomor,,,,,", "Nomor produsen wajib diisi."),
        ("Q2,,,,,,", "Nama usaha wajib diisi."),
        (
            "Q2,Dua,18.71,,,,",
            "Kode kelurahan “18.71” tidak ada di Kota Metro; tulis misalnya 18.72.04.1003.",
        ),
        ("Q2,Dua,,107,,,", "Kode KBLI “107” tidak dikenal; tulis 5 angka, misalnya 10794."),
        ("Q2,Dua,,,,12345,", "NIB “12345” terdiri dari 5 angka; seharusnya 13."),
        ("Q2,Dua,,,,,raksasa", "Skala “raksasa” tidak dikenal; tulis mikro, kecil, atau menengah."),
        ("Q1,Lain,,,,,", "Nomor Q1 sudah ada di baris 1; hapus salah satunya."),
        ("Q2,Dua,,,SATU-SATU,,", "Sebutan “SATU-SATU” sudah milik Satu; hapus dari salah satunya."),
        ("Q2,Dua,,,,1111111111111,", "NIB 1111111111111 sudah terdaftar atas nama Satu."),
        ("Q2,Dua,,,,9999999999999,", "NIB 9999999999999 sudah terdaftar atas nama usaha lain."),
    ],
)  # fmt: skip
def test_a_bad_line_says_what_to_mend_and_stops_no_other(session, load, row, note):
    make_producer(session, nib="9999999999999")
    outcome = load(MAKERS, makers("Q1,Satu,,,Satu Satu,1111111111111,", row, "Q3,Tiga,,,,,"))
    assert notes(outcome) == [(2, note)]
    assert outcome.batch.written == 2


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ("P01,,PCS,1000,", "Nama produk wajib diisi."),
        ("P01,Dua,karung,1000,", "Satuan “karung” tidak dikenal; tulis misalnya PCS, KG, atau BKS."),
        ("P01,Dua,lusin,1000,", "Satuan “lusin” tidak dikenal; tulis misalnya PCS, KG, atau BKS."),
        ("P01,Dua,PCS,0,", "Harga harus lebih dari 0."),
        ("P01,Dua,PCS,seribu,", "Harga: “seribu” bukan jumlah rupiah; tulis misalnya 12.500."),
        ("P01,Dua,PCS,1000,8999990001001", "Barcode “8999990001001” salah: periksa angka-angkanya."),
        ("P01,SATU,PCS,1000,", "Sama dengan baris 1; hapus salah satunya."),
    ],
)
def test_a_bad_product_line_says_what_to_mend(load, row, note):
    load(MAKERS)
    outcome = load(GOODS, goods("P01,Satu,PCS,1000,", row, "P01,Tiga,bks,,"))
    assert notes(outcome) == [(2, note)]
    assert outcome.batch.written == 2


def test_a_product_known_by_its_barcode_is_not_made_twice(load):
    load(MAKERS)
    load(GOODS)
    renamed = load(GOODS, goods("P01,Keripik Pisang Cokelat,PCS,1000,8999990001000"))
    assert (renamed.batch.written, renamed.city_list.known) == (0, [1])


def test_bad_lines_come_back_and_can_be_read_again_once_mended(work, tools, load):
    outcome = load(MAKERS, makers("Q1,Satu,,107,,,", "Q2,Dua,,,,,"))
    content = tools.sheets.write_xlsx([outcome.city_list.refused])
    again = load(MAKERS, content)
    assert [str(line.note) for line in again.city_list.bad] == [
        "Kode KBLI “107” tidak dikenal; tulis 5 angka, misalnya 10794."
    ]
    assert again.city_list.bad[0].ref == "r2"


def test_another_file_is_refused_by_the_columns_that_it_needs(load):
    with pytest.raises(Refused, match="producer_id, name"):
        load(MAKERS, b"nama;alamat\nA;B\n")


def test_only_officers_bring_in_the_citys_lists(session, work, tools):
    for role, given in [(APPROVER, {"at": 1}), (OWNER, {"at": 9, "kind": PARTNER})]:
        read = read_list(work(), tools, MAKERS, **PRODUCERS)
        with pytest.raises(Forbidden), work(role, **given) as uow:
            check_list(uow, tools, MAKERS, read, **PRODUCERS)


def test_only_officers_commit_the_citys_lists(work, tools):
    read = read_list(work(), tools, MAKERS, **PRODUCERS)
    with work() as uow:
        batch = check_list(uow, tools, MAKERS, read, **PRODUCERS)
    with pytest.raises(Forbidden), work(APPROVER, at=1) as uow:
        commit_list(uow, batch.id, read)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (makers("Q1,Satu,,,Si Satu,,"), makers("Q1,Satu,,,,,"), MAKERS),
        (makers("Q1,Satu,,,Si Satu,,"), makers("Q2,Dua,,,Si Satu,,"), MAKERS),
        (goods("P01,Sirup Nanas,BTL,9000,"), goods("P01,Sirup Nanas,BTL,9500,"), GOODS),
    ],
)
def test_what_came_into_the_books_meanwhile_is_not_written_again(
    session, work, tools, load, first, second, kind
):
    load(MAKERS)
    file = {"content": second, "name": "daftar.csv"}
    read = read_list(work(), tools, kind, **file)
    assert len(read.fresh) == 1
    load(kind, first)

    with pytest.raises(Refused, match="baru saja berubah"), work(OFFICER, at=1) as uow:
        commit_list(uow, check_list(uow, tools, kind, read, **file).id, read)
    assert count(session, Producer) == 10 + (kind is MAKERS)
    assert count(session, Product) == (kind is GOODS)
