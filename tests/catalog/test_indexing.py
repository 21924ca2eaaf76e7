from datetime import date, timedelta

from sqlalchemy import event

from marketplace.catalog.indexing import documents
from marketplace.catalog.models import Category, Product, ProductRevision
from marketplace.places.models import Region
from tests.conftest import NOW
from tests.factories.catalog import add_variant, make_draft
from tests.factories.ordering import make_goods, make_maker

TODAY = date(2026, 11, 24)


def test_a_document_holds_the_name_the_maker_and_the_codes_people_search_by(session):
    maker = make_maker(session, name="Dapur Bu Tini")
    variant = make_goods(session, maker=maker, name="Kopi Robusta", sku="KR-1", gtin="8991234567893")
    add_variant(session, variant.product_id, sku="KR-2")
    [document] = documents(session, TODAY)
    assert (document.product_id, document.name, document.maker) == (
        variant.product_id,
        "Kopi Robusta",
        "Dapur Bu Tini",
    )
    assert sorted(document.codes) == ["8991234567893", "KR-1", "KR-2"]


def test_search_reads_the_approved_text_the_category_the_kelurahan_and_what_is_sold(session):
    session.add(
        Region(
            code="18.72.09.1001",
            level="kelurahan",
            name="Kelurahan Rekaan",
            parent_code="18.72.05",
            postal_code=None,
        )
    )
    session.flush()
    maker = make_maker(session, kelurahan_code="18.72.09.1001")
    variant = make_goods(session, maker=maker, net_content="250 g")
    add_variant(session, variant.product_id, sku="LAMA-1", net_content="1 kg", archived_at=NOW)
    product = session.get(Product, variant.product_id)
    session.add_all(
        ProductRevision(
            product_id=product.id,
            number=number,
            category_id=product.category_id,
            name="Keripik",
            description=word,
            composition="pisang kepok",
            written_by=None,
            written_at=NOW,
        )
        for number, word in ((3, "apek"), (2, "renyah"))
    )
    session.flush()
    product.approved_number = 2
    session.commit()
    [document] = documents(session, TODAY)
    assert (document.kind, document.text) == (
        session.get(Category, product.category_id).name,
        "Kelurahan Rekaan Metro Selatan renyah pisang kepok 250 g",
    )
    assert list(document.packs) == ["250000g"]
    assert "LAMA-1" not in document.codes


def test_what_is_not_listed_is_not_told_even_when_asked_for(session):
    draft, listed = make_draft(session), make_goods(session)
    lapsed = make_goods(session, eligible_until=TODAY - timedelta(days=1))
    paused = session.get(Product, make_goods(session).product_id)
    paused.paused_at = NOW
    session.commit()
    ids = [draft.id, listed.product_id, lapsed.product_id, paused.id]
    assert [document.product_id for document in documents(session, TODAY, ids)] == [listed.product_id]


def test_only_those_asked_for_are_told_and_none_is_none(session):
    one, other = make_goods(session), make_goods(session)
    assert [found.product_id for found in documents(session, TODAY, [other.product_id])] == [other.product_id]
    assert documents(session, TODAY, []) == []
    assert {found.product_id for found in documents(session, TODAY)} == {one.product_id, other.product_id}


def test_telling_of_many_costs_as_many_statements_as_of_one(session, engine):
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    make_goods(session)
    counts = []
    for _ in range(2):
        statements.clear()
        documents(session, TODAY)
        counts.append(sum(statement.lstrip().startswith("SELECT") for statement in statements))
        for _ in range(5):
            make_goods(session)
    assert counts[0] == counts[1] <= 3
