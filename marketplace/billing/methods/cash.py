"""From hand to hand: the shop says so and the maker confirms, which is how both sign."""

from marketplace.billing.methods.base import PAYMENT_METHODS, PaymentMethod
from marketplace.billing.models import PaidBy
from marketplace.kernel.labels import _l


@PAYMENT_METHODS.add("cash")
class Cash(PaymentMethod):
    way = PaidBy.CASH
    evidence = _l("Kedua pihak menyatakannya; kuitansi dapat dicetak untuk ditandatangani.")
    proof = False
