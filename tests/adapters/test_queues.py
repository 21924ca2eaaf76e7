"""What every queue promises."""

import pytest
from huey import MemoryHuey

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
