"""Runs one job of ours on a stranger's bytes in a short-lived child process, under limits of memory and time.

A fresh interpreter instead of a fork: the server has threads, and the child must inherit neither their locks
nor our settings and secrets. What comes back is read by an unpickler that knows plain values only, so that
a child that was taken over cannot run anything here.
"""

import gc
import importlib
import io
import pickle
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from marketplace.kernel.errors import Busy
from marketplace.kernel.gc_pause import gc_paused

ROOT = Path(__file__).parents[2]
T = TypeVar("T")
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",  # each of its threads asks for address space that a child does not have
    "MALLOC_MMAP_THRESHOLD_": "131072",  # what is large goes back to the system as soon as it is free
}
MIB = 1024 * 1024
PATIENCE = 3  # times as long by the clock as by the processor
ANSWER_LIMIT = 128 * MIB
PLAIN = {("datetime", "date"), ("datetime", "datetime")}

# Threads of this process that run a child or wait for their turn; half of a server's (serving.py).
CALLERS = 4

# Each child may take some hundred MiB: more than this many at once would hurt the server after all.
_seats = threading.BoundedSemaphore(2)
_callers = threading.BoundedSemaphore(CALLERS)
START = "import os; os.nice(5); from marketplace.adapters.sandbox import serve; serve()"  # a third of what a page gets


class RefusedBytes(Exception):
    """The job itself refused the bytes; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LimitExceeded(Exception):
    """The job was stopped: `limit` is time, memory (also when it crashed) or answer."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} is not a plain value")
        return super().find_class(module, name)


def run(job: Callable[[bytes], T], content: bytes, *, memory: int, seconds: float = 10) -> T:
    """What `job(content)` returns: nested lists and tuples of plain values. Raises RefusedBytes or LimitExceeded.

    `job` is a function at the top of a module; `memory` is the child's whole address space in bytes; `seconds` are of
    the processor, and one that is busy with pages may take `PATIENCE` times as long.

    Raises Busy at once where `CALLERS` threads wait already, so that the others go on serving pages.
    """
    if not _callers.acquire(blocking=False):
        raise Busy("too many wait for a child process already")
    try:
        answer: T = _read_answer(_run_child(job, content, memory, seconds))
        return answer
    finally:
        _callers.release()


def _run_child(
    job: Callable[[bytes], object], content: bytes, memory: int, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", START, job.__module__, job.__qualname__, str(memory), str(ceil(seconds))]
    with _seats:
        try:
            return subprocess.run(
                command, input=content, capture_output=True, env=ENVIRONMENT, timeout=PATIENCE * seconds
            )
        except subprocess.TimeoutExpired as late:
            raise LimitExceeded("time") from late


def _read_answer(child: subprocess.CompletedProcess[bytes]) -> Any:
    if child.returncode == -signal.SIGXCPU:
        raise LimitExceeded("time")
    if child.returncode != 0:
        raise LimitExceeded("memory")
    with gc_paused():
        outcome, value = _Plain(io.BytesIO(child.stdout)).load()
    if outcome == "unfit":
        raise RefusedBytes(value)
    if outcome == "overrun":
        raise LimitExceeded(value)
    return value


def serve() -> None:
    """The child: take the order from the command line and the bytes from standard input."""
    gc.disable()  # it does one thing and is gone
    module, name, memory, seconds = sys.argv[1:]
    job = getattr(importlib.import_module(module), name)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(_answer(job, sys.stdin.buffer.read()))


def _answer(job: Callable[[bytes], Any], content: bytes) -> bytes:
    try:
        answer = pickle.dumps(("done", job(content)), protocol=pickle.HIGHEST_PROTOCOL)
    except RefusedBytes as unfit:
        return pickle.dumps(("unfit", unfit.code))
    except MemoryError:
        return pickle.dumps(("overrun", "memory"))
    if len(answer) > ANSWER_LIMIT:
        return pickle.dumps(("overrun", "answer"))
    return answer
