"""Ways to pay, one file each in this folder: what a payer shows, and how much one of them carries."""

from __future__ import annotations

from typing import ClassVar

from marketplace.billing.models import PaidBy
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.registry import Registry


class PaymentMethod:
    """`most` is the largest single payment in rupiah, None without a limit.

    `evidence` says what stands for it until the payee confirms; nobody's word alone makes anything paid.
    """

    way: ClassVar[PaidBy]
    evidence: ClassVar[Label]
    by_hand: ClassVar[bool] = True  # False: a gateway of this name is the witness, and nobody writes it down
    proof: ClassVar[bool] = True  # whether a photo of the proof is asked for
    most: ClassVar[Rupiah | None] = None

    @classmethod
    def carries(cls, amount: int) -> bool:
        return cls.most is None or amount <= cls.most


PAYMENT_METHODS: Registry[type[PaymentMethod]] = Registry(__package__ or "")


def method_of(way: PaidBy) -> type[PaymentMethod]:
    return next(method for method in PAYMENT_METHODS.values() if method.way is way)


def way_of(gateway: str) -> PaidBy:
    """How it is paid through the gateway of this name."""
    return PAYMENT_METHODS[gateway].way


def written_by_hand() -> list[PaidBy]:
    """Ways that people write down themselves, in the order of `PaidBy`."""
    return [way for way in PaidBy if method_of(way).by_hand]


def ways_for(amount: int) -> list[PaidBy]:
    """How so much can be paid at once, of what people write down themselves."""
    return [way for way in written_by_hand() if method_of(way).carries(amount)]


def check_method(way: PaidBy, amount: int) -> None:
    """Raises Refused for more than this way carries at once, and for what a gateway writes down."""
    method = method_of(way)
    if not method.by_hand:
        raise Refused(
            _l("%(way)s tercatat sendiri begitu uangnya masuk; pilih cara lain.", way=way.label),
            field="paid_by",
        )
    if not method.carries(abs(amount)):
        raise Refused(
            _l(
                "%(way)s paling banyak %(most)s sekali bayar; pakai cara lain atau bagi pembayarannya.",
                way=way.label,
                most=spell(method.most or 0),
            ),
            field="paid_by",
        )
