"""The menu behind this door; a page adds its line here. The first four are the tabs of a phone."""

from marketplace.kernel.labels import _l
from marketplace.web.doors import MenuItem

MENU = [
    MenuItem(_l("Tugas"), "producer_home.show", "home"),
    MenuItem(_l("Pesanan"), "producer_orders.index", "list"),
    MenuItem(_l("Titip jual"), "producer_rounds.index", "calendar"),
    MenuItem(_l("Produk"), "producer_products.index", "box"),
    MenuItem(_l("Kiriman"), "producer_handovers.index", "truck"),
    MenuItem(_l("Stok"), "producer_stock.index", "list"),
    MenuItem(_l("Uang"), "producer_money.index", "cash"),
    MenuItem(_l("Peminat"), "producer_demand.index", "chart"),
    MenuItem(_l("Pembenaran"), "producer_confirmations.index", "check"),
    MenuItem(_l("Surat"), "producer_certificates.index", "doc"),
    MenuItem(_l("Bantuan surat"), "producer_cases.index", "people"),
    MenuItem(_l("Cetak untuk rak"), "producer_shelf_prints.show", "print"),
    MenuItem(_l("Profil"), "producer_profile.show", "shop"),
]
