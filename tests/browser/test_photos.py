"""Photos of a product by touch: what cannot be taken is said before it travels, and one slip takes none away."""

import pytest
from playwright.sync_api import expect

from marketplace.adapters.pictures.drawing import draw_pack

MAKING = 60_000  # ms that a job may take for a photo


@pytest.fixture
def page(live, phone):
    """The photos of a product that lacks something, as the maker's list leads there."""
    page = phone(live, person="produsen@mb2.test")
    page.goto("/producer/products?state=to-mend")
    page.locator("main tbody th a").first.click()
    page.get_by_role("link", name="Foto & label").first.click()
    return page


def test_what_is_too_heavy_is_told_before_it_travels(page, tmp_path):
    film, photo = tmp_path / "film.mp4", tmp_path / "depan.jpg"
    film.write_bytes(bytes(16 * 1024 * 1024))
    photo.write_bytes(draw_pack(title="Depan", net="1 buah", maker="Bu Tini", form="box"))
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    hung = page.locator("#photos li img").count()

    page.get_by_label("Pilih foto").set_input_files([film, photo])
    expect(page.locator("#photos li img")).to_have_count(hung + 1, timeout=MAKING)

    expect(page.locator("[data-loads] li")).to_have_count(1)
    expect(page.locator("[data-loads]")).to_contain_text("melebihi 15 MB")
    assert len(sent) == 1
    page.get_by_role("button", name="Lupakan").click()
    expect(page.locator("[data-loads] li")).to_have_count(0)


def test_a_photo_is_taken_away_by_two_taps_only(page, accessible):
    hung = page.locator("#photos li").count()
    assert hung

    page.locator("#photos .mb-sure summary").first.click()
    accessible(page)
    expect(page.locator("#photos li")).to_have_count(hung)
    page.get_by_role("button", name="Ya, hapus foto 1").click()
    expect(page.locator("body")).to_contain_text("Foto dihapus")
    expect(page.locator("#photos li")).to_have_count(hung - 1)


def test_the_chosen_filter_is_seen_on_a_narrow_phone(page):
    page.goto("/producer/products?state=sold-out")
    box = page.locator(".mb-tabs--line [aria-current]").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]
