"""Secrets of second factors that stand in clear, from before they were sealed, are sealed."""

from marketplace.accounts.totp import seal_secrets
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ports.toolbox import Toolbox

NAME = "seal_second_factors"


@JOBS.add(NAME)
def seal_second_factors(uow: UnitOfWork, tools: Toolbox) -> None:
    """One slice; the rest is another row. The second time finds none in clear."""
    if seal_secrets(uow, tools.sealer):
        uow.later(NAME)
