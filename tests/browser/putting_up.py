"""A maker puts a product up in its four steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.hand import Act, Hand


def put_up(
    maker: Hand,
    photo: Path,
    *,
    name: str,
    category: str,
    net: str,
    unit: str,
    price: str,
    more: Mapping[str, str] = {},
) -> Act:
    """As few fields as there are, and those of the first step that are named in `more`."""
    act = maker.begin("put a product up")
    maker.tap("Produk", within=".mb-nav")
    maker.tap("Tambah produk")
    maker.type("Nama produk", name)
    maker.choose("Jenis", category)
    maker.type("Isi bersih", net)
    maker.choose("Satuan jual", unit)
    for label, text in more.items():
        maker.type(label, text)
    maker.tap("Simpan dan lanjut")
    maker.sees("Sekarang fotonya")
    hang(maker, [photo])
    maker.tap("Simpan dan lanjut")
    maker.sees("Harga untuk toko")
    maker.type("Harga grosir per satuan", price)
    maker.tap("Simpan dan lanjut")
    hand_in(maker)
    return act


def hang(maker: Hand, photos: Sequence[Path]) -> None:
    """They go up by themselves once they are chosen; it waits until they can be seen."""
    maker.acts[-1].taps += 1
    maker.page.get_by_label("Pilih foto").set_input_files([str(photo) for photo in photos])
    expect(maker.page.locator("#photos li img")).to_have_count(len(photos))


def hand_in(maker: Hand) -> None:
    maker.sees("Petugas memeriksa menurut urutan masuk")
    maker.tap("Ajukan produk")
    maker.sees("Menunggu petugas memeriksa")
