import pytest

from marketplace.kernel.roles import OWNER, PRODUCER
from tests.web.shell import Visitor, small_app, someone

pytestmark = pytest.mark.usefixtures("any_day")

PATH = "/office/settings/parts"


@pytest.fixture
def visitor():
    return Visitor(small_app(), someone())


def test_every_part_is_shown(visitor):
    page = visitor.open(PATH)

    assert page.status_code == 200
    for part in (
        "mb-chip",
        "mb-note",
        "mb-empty",
        "mb-task",
        "mb-fig",
        "mb-pager",
        "mb-log",
        "mb-dl",
        "bar-none",
    ):
        assert part in page.text


def test_every_error_is_on_top_with_a_link_and_at_its_field(visitor):
    page = visitor.send(
        PATH, {"price": "1,25 jt", "quantity": "12,5", "name": "<b>Tini</b>", "state": "draft"}
    )

    sentence = "Harga per bungkus: “1,25 jt” disingkat; tulis lengkap, misalnya 1.250.000."
    assert page.status_code == 422
    assert f'<a href="#price">{sentence}</a>' in page.text
    assert f"<span>{sentence}</span>" in page.text
    assert 'aria-describedby="price-bantuan price-salah"' in page.text
    assert 'value="1,25 jt"' in page.text
    assert 'value="12,5"' in page.text
    assert "&lt;b&gt;Tini&lt;/b&gt;" in page.text
    assert 'value="draft" checked' in page.text
    assert 'id="place"' in page.text  # each link of the summary leads somewhere
    assert "3 hal perlu diperbaiki" in page.text


def test_a_page_is_light(visitor):
    packed = visitor.open(PATH, **{"Accept-Encoding": "br"})

    assert len(packed.data) < 20_000


def test_it_is_for_officials_and_not_in_production(visitor):
    visitor.who = someone(OWNER, PRODUCER)
    assert visitor.open(PATH).status_code == 403

    app = small_app(PRODUCTION=True, BASE_URL="https://localhost")
    answer = Visitor(app, someone()).client.get(PATH, base_url="https://localhost")
    assert answer.status_code == 404
