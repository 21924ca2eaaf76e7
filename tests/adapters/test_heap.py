"""Memory that was used for something large is not kept."""

import subprocess
import sys

import pytest

from config import ROOT

# Once a large piece was freed, glibc cuts the next ones out of its heap, below whatever small is made after them.
LOOK = """
import re, sys
from marketplace.adapters.heap import give_back_what_is_free

def held():
    return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024

if sys.argv[1] == "told":
    give_back_what_is_free()
bytearray(30 << 20)
before = held()
large = [bytearray(b"x" * (2 << 20)) for _ in range(20)]
small = [bytearray(1000) for _ in range(1000)]
del large
print(held() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_what_was_large_goes_back_to_the_system_once_it_is_free():
    kept = {
        told: int(subprocess.check_output([sys.executable, "-c", LOOK, told], cwd=ROOT, text=True))
        for told in ("told", "untold")
    }
    assert kept["told"] <= 5 < 30 <= kept["untold"]
