"""Registers that the worker reads and records: what comes of it is what comes of a small one."""

import os
import pickle
import zlib
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.imports import large_files
from marketplace.imports.batches import drop_batch
from marketplace.imports.checked import CheckedFile
from marketplace.imports.events import FileChecked, PurchasesImported
from marketplace.imports.large_files import (
    COMMIT_JOB,
    READ_JOB,
    answer_file,
    checked_file,
    commit_queued,
    look_at,
    progress_of,
    queue_commit,
    queue_file,
    read_again,
    read_queued,
)
from marketplace.imports.models import BatchKind, ImportBatch, ImportWork
from marketplace.imports.registers import sheet_reader
from marketplace.imports.results import found_in, stored
from marketplace.imports.services import commit_register, marked_register, read_stored
from marketplace.imports.states import CHECKED, COMMITTED, DROPPED, FAILED, READING, WRITING
from marketplace.jobs.delivery import GRACE, TURN, Delivery
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.labels import Label
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from tests.conftest import NOW
from tests.factories.imports import bytes_of
from tests.factories.partners import make_partner
from tests.factories.producers import make_person
from tests.factories.purchases import make_batch

JULY = "01_swalayan_titikkoma.csv"
HEADING = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Jumlah"
ROW = "02/07/2026;F1;Sulam Tapis Andaian;Dompet;{0};PCS;10.000;{0}0.000"


def lines(*rows):
    return "\n".join([HEADING, *rows]).encode()


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def send(work, tools, shop):
    """Hand in a file as a large one, by whoever is said."""

    def send(content=None, rows=200, **who):
        seat = {"at": shop.id, "kind": PARTNER, **who} if who else {}
        with work(*([OWNER] if who else []), **seat) as uow:
            return queue_file(
                uow,
                tools,
                BatchKind.PURCHASES,
                shop.id,
                period=MonthSpan.parse("2026-07"),
                rows=rows,
                content=content or bytes_of(JULY),
                name=JULY,
            )

    return send


@pytest.fixture
def do(work, tools):
    """One job, as the worker does it."""
    jobs = {READ_JOB: read_queued, COMMIT_JOB: commit_queued}

    def do(job, batch):
        uow = work()
        jobs[job](uow, tools, batch.id)
        uow.session.rollback()

    return do


@pytest.fixture
def commit(work):
    def commit(batch, **who):
        with work(*([OWNER] if who else []), **who) as uow:
            return queue_commit(uow, batch.id)

    return commit


def state_of(session, batch):
    session.expire_all()
    return session.get(ImportBatch, batch.id).state


def registers_checked(heard):
    return [(one.good, one.bad) for one in heard if isinstance(one, FileChecked) and one.kind == "purchases"]


def ledger(session):
    session.rollback()
    return session.execute(select(func.count(), func.sum(PurchaseLine.net)).select_from(PurchaseLine)).one()


def test_a_large_file_is_read_by_the_job_and_says_what_a_small_one_says(
    session, work, tools, city, send, do, queue, heard
):
    batch = send()
    assert (batch.state, queue.rows != []) == (READING, True)
    assert not registers_checked(heard)
    do(READ_JOB, batch)
    session.expire_all()
    batch = session.get(ImportBatch, batch.id)
    assert (batch.state, batch.good, batch.bad, batch.total) == (CHECKED, 130, 10, 100_818_850)
    assert registers_checked(heard) == [(130, 10)]
    anew = look_at(work(), batch, read_stored(work(), tools, batch)).without_rows()
    assert checked_file(work(), tools, batch) == anew
    assert ledger(session)[0] == 0


def test_it_tells_how_far_it_is_and_never_more_than_all(session, work, city, send, do, monkeypatch):
    for module in (sheet_reader, large_files):
        monkeypatch.setattr(module, "TOLD", 20)
    batch = send(rows=100)
    assert progress_of(work(), batch).done == 0
    do(READ_JOB, batch)
    progress = progress_of(work(), batch)
    assert (progress.done, progress.rows, progress.trouble, progress.late) == (100, 100, None, False)
    assert progress_of(work(now=NOW + timedelta(hours=1)), batch).late


def test_a_file_is_recorded_once_however_often_its_job_runs(session, city, send, do, commit, heard):
    tini = make_person(session)
    batch = send(user_id=tini.id)
    do(READ_JOB, batch)
    commit(batch, at=batch.organisation_id, kind=PARTNER, user_id=tini.id)
    assert state_of(session, batch) is WRITING
    for _ in range(2):
        do(COMMIT_JOB, batch)
    assert state_of(session, batch) is COMMITTED
    assert tuple(ledger(session)) == (130, 100_818_850)
    assert [one.purchases for one in heard if isinstance(one, PurchasesImported)] == [130]
    assert set(session.scalars(select(Purchase.recorded_by))) == {tini.id}  # who pressed, not the worker
    assert session.get(ImportWork, batch.id) is None


