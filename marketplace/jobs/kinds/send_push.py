"""A notice to the browsers that its reader switched on."""

from collections.abc import Sequence

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.notices.devices import addresses_of, end_devices
from marketplace.notices.pushing import push_message
from marketplace.ports.push import AddressGone
from marketplace.ports.toolbox import Toolbox


@JOBS.add("send_push")
@outward
def send_push(uow: UnitOfWork, tools: Toolbox, *, notices: Sequence[str]) -> None:
    """Twice the second takes the place of the first, as both have one tag; read meanwhile, none is sent.

    A browser that is gone, or whose address is refused by now, is ended. Raises OSError where a service could not be
    reached, once the others have been.
    """
    message = push_message(uow, notices)
    if tools.push is None or message is None:
        return
    body = message.written(lambda label: tools.translator.translate(label, language=message.locale))
    ended, failed = [], None
    for device_id, address in addresses_of(uow, message.reader_id, tools.sealer):
        try:
            tools.push.send(address, body, now=uow.now, urgent=message.urgent)
        except (AddressGone, ValueError):
            ended.append(device_id)
        except OSError as wrong:
            failed = wrong
    if ended:
        with uow:
            end_devices(uow, ended)
    if failed is not None:
        raise failed
