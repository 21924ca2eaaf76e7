"""Every job may run twice: the second time changes nothing that matters."""

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from marketplace.accounts.models import Attempt, OneTimeLink
from marketplace.accounts.queries import link_is_open
from marketplace.accounts.services.invitations import invite
from marketplace.accounts.services.seats import create_organisation, create_user
from marketplace.adapters.mail.memory import MemoryMail
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.sealing import FernetSealer
from marketplace.adapters.search.memory import MemorySearch
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.catalog.models import Product
from marketplace.db.outbox import Outbox
from marketplace.files.services import take_public_image
from marketplace.jobs.kinds.base import JOBS, is_outward
from marketplace.kernel.roles import OWNER, PRODUCER
from tests.conftest import NOW
from tests.factories.certification import make_certificate, make_product
from tests.factories.ordering import ANSWER_BY, make_goods, make_handover, make_order
from tests.files.pictures import jpeg, seen
from tests.letters import TRANSLATOR

FIRST = 1
PAYLOADS = {
    "commit_register": lambda ids: {"batch_id": FIRST},  # tests/imports/test_large_files.py has one
    "read_register": lambda ids: {"batch_id": FIRST},
    "agree_unanswered_handover": lambda ids: {"handover_id": FIRST},
    "apply_gateway_event": lambda ids: {"event_id": FIRST},  # tests/checkouts has one
    "cancel_unanswered_order": lambda ids: {"order_id": FIRST},
    "develop_picture": lambda ids: {"attachment_id": FIRST},
    "flag_month": lambda ids: {"month": "2026-11"},
    "issue_invoice": lambda ids: {
        "payee_id": FIRST,
        "payer_id": FIRST,
        "how": "each",
    },  # tests/ordering has one
    "index_products": lambda ids: {"product_ids": ids},
    "send_invitation": lambda ids: {"invitation_id": FIRST, "page": "https://contoh.id/i/"},
    "send_push": lambda ids: {"notices": ["k3m9p2q7r4s8"]},
    "send_mail": lambda ids: {"to": "tini@contoh.id", "subject": "Halo", "body": "Isi"},
    "send_recovery_link": lambda ids: {"email": "tini@contoh.id", "page": "https://contoh.id/r/"},
}
LATE = ANSWER_BY + timedelta(minutes=6)
UNCHANGED = (
    "users",
    "pictures",
    "renditions",
    "orders",
    "handovers",
    "purchases",
    "purchase_lines",
    "products",
    "attempts",
    "stock_items",
    "certificate_reminders",
    "mou_reminders",
    "photo_marks",
    "risk_flags",
    "trade_reminders",
)


@pytest.fixture
def tools(tmp_path):
    return SimpleNamespace(
        mail=MemoryMail(),
        search=MemorySearch(),
        pictures=PillowPictures(),
        storage=MemoryStorage(),
        sealer=FernetSealer(tmp_path / "sealing-key"),
        translator=TRANSLATOR,
        base_url="",
        push=None,
        heads_to=("arsip@contoh.id",),
        gateways={},
    )


@pytest.fixture
def run(work, tools):
    def run(job, now=LATE, **payload):
        unit = work(now=now)
        with nullcontext(unit) if is_outward(JOBS[job]) else unit as uow:
            JOBS[job](uow, tools, **payload)

    return run


@pytest.fixture
def city(engine, session, work, tools):
    """Something for every job to do, in a database where ids begin at one; the ids of its products."""
    with work() as uow:
        create_user(uow, "Tini", "tini@contoh.id").totp_secret = "JBSWY3DPEHPK3PXP"
        maker_id = create_organisation(uow, PRODUCER, "Keripik").id
        sri = {"name": "Sri", "email": "sri@contoh.id", "role": OWNER, "page": "https://contoh.id/i/"}
        assert invite(uow, organisation_id=maker_id, **sri).id == FIRST
        picture = seen(tools.sealer, jpeg())
        assert take_public_image(uow, tools.storage, picture, organisation_id=maker_id).id == FIRST
    goods = [make_goods(session, name=name, stock=20) for name in ("Kopi Robusta", "Keripik Pisang")]
    assert make_order(session, variant=goods[0]).id == FIRST
    assert make_handover(session).id == FIRST
    certified = make_product(session)
    make_certificate(session, certified)
    session.add(Attempt(what="sign-in", key="0" * 64, at=NOW - timedelta(days=30)))
    session.commit()
    return [variant.product_id for variant in goods] + [certified.id]


