"""A shop reads what a maker asks it to pay: how much, since when, and where."""

from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day, page, rupiah
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind

LETTER = Letter(
    "payment-asked",
    _l("%(maker)s menagih %(total)s"),
    _l(
        "dari %(maker)s: %(count)s kiriman sejumlah %(total)s belum terbayar sejak %(day)s.\n\nRekening dan rincian,"
        " serta cara mengatakan sudah membayar: %(link)s\n\nTerima kasih."
    ),
    total=rupiah,
    day=day,
    link=page,
)
TO_ACCOUNT = Letter(
    "payment-asked-to",
    LETTER.subject,
    _l(
        "dari %(maker)s: %(count)s kiriman sejumlah %(total)s belum terbayar sejak %(day)s.\n\nBayar ke %(account)s;"
        " nomor lengkapnya, rincian dan cara mengatakan sudah membayar: %(link)s\n\nTerima kasih."
    ),
    total=rupiah,
    day=day,
    link=page,
)
NOTICE_KINDS.add("payment_asked")(NoticeKind(_l("Pembuat menagih"), [LETTER, TO_ACCOUNT], must=True))
