import pytest

from marketplace.accounts.models import Organisation
from marketplace.kernel.review import DRAFT, SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.producers.models import Producer, ProducerMerge
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_order
from tests.factories.producers import make_producer

LIST = "/office/producers"
PAGE = f"{LIST}/duplicates"


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def pair(session):
    kept = make_producer(session, name="Keripik Bu Tini", nik_mark="a" * 64, whatsapp=None)
    return kept, make_producer(session, name="Kripik Tini", nik_mark="a" * 64, whatsapp=None)


@pytest.fixture
def public(session):
    return lambda producer: session.get_one(Organisation, producer.id).public_id


@pytest.fixture
def address(pair, public):
    kept, merged = pair
    return f"{LIST}/{public(kept)}/merge?with={public(merged)}"


def test_pairs_are_found_from_the_list_of_makers(officer, pair, address):
    assert PAGE in officer.open(LIST).text
    page = officer.open(PAGE).text

    assert "1 pasang" in page
    assert "Keripik Bu Tini" in page
    assert "Kripik Tini" in page
    assert address.replace("&", "&amp;") in page


def test_an_empty_list_says_so(officer):
    assert "Tidak ada yang tampak ganda" in officer.open(PAGE).text


def test_each_page_of_a_pair_warns_of_the_other(officer, pair, public):
    for one, other in (pair, pair[::-1]):
        page = officer.open(f"{LIST}/{public(one)}").text
        assert "Mungkin ganda" in page
        assert f"{LIST}/{public(other)}" in page


def test_the_effect_is_shown_and_a_reason_asked_before_they_are_one(session, officer, pair, address, public):
    kept, merged = pair
    for _ in range(2):
        make_goods(session, maker=merged)
    for _ in range(5):
        make_certificate(session, producer=merged)
    page = officer.open(address).text
    assert "2 produk, 5 surat dan 0 orang pindah ke Keripik Bu Tini." in page
    assert "Yang sama: NIK." in page

    refused = officer.send(address, {"reason": ""})
    assert refused.status_code == 422
    assert "wajib diisi" in refused.text
    session.rollback()
    assert merged.merged_into_id is None

    answer = officer.send(address, {"reason": "Satu dapur"})
    assert answer.location == f"{LIST}/{public(kept)}"
    session.rollback()
    assert merged.merged_into_id == kept.id
    assert "Kripik Tini digabung ke sini" in officer.open(answer.location).text
    assert "Digabung ke Keripik Bu Tini" in officer.open(f"{LIST}/{public(merged)}").text
    assert "Kripik Tini" not in officer.open(LIST).text
    assert "Tidak ada yang tampak ganda" in officer.open(PAGE).text


def test_it_is_undone_from_the_page_of_either(session, officer, pair, address, public):
    kept, merged = pair
    officer.send(address, {"reason": "Satu dapur"})
    session.rollback()
    (row,) = session.query(ProducerMerge)
    page = f"{LIST}/{public(kept)}"

    assert officer.send(f"{page}/merges/{row.id}/undo", page=page).location == page
    session.rollback()
    assert merged.merged_into_id is None
    assert "digabung ke sini" not in officer.open(page).text


def test_a_merge_of_others_is_not_undone_from_here(session, officer, pair, address, public):
    officer.send(address, {"reason": "Satu dapur"})
    session.rollback()
    (row,) = session.query(ProducerMerge)
    other = f"{LIST}/{public(make_producer(session))}"

    assert officer.send(f"{other}/merges/{row.id}/undo", page=other).status_code == 404


def test_goods_that_stay_behind_and_shops_that_wait_are_named(session, officer, pair, address):
    kept, merged = pair
    make_goods(session, maker=kept, sku="K1")
    variant = make_goods(session, maker=merged, sku="K1")
    assert "1 produk tertinggal" in officer.open(address).text

    make_order(session, variant=variant)
    page = officer.open(address).text
    assert "masih punya 1 pesanan atau kiriman" in page
    assert "Gabungkan</button>" not in page


def test_a_record_and_itself_is_no_pair(officer, pair, public):
    kept, _ = pair
    assert officer.open(f"{LIST}/{public(kept)}/merge?with={public(kept)}").status_code == 404
    assert officer.open(f"{LIST}/{public(kept)}/merge").status_code == 404


def test_others_do_not_come_here(as_seat, pair, address):
    for browser in (as_seat(AUDITOR), as_seat(OWNER, at=pair[0].id)):
        assert browser.open(PAGE).status_code == 403
        assert browser.open(address).status_code == 403


def test_an_officer_who_registers_a_known_maker_is_warned_and_may_insist(session, officer, pair):
    fields = {"name": "keripik BU tini", "address": "Gg. Lain 3"}
    answer = officer.send(f"{LIST}/new", fields)

    assert answer.status_code == 422
    assert "Mungkin sudah tercatat" in answer.text
    assert "Gg. Lain 3" in answer.text
    session.rollback()
    assert session.query(Producer).filter_by(state=DRAFT).count() == 0

    assert officer.send(f"{LIST}/new", fields | {"sure": "y"}).status_code == 302
    session.rollback()
    assert session.query(Producer).filter_by(state=DRAFT).one().same_name == "keripikbutini"


def test_the_sheet_of_a_review_says_whether_there_is_another(session, officer, pair, public):
    kept, _ = pair
    alone = make_producer(session, name="Sendiri", whatsapp=None, state=SUBMITTED, submitted_at=NOW)
    kept.state, kept.submitted_at = SUBMITTED, NOW
    session.commit()

    fields = officer.open(f"/office/reviews/producer/{public(kept)}").text
    assert "Mungkin ganda dengan Kripik Tini: sama NIK" in fields
    assert "Tidak ada catatan lain" in officer.open(f"/office/reviews/producer/{public(alone)}").text


def test_two_makers_that_look_like_one_are_told_apart(officer, pair, address, public):
    assert "Bukan usaha yang sama" in officer.open(address).text
    apart = address.replace("/merge?", "/apart?")

    refused = officer.send(apart, {"because": ""}, page=address)
    assert refused.status_code == 422
    assert "wajib diisi" in refused.text
    assert '<details class="mb-more mb-mt" open>' in refused.text

    answer = officer.send(apart, {"because": "Ibu dan anak, dua dapur"}, page=address)
    assert answer.location == PAGE
    page = officer.open(PAGE).text
    assert "Tidak ada yang tampak ganda" in page
    assert f"{PAGE}?apart=1" in page
    assert "Kripik Tini" in officer.open(f"{PAGE}?apart=1").text
    assert "Mungkin ganda" not in officer.open(f"{LIST}/{public(pair[0])}").text
    assert "Ibu dan anak, dua dapur" in officer.open(address).text

    again = officer.send(apart, {"because": "Sekali lagi"}, page=address)
    assert again.status_code == 422
    assert "sudah dinyatakan dua usaha" in again.text


def test_a_list_of_nothing_told_apart_says_what_to_do(officer):
    assert "Belum ada yang dinyatakan dua usaha" in officer.open(f"{PAGE}?apart=1").text
