"""The industry codes of makers in KBLI 2020 (Peraturan BPS 2/2020), as far as the city needs them."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

KBLI = Path(__file__).with_name("kbli.csv")


@cache
def kbli_titles() -> Mapping[str, str]:
    """Code -> title. A code that is not here may still be right: KBLI 2025 has others."""
    with KBLI.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["title"] for row in csv.DictReader(file)}
