"""One way for an official to look something over: producers, certificates and products share it."""

from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.states import Move


class ReviewState(Labelled):
    DRAFT = "draft", _l("Draf")
    SUBMITTED = "submitted", _l("Menunggu pemeriksaan")
    RETURNED = "returned", _l("Dikembalikan")
    APPROVED = "approved", _l("Disetujui")
    REJECTED = "rejected", _l("Ditolak")


DRAFT, SUBMITTED, RETURNED, APPROVED, REJECTED = ReviewState

SUBMIT = Move(_l("Ajukan"), DRAFT, RETURNED, to=SUBMITTED)
WITHDRAW = Move(_l("Tarik kembali"), SUBMITTED, to=DRAFT)
RETURN = Move(_l("Kembalikan"), SUBMITTED, to=RETURNED)
APPROVE = Move(_l("Setujui"), SUBMITTED, to=APPROVED)
REJECT = Move(_l("Tolak"), SUBMITTED, to=REJECTED)
REOPEN = Move(_l("Ubah"), APPROVED, to=DRAFT)

LIFECYCLE = (SUBMIT, WITHDRAW, RETURN, APPROVE, REJECT, REOPEN)
