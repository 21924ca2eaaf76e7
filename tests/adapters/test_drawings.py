"""QR codes and charts."""

import io
import xml.etree.ElementTree as ElementTree

import pytest
from PIL import Image

from marketplace.adapters.charts import bars
from marketplace.adapters.codes import qr_png, qr_svg

SVG = "{http://www.w3.org/2000/svg}"


def text_of(svg):
    return " ".join("".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_a_qr_code_is_a_picture_of_its_own():
    svg = ElementTree.fromstring(qr_svg("https://mb2.test/verify/AB12", "Periksa keaslian"))

    assert svg.tag == f"{SVG}svg"
    assert svg.find(f"{SVG}title").text == "Periksa keaslian"


def test_a_qr_code_has_its_quiet_zone():
    picture = Image.open(io.BytesIO(qr_png("AB12", scale=5))).convert("L")

    assert picture.width == picture.height == (21 + 2 * 4) * 5
    assert picture.crop((0, 0, picture.width, 20)).getextrema() == (255, 255)


def test_words_in_a_title_stay_words():
    svg = qr_svg("AB12", "</title><script>alert(1)</script>")
    assert not list(ElementTree.fromstring(svg).iter(f"{SVG}script"))


def test_a_chart_shows_labels_values_and_the_target():
    svg = bars(
        "Belanja lokal", ["Jul", "Ags", "Sep"], [1_000, 2_500, None],
        target=2_000, target_label="Target Rp2.000", written=lambda value: f"Rp{value:,.0f}".replace(",", "."),
    )  # fmt: skip
    text = text_of(svg)

    assert all(word in text for word in ("Belanja lokal", "Jul", "Ags", "Sep", "Rp2.500", "Target Rp2.000"))
    assert any(
        "dasharray" in line.get("style", "") for line in ElementTree.fromstring(svg).iter(f"{SVG}line")
    )


def test_the_target_stands_at_its_height():
    """Between the tops of a lower and a higher bar."""
    root = ElementTree.fromstring(bars("", ["a", "b"], [50, 150], target=100, target_label="Target"))
    tops = sorted(
        float(bar.get("y")) for bar in root.iter(f"{SVG}rect") if "rect" in (bar.get("class") or "")
    )
    [line] = [float(line.get("y1")) for line in root.iter(f"{SVG}line") if "dash" in line.get("style", "")]

    assert tops[0] < line < tops[-1]


@pytest.mark.parametrize("values", [[], [None, None], [0, 0], [-5, 10], [10**12]])
def test_any_values_can_be_drawn(values):
    labels = [str(n) for n in range(len(values))]
    assert ElementTree.fromstring(bars("Judul", labels, values)).tag == f"{SVG}svg"


def test_nothing_runs_and_nothing_is_fetched():
    svg = bars("<script>alert(1)</script>", ["</text><script/>"], [1]).decode()
    root = ElementTree.fromstring(svg)

    assert not list(root.iter(f"{SVG}script"))
    assert not list(root.iter(f"{SVG}image"))
    assert "@import" not in svg and "url(http" not in svg


def test_the_same_figures_give_the_same_picture():
    assert bars("a", ["x"], [1]) == bars("a", ["x"], [1])
