"""To the payee's own account; the payee looks whether it came."""

from marketplace.billing.methods.base import PAYMENT_METHODS, PaymentMethod
from marketplace.billing.models import PaidBy
from marketplace.kernel.labels import _l


@PAYMENT_METHODS.add("bank_transfer")
class BankTransfer(PaymentMethod):
    way = PaidBy.TRANSFER
    evidence = _l("Foto bukti transfer, lalu pembuat memeriksa rekeningnya.")
