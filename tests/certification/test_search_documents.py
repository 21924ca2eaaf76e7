from datetime import date

from marketplace.certification.search_documents import documents, every_document
from tests.factories.certification import make_certificate, make_product
from tests.factories.ordering import make_goods

TODAY = date(2026, 11, 24)


def test_what_is_listed_is_searched_by_the_numbers_of_its_papers_in_force(session):
    crisps = make_product(session, eligible_until=date(2027, 1, 1))
    other = make_product(session, producer=None, eligible_until=date(2027, 1, 1))
    make_certificate(session, crisps, number="2061872010123-30")
    make_certificate(session, crisps, number="2061872010999-20", expires_on=date(2026, 11, 23))
    session.commit()

    [first, second] = documents(session, TODAY, [crisps.id, other.id])
    assert "2061872010123-30" in first.codes
    assert "2061872010999-20" not in first.codes
    assert not {"2061872010123-30"} & {*second.codes}
    assert "pirt" in first.text.split()
    assert "pirt" not in second.text.split()


def test_all_of_it_comes_in_slices(session, monkeypatch):
    monkeypatch.setattr("marketplace.catalog.indexing.AT_ONCE", 2)
    ids = [make_goods(session).product_id for _ in range(5)]

    assert [document.product_id for document in every_document(session, TODAY)] == ids