def test_what_cannot_be_read_ends_in_its_sentence_and_can_be_tried_again(session, work, tools, send, do):
    batch = send(b"Tanggal;Nama Barang\n1;2\n")
    do(READ_JOB, batch)
    assert "tambahkan kolom" in progress_of(work(), batch).trouble
    assert state_of(session, batch) is FAILED
    with work() as uow:
        read_again(uow, batch.id)
    assert state_of(session, batch) is READING
    assert progress_of(work(), batch).trouble is None
    with work() as uow:
        drop_batch(uow, batch.id)
    do(READ_JOB, batch)
    assert state_of(session, batch) is DROPPED
    assert session.get(ImportWork, batch.id) is None


def test_an_answer_is_read_by_the_job_too(session, work, tools, city, send, do, commit):
    first = send(lines(ROW.format(1)))
    do(READ_JOB, first)
    commit(first)
    do(COMMIT_JOB, first)
    batch = send(lines(ROW.format(2)))
    do(READ_JOB, batch)
    asked = checked_file(work(), tools, session.get(ImportBatch, batch.id))
    assert ([one.name for one in asked.questions], asked.seen) == (["changed"], None)
    commit(batch)
    do(COMMIT_JOB, batch)
    assert "Pilih dulu" in progress_of(work(), batch).trouble
    assert (state_of(session, batch), *ledger(session)) == (FAILED, 1, 10_000)
    with work() as uow:
        read_again(uow, batch.id)
    do(READ_JOB, batch)
    with work() as uow:
        assert answer_file(uow, batch.id, {"changed": "replace"}).state is READING
    do(READ_JOB, batch)
    assert checked_file(work(), tools, session.get(ImportBatch, batch.id)).seen.new == 1
    commit(batch)
    do(COMMIT_JOB, batch)
    assert ledger(session)[1] == 20_000


def test_a_file_that_waits_is_not_kept_twice_and_its_shop_alone_has_it_read(session, work, city, send, do):
    batch = send()
    assert send().id == batch.id
    do(READ_JOB, batch)
    assert send().id == batch.id
    assert state_of(session, batch) is CHECKED
    other = make_partner(session)
    for act in (read_again, queue_commit):
        with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PARTNER) as uow:
            act(uow, batch.id)


def test_a_small_file_is_nothing_for_the_worker(session, work, shop):
    with pytest.raises(NotFound), work() as uow:
        read_again(uow, make_batch(session, shop).id)


def test_a_worker_that_died_is_followed_by_another(session, work, tools, city, send, do, commit, queue):
    batch = send()
    do(READ_JOB, batch)
    commit(batch)
    row_id, moment = queue.rows[-1], [NOW]
    delivery = Delivery(lambda: nullcontext(work(now=moment[0])), replace(tools, queue=queue))
    assert delivery._take(row_id)  # and no word of it since
    queue.rows.clear()
    moment[0] += GRACE + TURN
    delivery.sweep()
    assert row_id in queue.rows
    delivery.deliver(row_id)
    assert state_of(session, batch) is COMMITTED


def test_while_it_is_recorded_a_page_that_records_it_at_once_is_the_only_one(
    session, work, tools, city, send, do, commit
):
    batch = send()
    do(READ_JOB, batch)
    commit(batch)
    batch = session.get(ImportBatch, batch.id)
    marked = marked_register(batch.organisation_id, read_stored(work(), tools, batch))
    with work() as uow:
        commit_register(uow, batch.id, marked)
    do(COMMIT_JOB, batch)
    assert tuple(ledger(session)) == (130, 100_818_850)
    with pytest.raises(Refused), work() as uow:
        queue_commit(uow, batch.id)


def test_of_a_row_only_values_of_this_version_are_made():
    sentence = Label("%(rows)s baris", rows=3)
    assert found_in(stored(sentence)).values == {"rows": 3}
    version = pickle.loads(zlib.decompress(stored(sentence)))[0]
    for foreign in ((version, os.system), ([], sentence), (version, 3), (version, CheckedFile)):
        assert found_in(zlib.compress(pickle.dumps(foreign))) is None
    assert found_in(b"torn") is found_in(None) is None
