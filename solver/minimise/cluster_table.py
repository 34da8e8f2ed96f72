"""The costs of `solver.minimise.cluster_cost` as text: `python -m solver cost`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Final

from solver.minimise.cluster_cost import (
    NUMBER,
    Machine,
    Sizes,
    Stage,
    count_tasks,
    iteration,
    keeps_weights,
    predict,
    share_of,
)

_COLUMNS: Final = ("", "times", "rounds", "tasks", "bytes to", "bytes from", "multiplications", "exponentials")


def describe_iteration(sizes: Sizes, machine: Machine, *, dense: bool, products: int) -> str:
    """Counts of each stage once, the seconds of an iteration, and those of one worker alone."""
    machine = replace(machine, workers=min(machine.workers, sizes.n))
    share = share_of(sizes, machine.workers)
    stages = _stages(share, machine, dense=dense, products=products)
    alone = replace(machine, workers=1)
    one = sum(predict(stage, alone).compute for stage in _stages(sizes, alone, dense=dense, products=products))
    return "\n".join(
        [
            f"{machine.workers:,} workers of one thread, at most {share.n:,} rows each; "
            f"{', '.join(f'{name}={value:,}' for name, value in asdict(sizes).items())}",
            f"U and P of a share take {_bytes(2 * NUMBER * share.n * share.m)}: "
            + ("kept" if keeps_weights(share, machine.memory) else "more than the budget, made again in each pass"),
            f"sent once: {_bytes(NUMBER * sizes.n * (sizes.p + sizes.k))} of rows, and "
            f"{_bytes(NUMBER * sizes.m * (sizes.q + sizes.r))} of keys to each worker",
            "",
            "an iteration; counts are of one time, bytes and operations of one worker",
            *_table(stages, machine.workers),
            "",
            *_seconds(stages, machine, one),
        ]
    )


def _stages(share: Sizes, machine: Machine, *, dense: bool, products: int) -> tuple[Stage, ...]:
    return iteration(share, dense=dense, products=products, kept=keeps_weights(share, machine.memory))


def _table(stages: Sequence[Stage], workers: int) -> list[str]:
    rows = [_COLUMNS, *(_row(stage, workers) for stage in stages)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS))]
    return [_line(row, widths) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0].ljust(widths[0]), *numbers])


def _row(stage: Stage, workers: int) -> tuple[str, ...]:
    numbers = (
        stage.times,
        len(stage.rounds),
        count_tasks(stage, workers),
        NUMBER * sum(one.down for one in stage.rounds),
        NUMBER * sum(one.up for one in stage.rounds),
        stage.multiplications,
        stage.exponentials,
    )
    return stage.name, *(f"{number:,}" for number in numbers)


def _seconds(stages: Sequence[Stage], machine: Machine, alone: float) -> list[str]:
    found = [predict(stage, machine) for stage in stages]
    parts = {
        f"computing, {machine.rate:.3g} multiplications and {machine.exponentials:.3g} exponentials a second": [
            one.compute for one in found
        ],
        f"bytes, {machine.bandwidth:.3g} a second": [one.transfer for one in found],
        f"waiting, {machine.latency:.3g} s a message": [one.wait for one in found],
        f"the scheduler, {machine.task:.3g} s a task": [one.schedule for one in found],
    }
    total = sum(one.total for one in found)
    return [
        *(f"{sum(seconds):12.3g} s  {name}" for name, seconds in parts.items()),
        f"{total:12.3g} s  an iteration, modelled; {alone:.3g} s on one worker with the same memory, "
        f"{alone / total:.3g} times as long",
    ]


def _bytes(number: int) -> str:
    return f"{number / 2**20:,.1f} MiB"
