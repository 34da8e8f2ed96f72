"""Progress on standard error: a live line on terminals, a plain line now and then in logs, nothing when quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from proofcheck.cli.screens import console

INTERVAL: Final = 30.0  # seconds between lines of a log

Count = Callable[[str, int, int], None]
Tell = Callable[[str], None]


@contextmanager
def counting(*, quiet: bool) -> Iterator[Count]:
    """Yields what takes the name of the current piece, how many are done, and of how many."""
    screen = console(error=True)
    if quiet or not screen.is_terminal:
        log = _log(quiet=quiet)
        yield lambda name, done, total: log(f"{done} of {total} tasks done, {name} among them")
        return
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("tasks", total=None)
        yield lambda name, done, total: bar.update(task, description=name[:20], completed=done, total=total)


@contextmanager
def telling(first: str, *, quiet: bool) -> Iterator[Tell]:
    """Yields what takes a line that says what is being done now."""
    screen = console(error=True)
    if quiet or not screen.is_terminal:
        yield _log(quiet=quiet)
        return
    with screen.status(first) as status:
        yield lambda line: status.update(line)


def _log(*, quiet: bool) -> Tell:
    """Prints a line at most every INTERVAL seconds."""
    screen, started = console(error=True), monotonic()
    last = [started]

    def write(line: str) -> None:
        now = monotonic()
        if not quiet and now - last[0] >= INTERVAL:
            screen.print(f"proofcheck: {now - started:.0f} s: {line}", soft_wrap=True, markup=False)
            last[0] = now

    return write
