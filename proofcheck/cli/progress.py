"""Progress on standard error: a live line on terminals, a plain line now and then in logs, nothing when quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from proofcheck.cli.screens import make_console

INTERVAL: Final = 30.0  # seconds between lines of a log

ShowProgress = Callable[[str, int, int], None]
ShowActivity = Callable[[str], None]


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[ShowProgress]:
    """Yield a callback that shows progress: the name of the latest piece, the number done, the total."""
    screen = make_console(error=True)
    if quiet or not screen.is_terminal:
        log = _make_log(quiet=quiet)
        yield lambda name, done, total: log(f"{done} of {total} tasks done, {name} among them")
        return
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("tasks", total=None)
        yield lambda name, done, total: bar.update(task, description=name[:20], completed=done, total=total)


@contextmanager
def show_activity(first: str, *, quiet: bool) -> Iterator[ShowActivity]:
    """Yield a callback that shows the current activity as one line; `first` is shown until it is called."""
    screen = make_console(error=True)
    if quiet or not screen.is_terminal:
        yield _make_log(quiet=quiet)
        return
    with screen.status(first) as status:
        yield lambda line: status.update(line)


def _make_log(*, quiet: bool) -> ShowActivity:
    """A callback that prints a line unless another was printed less than INTERVAL seconds ago."""
    screen, started = make_console(error=True), monotonic()
    last = [started]

    def write(line: str) -> None:
        now = monotonic()
        if not quiet and now - last[0] >= INTERVAL:
            screen.print(f"proofcheck: {now - started:.0f} s: {line}", soft_wrap=True, markup=False)
            last[0] = now

    return write
