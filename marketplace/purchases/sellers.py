"""Who a name on a receipt belongs to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.names import same_name
from marketplace.producers.models import Producer
from marketplace.producers.queries import aliases


def seller_named(session: Session, text: str) -> ProducerId | None:
    """The maker whose name or alias this is; None when nobody's, or that of two makers."""
    wanted = same_name(text)
    taught = aliases(session).get(wanted)
    if taught is not None:
        return taught
    names = session.execute(
        select(Producer.id, Organisation.name).join(Organisation, Organisation.id == Producer.id)
    )
    found = [producer_id for producer_id, name in names if same_name(name) == wanted]
    return found[0] if len(found) == 1 else None


def maker_names(session: Session) -> list[str]:
    """Every maker's name, for a form to offer."""
    query = select(Organisation.name).join(Producer, Producer.id == Organisation.id)
    return list(session.scalars(query.order_by(Organisation.name)))
