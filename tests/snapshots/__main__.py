"""What every demo person reads at every address, as text files, so that two versions of the program can be compared.

    python -m tests.snapshots base BASE                      load a demo city into the folder BASE
    python -m tests.snapshots take BASE OUT                  crawl this version of the program on a copy of BASE
    python -m tests.snapshots take --tree TREE BASE OUT      crawl the version that is checked out in the folder TREE
    python -m tests.snapshots take --like OUT BASE OUT2      open the addresses of OUT, in place of a crawl
    python -m tests.snapshots compare OUT OUT2               exit status 1 when they differ; paging may

The clock stands still and random values repeat, so the same version answers the same each time. Only GET is used.
The database is upgraded to the tree's migrations. Little of a tree is imported, and by name after `--tree` is known,
so that trees older or newer than this file can be crawled too.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache

from tests.snapshots.crawl import PEOPLE, Crawl, addresses_in, without_names
from tests.snapshots.differences import compare

MOMENT = datetime.fromisoformat("2026-11-24T07:00:00+07:00")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.snapshots", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, folders in (("base", ["base"]), ("take", ["base", "out"]), ("compare", ["old", "new"])):
        command = commands.add_parser(name)
        for folder in folders:
            command.add_argument(folder, type=_folder)
        if name != "compare":
            command.add_argument("--tree", type=_folder, default=Path.cwd())
        if name == "take":
            command.add_argument("--like", type=_folder)
            command.add_argument("--person", action="append", help="take these alone")
    given = vars(parser.parse_args())
    sys.exit({"base": make_base, "take": take, "compare": compare}[given.pop("command")](**given))


def _folder(name: str) -> Path:
    return Path(name).resolve()


def make_base(base: Path, tree: Path) -> None:
    base.mkdir(parents=True)
    app = program(tree, base)
    run_command(app, "db", "upgrade")
    run_command(app, "demo", "load")


def take(base: Path, out: Path, tree: Path, like: Path | None, person: list[str] | None) -> None:
    began, people = time.monotonic(), person or PEOPLE
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="mb2-snapshot-") as name:
        upgraded, live = Path(name) / "upgraded", Path(name) / "live"
        shutil.copytree(base, upgraded)
        in_child(partial(upgrade, tree, upgraded))
        app = program(tree, live)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(name)  # else each child compiles all templates
        rules = sorted(
            f"{without_names(one)} {' '.join(sorted(one.methods))}" for one in app.url_map.iter_rules()
        )
        (out / "rules.txt").write_text("\n".join(rules) + "\n")
        for one in people:
            shutil.rmtree(live, ignore_errors=True)
            shutil.copytree(upgraded, live)
            in_child(partial(take_person, app, one, out, like))
    answers = len(list(out.rglob("*.txt"))) - 1
    print(f"{answers} answers for {len(people)} people in {time.monotonic() - began:.0f} s")


def take_person(app: Any, person: str, out: Path, like: Path | None) -> None:
    began, crawl = time.monotonic(), Crawl(app, person, MOMENT, out)
    if like is None:
        crawl.run()
    else:
        for address in addresses_in(like / person):
            crawl.open(address)
    print(f"{person}: {len(crawl.opened)} addresses in {time.monotonic() - began:.1f} s", flush=True)


def upgrade(tree: Path, folder: Path) -> None:
    """To the database and the search index that this tree expects."""
    app = program(tree, folder)
    run_command(app, "db", "upgrade")
    run_command(app, "search", "rebuild")


def program(tree: Path, folder: Path) -> Any:
    """The program of a tree, with its data in `folder` and its clock stopped."""
    os.chdir(tree)
    sys.path.insert(0, str(tree))
    os.environ["FLASK_APP"] = "wsgi"
    import_module("marketplace.kernel.clock").now = lambda: MOMENT
    settings = import_module("config").Settings(
        secret_key="x" * 32, instance=folder, queue="memory", mail_url="memory:", rate_limits=False
    )
    logging.disable(logging.CRITICAL)
    return import_module("marketplace.app").create_app(settings)


def run_command(app: Any, *words: str) -> None:
    done = app.test_cli_runner().invoke(args=words)
    if done.exit_code:
        raise SystemExit(f"flask {' '.join(words)}: {done.output}{done.exception!r}")


def in_child(work: Callable[[], object]) -> None:
    """In a process of its own, which leaves no connection, cache or memory behind. SystemExit when it fails."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("a part of the snapshot could not be taken")


if __name__ == "__main__":
    main()
