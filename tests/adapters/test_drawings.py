"""QR codes and charts."""

import io
import xml.etree.ElementTree as ElementTree

import pytest
from PIL import Image

from marketplace.adapters.bullets import Bullet, bullets
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


class TestBullets:
    BOUND = (
        Bullet("Toko", "1 dari 2", 0.2, "20,00 % · Terpenuhi", "met"),
        Bullet("Koperasi <b>", "", 0.1, "10,00 % · Belum terpenuhi", "not_met"),
        Bullet("Minimarket", "0 dari 1", None, "Belum ada data", "no_data"),
    )
    FREE = (Bullet("Hotel", "", 0.4, "40,00 %"),)

    def drawn(self, *given):
        return ElementTree.fromstring(bullets(*given))

    def test_the_target_crosses_the_bound_bars_alone(self):
        svg = self.drawn(self.BOUND, 0.15, "target 15 %", self.FREE, "Tidak terikat")
        (line,) = svg.iter(f"{SVG}line")
        free = max(float(bar.get("y")) for bar in svg.iter(f"{SVG}rect"))
        assert float(line.get("y2")) < free

    def test_every_bar_has_its_words_and_names_stay_words(self):
        text = text_of(bullets(self.BOUND, 0.15, "target 15 %", self.FREE, "Tidak terikat"))
        for word in (
            "Koperasi <b>",
            "1 dari 2",
            "20,00 % · Terpenuhi",
            "Belum ada data",
            "target 15 %",
            "Hotel",
        ):
            assert word in text

    def test_no_data_is_a_dashed_frame_and_no_bar(self):
        svg = self.drawn(self.BOUND[2:], 0.15, "target 15 %")
        assert [bar.get("stroke-dasharray") for bar in svg.iter(f"{SVG}rect")] == ["3 3"]

    def test_without_a_target_there_is_no_line(self):
        assert not list(self.drawn((), 0.0, "", self.FREE).iter(f"{SVG}line"))

    def test_bars_stay_within_their_rail(self):
        bars_ = list(self.drawn(self.BOUND, 0.15, "target 15 %", self.FREE).iter(f"{SVG}rect"))
        assert all(float(bar.get("width")) <= 285 for bar in bars_)
