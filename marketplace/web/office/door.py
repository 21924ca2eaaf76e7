"""The menu behind this door; a page adds its line here."""

from marketplace.kernel.labels import _l
from marketplace.web.doors import MenuItem

MENU = [
    MenuItem(_l("Tugas"), "office_home.show", "home"),
    MenuItem(_l("Orang"), "office_people.index", "people"),
    MenuItem(_l("Jurnal"), "office_journal.index", "lock"),
]
