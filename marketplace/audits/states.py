"""The life of a partner's case."""

from marketplace.audits.models.cases import AuditCaseState
from marketplace.kernel.labels import _l
from marketplace.kernel.states import Move

OPEN, ANSWERED, CLOSED = AuditCaseState

ANSWER = Move(_l("Serahkan"), OPEN, to=ANSWERED)
CLOSE = Move(_l("Tutup kasus"), OPEN, ANSWERED, to=CLOSED)

AUDIT_CASE_LIFECYCLE = (ANSWER, CLOSE)
