"""Why the money of a row cannot be taken, in a sentence that says what to mend."""

from __future__ import annotations

from marketplace.imports.reasons import Fault, RowReason
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell, spell_millionths
from marketplace.kernel.quantity import Quantity, price_of

TOLERANCE = 1  # rupiah a line
ALL_RETURNED = _l("Semua barang baris ini diretur, jadi tidak ada yang dibeli; hapus barisnya.")
NO_WORTH = _l("Nilai kosong; isi nilai barang ini dalam rupiah.")
NO_CONTENT = _l("Isi satuan tidak diketahui, padahal harganya per kemasan lain; tulis jumlah harganya.")


def mismatch(quantity: Quantity, price: int, discount: int, tax: int, net: int) -> Fault:
    expected = price_of(quantity, price) - discount
    if tax and abs(net - expected - tax) <= TOLERANCE:
        sentence = _l("Jumlah harga %(net)s memuat PPN; tulis %(expected)s, tanpa PPN.")
    elif net == -expected:
        sentence = _l("Jumlah harga %(net)s; bila ini retur, beri minus juga pada jumlah barang.")
    elif discount:
        sentence = _l(
            "Jumlah harga %(net)s tidak sama dengan %(quantity)s × %(price)s − diskon %(discount)s = "
            "%(expected)s; perbaiki yang salah."
        )
    else:
        sentence = _l(
            "Jumlah harga %(net)s tidak sama dengan %(quantity)s × %(price)s = %(expected)s; "
            "perbaiki yang salah."
        )
    values = {"net": spell(net), "expected": spell(expected), "discount": spell(discount)}
    sentence = _l(sentence, **values, quantity=quantity.text, price=spell_millionths(price))
    return Fault(RowReason.TOTAL_MISMATCH, sentence)
