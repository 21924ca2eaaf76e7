"""Rows that a register may have, however odd, and amounts in every form in which people write them."""

from datetime import date

from hypothesis import strategies as st

from marketplace.imports.registers.reader import read_register
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Sheet

HEADING = ["No", "Tanggal", "No Faktur", "Nama Supplier", "Nama Barang", "Qty", "Satuan", "Isi", "Harga Beli", "Diskon",
           "Disc 2 %", "PPN", "Jumlah", "Ket", "Jenis Transaksi", "Qty Retur", "Nama Toko"]  # fmt: skip
PLAIN = [
    "1",
    "15/07/2026",
    "F1",
    "Toko Andaian",
    "Gula 1 kg",
    "2",
    "PCS",
    "",
    "10.000",
    "",
    "",
    "",
    "20.000",
    "",
    "",
    "",
    "",
]
WORDS = (
    "", " ", "-", "0", "1", "2", "12", "1.500", "1,500", "1.5", "12500.000", "1.250.000,00", "1,250,000.00",
    "Rp 12.500,-",
    "(20.000)", "20.000-", "−5", "½", "1/3", "1/0", "10+5", "110%", "1e309", "8,99E+12", "07/08/2026", "31/06/2026",
    "2026-07-15", "0000-00-00", "15/07", "retur", "RETUR PEMBELIAN", "Retur rusak", "BATAL", "TOTAL", "Sub Total",
    "PPN 11%",
    "DPP", "Harga termasuk PPN", "Dalam ribuan rupiah", "DUS@40", "DUS ISI 40", "2 lusin", "500 gr", "GROSS", "karung",
    "Cabang: Timur", "Include", "PKP", "\\x00", "=1+1", "x", "RT", "Qty", "Jumlah", "٣", "²", "99999999999999999999",
)  # fmt: skip
cells = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.integers(-(10**6), 10**20),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
)


@st.composite
def odd_rows(draw, most):
    """Plain rows in which any cells are exchanged for any others, and rows of any width."""
    rows = []
    for _ in range(draw(st.integers(most // 2, most))):
        row = list(PLAIN)
        for place in draw(st.lists(st.integers(0, len(PLAIN) - 1), max_size=4)):
            row[place] = draw(cells)
        rows.append(row[: draw(st.sampled_from([len(PLAIN), len(PLAIN), 9, 3, 0]))])
    return rows


def random_rows(random, count):
    """The same by a generator of random numbers: less thorough, and a hundred times faster."""
    rows = []
    for _ in range(count):
        row = list(PLAIN)
        for _ in range(random.choice((0, 0, 1, 2, 4))):
            letters = "".join(map(chr, random.choices(range(32, 0x2FF), k=random.randrange(8))))
            number = random.choice(
                (random.randrange(10**20), random.uniform(-1e6, 1e6), float("inf"), None, True)
            )
            row[random.randrange(len(row))] = random.choice((random.choice(WORDS), letters, number))
        rows.append(row[: random.choice((len(row), len(row), len(row), 9, 3, 0))])
    return rows


@st.composite
def written_rupiah(draw):
    """An amount, and one of the forms that are read as it."""
    amount = draw(st.integers(0, 10**12))
    dots, commas = f"{amount:,}".replace(",", "."), f"{amount:,}"
    form = draw(
        st.sampled_from(
            [
                "{0}",
                "{1}",
                "{1},00",
                "{1},-",
                "Rp {1}",
                "Rp{1},-",
                "Rp. {1},00",
                "IDR {1}",
                "{1} IDR",
                " {1} ",
                "{2}.00",
            ]
        )
    )
    return amount, form.format(amount, dots, commas)


def read_rows(rows, period="2026-07", kind="csv"):
    """Reads them under the heading, with a plain row at the end."""
    book = Book(kind, [Sheet("", [HEADING, *rows, [*PLAIN[:2], "F-last", *PLAIN[3:]]])])
    return read_register(book, period=MonthSpan.parse(period), today=date(2026, 12, 1))


def stands_somewhere(rows):
    """Every row is taken, refused with a sentence, or skipped for what it is; answers leave no crash either."""
    register = read_rows(rows)
    skipped = sum(register.skipped.values())
    assert len(register.rows) + len(register.bad) + skipped == len(rows) + 1
    assert all(bad.note for bad in register.bad)
    assert all(choice.value for question in register.questions for choice in question.choices)
