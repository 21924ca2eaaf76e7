"""What every queue promises."""

import subprocess
import sys
import time

import pytest
from huey import MemoryHuey

from config import ROOT
from marketplace.adapters.queue.huey_queue import HueyQueue
from marketplace.adapters.queue.memory import MemoryQueue

QUEUES = {
    "memory": MemoryQueue,
    "huey": lambda: HueyQueue(MemoryHuey(immediate=True)),
}


@pytest.fixture(params=QUEUES)
def queue(request):
    return QUEUES[request.param]()


def test_what_is_put_reaches_whoever_serves(queue):
    delivered = []
    queue.serve(delivered.append, sweep=lambda: None)

    for row in (7, 8, 7):
        queue.put(row)

    assert delivered == [7, 8, 7]


def test_rows_wait_in_the_file_for_a_worker(tmp_path):
    """What one process puts, a worker started later finds."""
    delivered = []

    def deliver(row):
        delivered.append(row)

    web, worker = (HueyQueue.on_sqlite(tmp_path / "instance" / "queue.db") for _ in range(2))
    for queue in (web, worker):
        queue.serve(deliver, sweep=lambda: None)
    try:
        web.put(7)
        assert delivered == []

        worker._huey.execute(worker._huey.dequeue())
        assert delivered == [7]
    finally:
        for queue in (web, worker):
            queue.close()


SLOW_WORKER = """
import sys, time
from pathlib import Path
from marketplace.adapters.queue.huey_queue import HueyQueue

def deliver(row):
    Path(sys.argv[1], "begun").touch()
    time.sleep(1)
    Path(sys.argv[1], "finished").touch()

queue = HueyQueue.on_sqlite(Path(sys.argv[1], "queue.db"))
queue.serve(deliver, sweep=lambda: None)
queue.put(7)
queue.work()
"""


def test_told_to_end_a_worker_finishes_the_job_in_hand(tmp_path):
    worker = subprocess.Popen([sys.executable, "-c", SLOW_WORKER, str(tmp_path)], cwd=ROOT)
    until = time.monotonic() + 60
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    worker.terminate()

    assert worker.wait(60) == 0
    assert (tmp_path / "finished").exists()
