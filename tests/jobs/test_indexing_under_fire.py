"""Eight writers save products, four readers search, and the indexer is killed -9 five times.

No page shows an error, and when all is delivered the index says of every product what the database says.
"""

import multiprocessing
import os
import random
import signal
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from config import Settings
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.search.postgresql_search import PostgresSearch
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.app import create_app
from marketplace.catalog.models import Product
from marketplace.certification.search_documents import documents, every_document
from marketplace.db.outbox import Outbox, undelivered
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.delivery import TURN, Delivery
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.clock import day_of
from marketplace.kernel.events import Bus
from tests.factories.ordering import make_goods, make_maker

WRITERS, READERS, KILLS = 8, 4, 5
WORDS = ("arabika", "robusta", "luwak", "liberika", "excelsa", "sangrai", "bubuk", "celup", "jahe", "susu")
fork = multiprocessing.get_context("fork")
pytestmark = pytest.mark.usefixtures("any_day")


class Scene:
    """One place with a database and an index, that any process can enter anew."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder
        self.on_sqlite = url.startswith("sqlite")

    def search(self):
        return WhooshSearch(self.folder / "search") if self.on_sqlite else PostgresSearch(self.url)

    @contextmanager
    def units(self, later=timedelta(0)):
        engine = create_engine(self.url)
        tune(engine)

        @contextmanager
        def system():
            with Session(engine) as session:
                yield UnitOfWork(
                    session, actor=SYSTEM, now=clock.now() + later, bus=Bus(), queue=MemoryQueue()
                )

        yield system
        engine.dispose()

    def write(self, ids, saves, seed):
        dice = random.Random(seed)
        with self.units() as system:
            for _ in range(saves):
                with system() as unit, unit as uow:
                    product = uow.get(Product, dice.choice(ids), lock=True)
                    product.name = f"Kopi {' '.join(dice.sample(WORDS, 2))}"
                    product.paused_at = dice.choice((None, None, uow.now))
                    uow.later("index_products", product_ids=[product.id])

    def index(self, life, until_done):
        """What a worker does. Each life's clock is later by a turn, so that rows of the one killed are due."""
        with self.units(later=life * TURN) as system:
            delivery = Delivery(system, SimpleNamespace(search=self.search()))
            while True:
                with system() as unit:
                    rows = undelivered(unit.session, before=unit.now + TURN, now=unit.now)
                for row in rows:
                    delivery.deliver(row)
                if until_done and not rows:
                    return
                time.sleep(0.01)

    def read(self, done, failures):
        settings = Settings(
            secret_key="for-tests-only",
            instance=self.folder,
            database_url=self.url,
            queue="memory",
            search="whoosh" if self.on_sqlite else "postgres",
            rate_limits=False,
        )
        app = create_app(settings)

        def ask(seed):
            dice = random.Random(seed)
            while not done.is_set():
                try:
                    app.extensions["tools"].search.find(dice.choice(WORDS))
                    page = app.test_client().get(f"/catalog?q={dice.choice(WORDS)}")
                    if page.status_code != 200:
                        failures.put(f"a page answered {page.status_code}")
                except Exception as fault:
                    failures.put(f"{fault!r} from {fault.__cause__!r}")
                time.sleep(0.02)

        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def crew(self, method, *given):
        process = fork.Process(target=method, args=given)
        process.start()
        return process


@pytest.mark.parametrize("saves", [4, pytest.param(250, marks=pytest.mark.long)])
def test_no_save_is_lost_to_search_whenever_its_indexer_dies(database_url, tmp_path, saves):
    scene = Scene(database_url, tmp_path)
    engine = create_engine(database_url)
    tune(engine)
    with Session(engine) as session:
        maker = make_maker(session)
        far = day_of(clock.now()) + timedelta(days=400)
        ids = [
            make_goods(session, maker=maker, name="Kopi", eligible_until=far).product_id for _ in range(30)
        ]
        scene.search().rebuild(every_document(session, day_of(clock.now())))
    engine.dispose()

    done, failures = fork.Event(), fork.SimpleQueue()
    reader = scene.crew(scene.read, done, failures)
    writers = [scene.crew(scene.write, ids, saves, seed) for seed in range(WRITERS)]
    for life in range(KILLS):
        indexer = scene.crew(scene.index, life, False)
        time.sleep(random.uniform(0.1, 0.2 + saves / 50))
        os.kill(indexer.pid, signal.SIGKILL)
        indexer.join()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    last = scene.crew(scene.index, KILLS, True)
    last.join()
    done.set()
    reader.join()

    said = {failures.get() for _ in iter(failures.empty, True)}
    assert (last.exitcode, reader.exitcode, said) == (0, 0, set())
    search = scene.search()
    with Session(engine) as session:
        waiting = session.scalar(select(func.count(Outbox.id)).where(Outbox.delivered_at.is_(None)))
        listed = documents(session, day_of(clock.now()), ids)
    assert waiting == 0
    assert 0 < len(listed) < len(ids)
    for word in ("kopi", *WORDS):
        named = {
            document.product_id for document in listed if word in document.name.split() or word == "kopi"
        }
        assert set(search.find(word, exactly=True).ids) == named, word
    if not scene.on_sqlite:
        search.close()
    engine.dispose()
