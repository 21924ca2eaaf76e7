"""The people of the demo city: what waits for them, and units of work in their name."""

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, Seat, User
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.app import REACTIONS
from marketplace.db.outbox import Outbox
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.actor import ActorSeat as Held
from marketplace.kernel.events import Bus
from marketplace.web.office import tasks as office
from marketplace.web.partner import tasks as partner
from marketplace.web.producer import tasks as producer
from marketplace.web.tasks import waiting

DOORS = {"office": office, "partner": partner, "producer": producer}


class Residents:
    def __init__(self, app, url):
        self.app, self.tools, self.bus = app, app.extensions["tools"], Bus(*REACTIONS)
        self.engine = create_engine(url)
        tune(self.engine)
        self.session = Session(self.engine)
        self.loaded_at = self.session.scalar(select(func.max(Outbox.delivered_at)))
        self.today = clock.day_of(self.loaded_at)

    def close(self):
        self.session.close()
        self.engine.dispose()

    def act(self, email=None):
        """A unit of work at the moment of the load, as somebody or as the system."""
        actor = SYSTEM if email is None else self.actor(email)
        return UnitOfWork(self.session, actor=actor, now=self.loaded_at, bus=self.bus, queue=MemoryQueue())

    def actor(self, email):
        query = (
            select(User.id, Seat.role, Organisation.id, Organisation.kind)
            .join(Seat, Seat.user_id == User.id)
            .join(Organisation, Organisation.id == Seat.organisation_id)
            .where(User.email == email)
        )
        user_id, role, at, kind = self.session.execute(query).one()
        return Actor(user_id=user_id, at=at, kind=kind, seats=frozenset({Held(role, at)}))

    def tasks(self, email):
        """What the first page of this person says is to be done: (icon, title)."""
        uow = self.act(email)
        with self.app.test_request_context("/"):
            return [(task.icon, str(task.title)) for task in waiting(uow, DOORS[uow.actor.kind].SOURCES)]

    def all(self, query):
        return self.session.scalars(query).all()
