"""What an outlet is asked: by the shop on its own pages, by the office on the partner's."""

from __future__ import annotations

from marketplace.kernel.labels import _l
from marketplace.partners.queries import OutletRow
from marketplace.places.queries import kelurahan
from marketplace.web.context import reading
from marketplace.web.forms import Choice, Form, LongText, Text, Tick, Whole


class OutletForm(Form):
    name = Text(_l("Nama gerai"), longest=80)
    address = Text(_l("Alamat"), longest=200, autocomplete="street-address")
    kelurahan_code = Choice(_l("Kelurahan"), lambda: kelurahan(reading().session), required=False)
    receiving = LongText(
        _l("Waktu dan tempat menerima barang"),
        required=False,
        longest=300,
        rows=2,
        help=_l("Misalnya: Senin–Sabtu 08.00–11.00, lewat pintu belakang."),
    )
    least_life_days = Whole(
        _l("Sisa masa simpan paling sedikit (hari)"),
        required=False,
        least=1,
        most=1_000,
        help=_l("Barang yang lebih dekat kedaluwarsa ditolak sebelum dikirim."),
    )
    floor_area = Whole(_l("Luas lantai (m²)"), required=False, least=1, most=100_000)
    shown = Tick(_l("Boleh disebut kepada umum di “Dijual di”"))


def form_of(outlet: OutletRow) -> OutletForm:
    written = {name: getattr(outlet, name) for name in OutletForm(formdata=None).data}
    return OutletForm(formdata=None, **written)
