"""Who writes: the head of every paper of the office."""

OFFICE = {
    "name": "Pemerintah Kota Metro",
    "unit": "Dinas Koperasi, UMK, Usaha Menengah dan Perindustrian",
    "address": "Sekretariat Metro Bangga Beli · Kota Metro, Lampung",
}
