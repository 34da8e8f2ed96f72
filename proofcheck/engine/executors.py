"""Where tasks run: in this process, in worker processes, or on any `concurrent.futures.Executor`."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Final

from proofcheck.checkers import Settings
from proofcheck.engine.tasks import Assignment, Task, TaskReport, perform_by_name, report_failure
from proofcheck.engine.time_limit import end_process

_BLAS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_WORKER: Final = dict.fromkeys(_BLAS, "1") | {"HYPOTHESIS_NO_PLUGINS": "1"}
"""One thread of BLAS in each worker, the workers being as many as the processors; and no plugins of hypothesis, which
are for strategies that no checker uses and load whole test frameworks."""
Perform = Callable[[Assignment, Task], TaskReport]


def run_on_executor(executor: Executor, assignment: Assignment, tasks: Sequence[Task]) -> Iterator[TaskReport]:
    """Reports in the order of completion. What an executor cannot deliver becomes an ERROR of that task alone."""
    futures = _submit(executor, perform_by_name, assignment, tasks)
    try:
        for future in as_completed(futures):
            yield _receive(future, futures[future], assignment.settings)
    finally:
        for future in futures:
            future.cancel()


def run_on_processes(jobs: int, assignment: Assignment, tasks: Sequence[Task]) -> Iterator[TaskReport]:
    """Reports in the order of completion, from `jobs` worker processes.

    A worker that ends takes its pool with it. The tasks that may have run in it, the first unfinished ones, are then
    run one at a time, so that only a task that ends its worker again is lost; the rest goes on in a new pool.
    """
    left = list(tasks)
    while left:
        try:
            for report in _run_in_pool(jobs, assignment, left):
                left.remove(report.task)
                yield report
        except BrokenProcessPool:
            suspects = left[: jobs + 1]  # a pool queues one task more than it has workers
            left = left[jobs + 1 :]
            for task in suspects:
                yield _run_alone(assignment, task)


def _run_in_pool(jobs: int, assignment: Assignment, tasks: Sequence[Task]) -> Iterator[TaskReport]:
    with _start_workers(min(jobs, len(tasks))) as pool:
        futures = _submit(pool, perform_disposably, assignment, tasks)
        for future in as_completed(futures):
            yield _receive(future, futures[future], assignment.settings)


def _run_alone(assignment: Assignment, task: Task) -> TaskReport:
    try:
        return next(_run_in_pool(1, assignment, [task]))
    except BrokenProcessPool:
        budget = assignment.budget
        over = "" if budget is None else f", or it exceeded its budget of {budget:g} s inside one call"
        return report_failure(
            task, assignment.settings, f"the worker process ended{over}; run this lemma alone to see why"
        )


def perform_disposably(assignment: Assignment, task: Task) -> TaskReport:
    """`perform_by_name` in a process that may be ended when even an exception does not stop the task."""
    with end_process(assignment.budget):
        return perform_by_name(assignment, task)


def _submit(
    executor: Executor, perform: Perform, assignment: Assignment, tasks: Sequence[Task]
) -> dict[Future[TaskReport], Task]:
    return {executor.submit(perform, assignment, task): task for task in tasks}


def _receive(future: Future[TaskReport], task: Task, settings: Settings) -> TaskReport:
    """The report that a worker returned; an ERROR when it cannot travel between processes. Raises BrokenProcessPool."""
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:  # noqa: BLE001 - pickling and executors raise many types
        return report_failure(task, settings, f"no result from the worker: {type(error).__name__}: {error}")


@contextmanager
def _start_workers(jobs: int) -> Iterator[Executor]:
    """A pool of worker processes that are terminated immediately if the block raises, tasks unfinished."""
    others = set(active_children())
    with _set_environment(_WORKER):
        pool = ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn"), initializer=_end_on_interrupt)
        try:
            yield pool
        except BaseException:
            for worker in set(active_children()) - others:
                worker.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()


@contextmanager
def _set_environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the processes that are started in the block; restore them after it."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _end_on_interrupt() -> None:
    """Ctrl-C reaches the whole process group: a worker ends without a traceback, the engine reports."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