def books(session):
    session.rollback()
    return {
        table: sorted(map(str, session.execute(text(f"SELECT * FROM {table}")).all())) for table in UNCHANGED
    }


@pytest.mark.parametrize("job", JOBS)
def test_the_second_time_leaves_the_books_as_the_first_did(session, run, city, job):
    payload = PAYLOADS.get(job, lambda ids: {})(city)
    run(job, **payload)
    once = books(session)
    run(job, **payload)
    assert books(session) == once


@pytest.mark.parametrize(
    "job",
    [
        "agree_unanswered_handover",
        "cancel_unanswered_order",
        "refresh_eligibility",
        "remind_of_certificates",
        "remind_of_mous",
        "tidy_accounts",
        "tidy_outbox",
    ],
)
def test_a_job_of_the_clock_tells_its_facts_once(run, city, heard, session, job):
    payload = PAYLOADS.get(job, lambda ids: {})(city)
    run(job, **payload)
    told, posted = len(heard), len(session.scalars(select(Outbox)).all())
    run(job, **payload)
    assert (len(heard), len(session.scalars(select(Outbox)).all())) == (told, posted)


def test_what_is_listed_is_found_and_what_is_gone_is_not_after_any_number_of_runs(session, run, city, tools):
    coffee = session.get(Product, city[0])
    for _ in range(2):
        run("index_products", now=NOW, product_ids=city)
    assert tools.search.find("kopi").ids == [coffee.id]
    coffee.paused_at = NOW
    session.commit()
    for _ in range(2):
        run("index_products", now=NOW, product_ids=city)
    assert tools.search.find("kopi").ids == []


def test_an_index_that_is_not_there_is_built_from_everything_listed(city, work):
    class Bare(MemorySearch):
        def ready(self):
            return False

    search = Bare()
    with work(now=NOW) as uow:
        JOBS["index_products"](uow, SimpleNamespace(search=search), product_ids=[])
    assert search.find("robusta").ids == city[:1]
    assert city[1] in search.find("keripik pisang").ids


def test_eligibility_follows_the_papers_and_then_stands_still(session, run, city):
    run("refresh_eligibility", now=NOW)
    session.expire_all()
    first = session.get(Product, city[2]).eligible_until
    run("refresh_eligibility", now=NOW)
    session.expire_all()
    assert session.get(Product, city[2]).eligible_until == first


def test_of_two_recovery_links_only_the_newer_opens(session, run, city, work):
    for _ in range(2):
        run("send_recovery_link", now=NOW, email="tini@contoh.id", page="https://contoh.id/r/")
    links = session.scalars(select(OneTimeLink).order_by(OneTimeLink.id)).all()
    still_open = [link for link in links if link.used_at is None and link.expires_at > NOW]
    assert len(still_open) == 1
    assert still_open == links[-1:]
    assert not link_is_open(session, "geraten", NOW)


def test_a_recovery_link_for_a_stranger_leaves_nothing_behind(session, run, city):
    before = len(session.scalars(select(Outbox)).all())
    run("send_recovery_link", now=NOW, email="siapa@contoh.id", page="https://contoh.id/r/")
    assert session.scalars(select(OneTimeLink)).all() == []
    assert len(session.scalars(select(Outbox)).all()) == before


def test_only_young_tries_survive_tidying(session, run, city):
    session.add(Attempt(what="sign-in", key="1" * 64, at=LATE - timedelta(hours=23)))
    session.commit()
    for _ in range(2):
        run("tidy_accounts")
    assert [attempt.key for attempt in session.scalars(select(Attempt))] == ["1" * 64]


def test_only_what_talks_to_the_outside_runs_without_the_writers_lock():
    assert {job for job in JOBS if is_outward(JOBS[job])} == {
        "apply_gateway_event",
        "commit_register",
        "develop_picture",
        "flag_month",
        "index_products",
        "mark_photos",
        "read_register",
        "reconcile_checkouts",
        "refresh_uptake",
        "seal_pictures",
        "send_invitation",
        "send_mail",
        "send_push",
        "send_recovery_link",
    }
