"""The menu of everybody who has not signed in."""

from marketplace.kernel.labels import _l
from marketplace.web.doors import MenuItem

MENU = [
    MenuItem(_l("Belanja"), "public_catalog.index", "search"),
    MenuItem(_l("Pembuat"), "public_producers.index", "shop"),
    MenuItem(_l("Cek syarat"), "public_standards.index", "list"),
    MenuItem(_l("Jadwal"), "public_events.index", "calendar"),
    MenuItem(_l("Capaian"), "public_uptake.show", "chart"),
    MenuItem(_l("Mitra"), "public_partners.index", "people"),
    MenuItem(_l("Program"), "public_program.show", "law"),
    MenuItem(_l("Bantuan"), "public_help.show", "info"),
]
