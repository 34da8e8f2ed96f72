"""Worker processes. The tasks of a lemma go to one of them: what it has examined of the claim serves them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import active_children
from typing import Final

from proofcheck.engine.executors import receive
from proofcheck.engine.processes import make_pool, workers_environment
from proofcheck.engine.tasks import Assignment, Task, TaskReport, load_once, perform_by_name, report_failure
from proofcheck.engine.time_limit import end_process

_AHEAD: Final = 2  # tasks that a worker holds: one that runs, and the next


@contextmanager
def start_workers(jobs: int, reference: str) -> Iterator[Workers]:
    """Processes that load the theory while the block goes on; killed at its end, which is when all tasks are done.

    To end on its own a worker would take apart all that it holds, for half a second.
    """
    others = set(active_children())
    with workers_environment():
        workers = Workers(jobs, reference)
        try:
            yield workers
        finally:
            ended = set(active_children()) - others
            for process in ended:
                process.kill()  # a theory may have a handler for gentler signals
            workers.close()
            for process in ended:
                process.join()


class Workers:
    """As many processes as `jobs`."""

    def __init__(self, jobs: int, reference: str) -> None:
        self._workers = [_Worker() for _ in range(jobs)]
        for worker in self._workers:
            worker.pool.submit(_preload, reference)

    def close(self) -> None:
        """Give up what was not begun."""
        for worker in self._workers:
            worker.pool.shutdown(wait=False, cancel_futures=True)

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
        self.pool = make_pool()
        self.held = 0

    def submit(self, assignment: Assignment, task: Task) -> Future[TaskReport]:
        self.held += 1
        try:
            return self.pool.submit(_perform_disposably, assignment, task)
        except BrokenProcessPool:
            self.pool = make_pool()
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
    pool = make_pool()
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


def _preload(reference: str) -> None:
    """Load the theory; what that raises is told by the first task."""
    load_once(reference)


def _perform_disposably(assignment: Assignment, task: Task) -> TaskReport:
    """`perform_by_name` in a process that may be ended when even an exception does not stop the task."""
    with end_process(assignment.budget):
        return perform_by_name(assignment, task)
