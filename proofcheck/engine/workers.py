"""Worker processes. The tasks of a lemma go to one of them: what it has examined of the claim serves them all."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import active_children, get_context
from typing import Final

from proofcheck.engine.executors import receive
from proofcheck.engine.tasks import Assignment, Task, TaskReport, load_once, perform_by_name, report_failure
from proofcheck.engine.time_limit import end_process

_BLAS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_ENVIRONMENT: Final = dict.fromkeys(_BLAS, "1") | {"HYPOTHESIS_NO_PLUGINS": "1"}
"""One thread of BLAS in each worker, the workers being as many as the processors; and no plugins of hypothesis, which
are for strategies that no checker uses and load whole test frameworks."""
_AHEAD: Final = 2  # tasks that a worker holds: one that runs, and the next
_COLLECT: Final = 100_000
"""New objects between two collections of garbage, 700 by default: a theory holds half a million, all walked."""


@contextmanager
def start_workers(jobs: int, reference: str) -> Iterator[Workers]:
    """Processes that load the theory while the block goes on; terminated if it raises, or needs them no more."""
    others, unfinished = set(active_children()), True
    with _set_environment(_ENVIRONMENT):
        workers = Workers(jobs, reference)
        try:
            yield workers
            unfinished = workers.loading
        finally:
            for process in set(active_children()) - others if unfinished else ():
                process.terminate()
            workers.close(wait_for_tasks=not unfinished)


class Workers:
    """As many processes as `jobs`."""

    def __init__(self, jobs: int, reference: str) -> None:
        self._workers = [_Worker() for _ in range(jobs)]
        self._loading = [worker.pool.submit(_preload, reference) for worker in self._workers]

    @property
    def loading(self) -> bool:
        """Whether one is not ready yet, for there were fewer tasks."""
        return not all(future.done() for future in self._loading)

    def close(self, *, wait_for_tasks: bool) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.pool.shutdown(wait=wait_for_tasks, cancel_futures=not wait_for_tasks)

    def perform(self, assignment: Assignment, tasks: Sequence[Task]) -> Iterator[TaskReport]:
        """Reports in the order of completion.

        The tasks of a worker that ends, the running one and the next, are then run one at a time, each in a process of
        its own, so that only a task that ends its process again is lost; the worker goes on in a new process.
        """
        queue, running = Queue(list(tasks)), dict[Future[TaskReport], tuple[_Worker, Task]]()
        while queue.left or running:
            for worker in self._workers:
                while worker.held < _AHEAD and queue.left:
                    task = queue.take(worker)
                    running[worker.submit(assignment, task)] = worker, task
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                worker, task = running.pop(future)
                worker.held -= 1
                try:
                    yield receive(future, task, assignment.settings)
                except BrokenProcessPool:
                    yield _run_alone(assignment, task)


class _Worker:
    """A process, replaced by a new one when it has ended; `held` tasks are with it."""

    def __init__(self) -> None:
        self.pool = _make_pool()
        self.held = 0

    def submit(self, assignment: Assignment, task: Task) -> Future[TaskReport]:
        self.held += 1
        try:
            return self.pool.submit(_perform_disposably, assignment, task)
        except BrokenProcessPool:
            self.pool = _make_pool()
            return self.pool.submit(_perform_disposably, assignment, task)


@dataclass
class Queue:
    """Tasks in order. A worker takes those of the lemmas that it has begun and of new ones, then those of others."""

    left: list[Task]
    _owners: dict[str, object] = field(default_factory=dict)

    def take(self, worker: object) -> Task:
        """The next task for this worker, which is left no longer."""
        own = (i for i, task in enumerate(self.left) if self._owners.get(task.lemma, worker) is worker)
        task = self.left.pop(next(own, 0))
        self._owners.setdefault(task.lemma, worker)
        return task


def _run_alone(assignment: Assignment, task: Task) -> TaskReport:
    pool = _make_pool()
    try:
        report = receive(pool.submit(_perform_disposably, assignment, task), task, assignment.settings)
    except BrokenProcessPool:
        budget = assignment.budget
        over = "" if budget is None else f", or it exceeded its budget of {budget:g} s inside one call"
        report = report_failure(
            task, assignment.settings, f"the worker process ended{over}; run this lemma alone to see why"
        )
    pool.shutdown()
    return report


def _make_pool() -> ProcessPoolExecutor:
    """A pool of one process, which starts with the first task."""
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_prepare)


def _prepare() -> None:
    """Ctrl-C reaches the whole process group: a worker ends without a traceback, the engine reports."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(_COLLECT)


def _preload(reference: str) -> None:
    """Load the theory; what that raises is told by the first task."""
    load_once(reference)


def _perform_disposably(assignment: Assignment, task: Task) -> TaskReport:
    """`perform_by_name` in a process that may be ended when even an exception does not stop the task."""
    with end_process(assignment.budget):
        return perform_by_name(assignment, task)


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
