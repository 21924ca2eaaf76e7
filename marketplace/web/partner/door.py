"""The menu behind this door; a page adds its line here."""

from marketplace.kernel.labels import _l
from marketplace.web.doors import MenuItem

MENU = [
    MenuItem(_l("Tugas"), "partner_home.show", "home"),
    MenuItem(_l("Pembelian"), "partner_purchases.index", "cash"),
]
