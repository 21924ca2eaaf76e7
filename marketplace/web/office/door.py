"""The menu behind this door; a page adds its line here."""

from marketplace.kernel.labels import _l
from marketplace.web.doors import MenuItem
from marketplace.web.office.waiting import count_reviews

MENU = [
    MenuItem(_l("Tugas"), "office_home.show", "home"),
    MenuItem(_l("Tinjau"), "office_reviews.index", "doc", count=count_reviews),
    MenuItem(_l("Pembuat"), "office_producers.index", "shop"),
    MenuItem(_l("Syarat"), "office_requirements.index", "law"),
    MenuItem(_l("Mitra"), "office_partners.index", "shop"),
    MenuItem(_l("MoU"), "office_mous.index", "doc"),
    MenuItem(_l("Serah terima"), "office_handovers.index", "truck"),
    MenuItem(_l("Orang"), "office_people.index", "people"),
    MenuItem(_l("Jurnal"), "office_journal.index", "lock"),
]
