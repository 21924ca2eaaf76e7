"""`python -m benchmarks [name]`: every module here with a `run()`, or the one named."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from benchmarks.harness import Figure, as_json, table

HERE = Path(__file__).parent
RESULTS = HERE / "results"
NAMES = {"imports": "import"}  # a module cannot be called `import`


def benchmarks() -> dict[str, str]:
    """Name -> module of each benchmark there is."""
    files = (module.name for module in iter_modules([str(HERE)]) if module.name != "__main__")
    found = (name for name in files if hasattr(import_module(f"benchmarks.{name}"), "run"))
    return {NAMES.get(name, name): f"benchmarks.{name}" for name in found}


def main(names: list[str]) -> int:
    there = benchmarks()
    if strange := set(names) - set(there):
        print(
            f"There is no benchmark {', '.join(sorted(strange))}; there are: {', '.join(there)}",
            file=sys.stderr,
        )
        return 2
    RESULTS.mkdir(exist_ok=True)
    missed = False
    for name in names or there:
        figures: list[Figure] = import_module(there[name]).run()
        (RESULTS / f"{name}.json").write_text(
            json.dumps(as_json(figures), indent=2, ensure_ascii=False) + "\n"
        )
        print(f"\n{name}\n{table(figures)}", flush=True)
        missed |= not all(figure.ok for figure in figures)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
