"""Photos of 12 megapixels to all their renditions, against Pillow as one would write it down."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from time import perf_counter

from PIL import Image, ImageOps

from benchmarks.harness import ROUNDS, Figure, at_least
from marketplace.adapters.pictures import developing
from marketplace.adapters.sandbox import ENVIRONMENT, ROOT
from marketplace.ports.pictures import FALLBACK_WIDTHS, WIDTHS, widths_of

SIZE = 4000, 3000
PHOTOS = 2  # every other one lies on its side, as when a phone is held upright
ON_ITS_SIDE = 6


def run() -> list[Figure]:
    ours = [_measured("ours") for _ in range(ROUNDS)]
    naive = [_measured("naive") for _ in range(ROUNDS)]
    takes, others = iter(ours * 2), iter(naive * 2)
    speed = at_least(
        "photos of 12 megapixels to all renditions",
        lambda: next(takes)["speed"],
        lambda: next(others)["speed"],
        least=2.5,
        unit="photos/s",
        rounds=ROUNDS,
    )
    same = _measured("same")["speed"]
    return [
        speed,
        Figure(
            "the same against the same encoders", speed.value, "photos/s", same, speed.value / same, "", True
        ),
        _at_most_of(
            "peak memory of one, above a process that idles",
            _peak_of("ours"),
            _peak_of("naive"),
            0.5,
            unit="MB",
        ),
        _at_most_of("bytes of all renditions", ours[0]["size"], naive[0]["size"], None, unit="KB a photo"),
    ]


def _at_most_of(name: str, ours: float, theirs: float, most: float | None, *, unit: str) -> Figure:
    ratio = ours / theirs
    bound = "" if most is None else f"≤ {most}×"
    return Figure(name, ours, unit, theirs, ratio, bound, most is None or ratio <= most)


def _peak_of(way: str) -> float:
    """MB on average, each photo in a process of its own, as the job does it."""
    return sum(_measured(way, photos=[one])["memory"] for one in _photos()) / PHOTOS


def _measured(way: str, photos: Sequence[bytes] = ()) -> dict[str, float]:
    """Of these photos, or of all, in a process of its own, started as the job's are."""
    command = [sys.executable, "-m", "benchmarks.photos", way]
    pile = b"".join(len(one).to_bytes(4) + one for one in photos or _photos())
    child = subprocess.run(command, input=pile, capture_output=True, check=True, cwd=ROOT, env=ENVIRONMENT)
    found: dict[str, float] = json.loads(child.stdout)
    return found


@cache
def _photos() -> Sequence[bytes]:
    return [_photo(number) for number in range(PHOTOS)]


def _photo(number: int) -> bytes:
    """Blurs of many sizes one over the other: as hard to pack as a photo, and some 3 MB."""
    chance, picture = random.Random(number), Image.new("RGB", SIZE)
    for grain, share in ((4, 1.0), (16, 0.6), (64, 0.5), (256, 0.3), (1000, 0.15)):
        size = grain, grain * 3 // 4
        noise = Image.frombytes("RGB", size, chance.randbytes(3 * size[0] * size[1]))
        picture = Image.blend(picture, noise.resize(SIZE, Image.Resampling.BICUBIC), share)
    exif, file = Image.Exif(), io.BytesIO()
    exif[developing.ORIENTATION] = ON_ITS_SIDE if number % 2 else 1
    picture.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def _naive(content: bytes, *, same: bool = False) -> int:
    """All of it is decoded, turned, and made smaller for each width anew; bytes of what came out."""
    picture, total = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB"), 0
    widest = min(WIDTHS[-1], developing.TALLEST * picture.width // picture.height)
    for width in widths_of(widest):
        size = width, round(picture.height * width / picture.width)
        small = picture.resize(size, Image.Resampling.LANCZOS)
        for kind, options in developing.ENCODERS.values():
            if kind != "JPEG" or width in widths_of(widest, FALLBACK_WIDTHS):
                file = io.BytesIO()
                small.save(file, kind, **(options if same else {"quality": options["quality"]}))
                total += len(file.getvalue())
    return total


def _ours(content: bytes) -> int:
    return sum(len(one[-1]) for one in developing.develop(content)[-1])


WAYS: dict[str, Callable[[bytes], int]] = {
    "ours": _ours,
    "naive": _naive,
    "same": lambda content: _naive(content, same=True),
}


def _child(way: str) -> None:
    count, took, size, idle = 0, 0.0, 0, _megabytes("VmRSS")
    while length := sys.stdin.buffer.read(4):
        photo = sys.stdin.buffer.read(int.from_bytes(length))
        began = perf_counter()
        size += WAYS[way](photo)
        took, count = took + perf_counter() - began, count + 1
    found = {"speed": count / took, "memory": _megabytes("VmHWM") - idle, "size": size / count / 1000}
    sys.stdout.write(json.dumps(found))


def _megabytes(figure: str) -> float:
    """VmRSS: what this process has; VmHWM: what it had at most, by the system's own book."""
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith(figure))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    _child(sys.argv[1])
