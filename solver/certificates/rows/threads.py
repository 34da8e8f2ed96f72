"""Blocks of rows in threads of this process, their results in order: sums over blocks do not depend on how many.

Elementwise operations and small products run in the thread that asks for them, so that one thread leaves all other
processors idle; numpy lets go of the interpreter meanwhile.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

import numpy as np

from solver.verified.environment import check_elementwise

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST: Final = 8  # each has its own room for a block
_TOLD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def count_threads() -> int:
    """As many as this process has processors, but no more than products are told to take, and eight at most."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = [int(value) for value in map(os.environ.get, _TOLD) if value and value.isdecimal()]
    return min(own, _MOST, *(number for number in told if number > 0))


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """work(item) of each item in turn; the threads are a few items ahead of what is taken.

    Raises what `work` raises, and UnsafeArithmeticError where a thread's arithmetic is not what bounds assume.
    """

    def run(item: Item) -> Result:
        with np.errstate(all="ignore"):  # which a new thread does not inherit
            check_elementwise()
            return work(item)

    threads = count_threads()
    if threads == 1:
        yield from map(run, items)
        return
    ahead: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                ahead.append(pool.submit(run, item))
                if len(ahead) > threads:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()
