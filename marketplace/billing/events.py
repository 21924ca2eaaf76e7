"""What happens to what shops owe."""

from dataclasses import dataclass
from datetime import date

from marketplace.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AmountOwed(Event):
    due_id: int
    handover_id: int
    amount: int
    due_on: date
