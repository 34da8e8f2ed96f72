"""Tasks on any `concurrent.futures.Executor`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool

from proofcheck.checkers import Settings
from proofcheck.engine.tasks import Assignment, Task, TaskReport, perform_by_name, report_failure


def run_on_executor(executor: Executor, assignment: Assignment, tasks: Sequence[Task]) -> Iterator[TaskReport]:
    """Reports in the order of completion. What an executor cannot deliver becomes an ERROR of that task alone."""
    futures = {executor.submit(perform_by_name, assignment, task): task for task in tasks}
    try:
        for future in as_completed(futures):
            yield receive(future, futures[future], assignment.settings)
    finally:
        for future in futures:
            future.cancel()


def receive(future: Future[TaskReport], task: Task, settings: Settings) -> TaskReport:
    """The report that a worker returned; an ERROR when it cannot travel between processes. Raises BrokenProcessPool."""
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:  # noqa: BLE001 - pickling and executors raise many types
        return report_failure(task, settings, f"no result from the worker: {type(error).__name__}: {error}")
