"""The menu behind this door; a page adds its line here. The first four are the tabs of a phone."""

from marketplace.kernel.labels import _l
from marketplace.web.doors import MenuItem
from marketplace.web.partner.handover_tasks import waiting_deliveries
from marketplace.web.partner.order_tasks import in_basket

MENU = [
    MenuItem(_l("Tugas"), "partner_home.show", "home"),
    MenuItem(_l("Belanja"), "partner_shop.index", "shop"),
    MenuItem(_l("Terima"), "partner_handovers.index", "truck", waiting_deliveries),
    MenuItem(_l("Posisi"), "partner_compliance.index", "chart"),
    MenuItem(_l("Pembelian"), "partner_purchases.index", "cash"),
    MenuItem(_l("Impor"), "partner_imports.new", "up"),
    MenuItem(_l("Nama pada nota"), "partner_names.index", "ask"),
    MenuItem(_l("Keranjang"), "partner_basket.show", "cart", in_basket),
    MenuItem(_l("Pesanan"), "partner_orders.index", "box"),
    MenuItem(_l("Titip jual"), "partner_consigned.index", "calendar"),
    MenuItem(_l("Tagihan"), "partner_money.index", "cash"),
    MenuItem(_l("Cetak untuk rak"), "partner_shelf_prints.show", "print"),
    MenuItem(_l("Audit"), "partner_audits.index", "check"),
    MenuItem(_l("MoU"), "partner_mou.show", "doc"),
    MenuItem(_l("Gerai"), "partner_outlets.index", "pin"),
    MenuItem(_l("Profil"), "partner_profile.show", "user"),
]
