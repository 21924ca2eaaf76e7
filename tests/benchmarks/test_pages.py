"""The page by hand that ours is measured against shows the same goods, or the figures would say nothing."""

import re
import shutil

import pytest

from benchmarks import rivals
from benchmarks.city import GOODS, build, name_of
from marketplace.app import create_app

CARD = re.compile(r'<h3><a href="(/catalog/[^"]+)">([^<]+)</a></h3>')
MARKED = re.compile("</?mark>")
PRICE = re.compile(r"<b>(Rp[\d.]+)</b>")


@pytest.fixture(scope="module")
def sites(tmp_path_factory, sqlite, any_day):
    """Ours and theirs over one city of sixty products."""
    file = tmp_path_factory.mktemp("city") / "mb2.db"
    empty = sqlite.copy()
    shutil.copy(empty.removeprefix("sqlite:///"), file)
    sqlite.drop(empty)
    settings = build(file.parent, 60)
    rivals.index(file)
    rivals.app.config["DATABASE"] = str(file)
    return create_app(settings).test_client(), rivals.app.test_client()


@pytest.mark.parametrize(
    "path", ["/catalog", "/catalog?page=3", f"/catalog?q={GOODS[0].replace(' ', '+').lower()}"]
)
def test_both_show_the_same_cards_at_the_same_prices(sites, path):
    ours, theirs = (MARKED.sub("", site.get(path).text) for site in sites)

    assert sorted(CARD.findall(ours)) == sorted(CARD.findall(theirs)) != []
    assert sorted(PRICE.findall(ours)) == sorted(PRICE.findall(theirs))
    assert 0.7 < len(theirs) / len(ours) < 1.3


def test_both_tell_the_same_of_a_product(sites):
    ours, theirs = (site.get("/catalog/produk-7").text for site in sites)

    for words in (
        name_of(7),
        "Renyah, gurih",
        "Kode QR surat",
        "Lainnya dari",
        'itemprop="price"',
        "og:image",
    ):
        assert (words in ours) and (words in theirs), words
    assert 0.7 < len(theirs) / len(ours) < 1.3
