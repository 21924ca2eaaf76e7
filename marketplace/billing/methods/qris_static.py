"""The payee's printed QRIS: in rupiah, up to Rp10 million at once, as several gateways limit it."""

from marketplace.billing.methods.base import PAYMENT_METHODS, PaymentMethod
from marketplace.billing.models import PaidBy
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah


@PAYMENT_METHODS.add("qris_static")
class StaticQris(PaymentMethod):
    way = PaidBy.QRIS
    evidence = _l("Foto layar bukti QRIS, lalu pembuat memeriksa rekeningnya.")
    most = Rupiah(10_000_000)
