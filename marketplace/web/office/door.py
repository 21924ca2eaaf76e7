"""The menu behind this door; a page adds its line here. The first four are the tabs of a phone."""

from marketplace.kernel.labels import _l
from marketplace.web.doors import MenuItem
from marketplace.web.office.queue import count_waiting
from marketplace.web.office.waiting import count_declarations

MENU = [
    MenuItem(_l("Tugas"), "office_home.show", "home"),
    MenuItem(_l("Tinjau"), "office_reviews.index", "doc", count=count_waiting),
    MenuItem(_l("Laporan"), "office_compliance.index", "chart"),
    MenuItem(_l("Mitra"), "office_partners.index", "cart"),
    MenuItem(_l("Pembuat"), "office_producers.index", "shop"),
    MenuItem(_l("Kunjungan"), "office_outreach.index", "calendar"),
    MenuItem(_l("Kabari"), "office_send.index", "bell"),
    MenuItem(_l("Urusan surat"), "office_cases.index", "doc"),
    MenuItem(_l("Peserta"), "office_candidates.index", "people"),
    MenuItem(_l("Pernyataan"), "office_declarations.index", "cash", count=count_declarations),
    MenuItem(_l("Nama pada nota"), "office_names.index", "ask"),
    MenuItem(_l("Surat edaran"), "office_circulars.index", "law"),
    MenuItem(_l("Bulan"), "office_periods.index", "calendar"),
    MenuItem(_l("Laporan terbit"), "office_published.index", "lock"),
    MenuItem(_l("Serah terima"), "office_handovers.index", "truck"),
    MenuItem(_l("Lama bayar"), "office_paying.index", "cash"),
    MenuItem(_l("Audit"), "office_audits.index", "check"),
    MenuItem(_l("Rute audit"), "office_audit_visits.index", "pin"),
    MenuItem(_l("Mutu data"), "office_quality.index", "chart"),
    MenuItem(_l("Tanda risiko"), "office_flags.index", "risk"),
    MenuItem(_l("Bantahan"), "office_claims.index", "risk"),
    MenuItem(_l("MoU"), "office_mous.index", "doc"),
    MenuItem(_l("Syarat"), "office_requirements.index", "list"),
    MenuItem(_l("Sinonim"), "office_synonyms.index", "search"),
    MenuItem(_l("Hari libur"), "office_holidays.index", "calendar"),
    MenuItem(_l("Impor"), "office_imports.index", "up"),
    MenuItem(_l("Orang"), "office_people.index", "people"),
    MenuItem(_l("Jurnal"), "office_journal.index", "lock"),
]
