"""What an iteration costs on many workers, from counted multiplications and the shapes of what is sent.

The multiplications are those of one share of the rows, exactly: the forms of the lemmas R7, and what a share does
beside them. Messages are tables as small as X and Y, and rows for the stiff scores. The seconds are a model: the
largest share computes, the scheduler handles one task after the other and sends its arguments through one link, and
sums go up a tree.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Final

from solver.minimise.cluster import FAN_IN
from solver.minimise.steps import costs
from solver.oracle.buffers import MEMORY

NUMBER: Final = 8  # bytes


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """n queries and m keys; A1 (n x p), A2 (m x q), A3 (m x r), B (n x k)."""

    n: int
    m: int
    p: int
    q: int
    r: int
    k: int


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Workers of one thread and what connects them; the defaults of what happens in a second are round guesses."""

    workers: int = field(default=1000, metadata={"what": "workers of one thread"})
    memory: int = field(default=MEMORY, metadata={"what": "bytes of size n x m that each may keep"})
    rate: float = field(default=4e9, metadata={"what": "multiplications of a worker in a second"})
    exponentials: float = field(default=2e8, metadata={"what": "exponentials of a worker in a second"})
    bandwidth: float = field(default=1.25e9, metadata={"what": "bytes of a link in a second"})
    latency: float = field(default=5e-4, metadata={"what": "seconds of a message beside its bytes"})
    task: float = field(default=5e-4, metadata={"what": "seconds of the scheduler for a task"})


@dataclass(frozen=True, kw_only=True)
class Round:
    """`down` numbers go to each worker and `up` come from each, to be summed; `keeps` a value of the share or not."""

    down: int
    up: int
    keeps: bool


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A part of an iteration, made `times` times: its rounds one after the other, and the work of one share."""

    name: str
    times: int
    rounds: tuple[Round, ...]
    multiplications: int
    exponentials: int


def share_of(sizes: Sizes, workers: int) -> Sizes:
    """The largest share of the rows."""
    return Sizes(**(asdict(sizes) | {"n": -(-sizes.n // min(workers, sizes.n))}))


def keeps_weights(share: Sizes, memory: int) -> bool:
    """Whether U and P of a share fit its budget, as `solver.oracle.buffers.Workspace` decides."""
    return 2 * NUMBER * share.n * share.m <= memory


def iteration(share: Sizes, *, dense: bool, products: int, kept: bool, stiff: int = 0) -> tuple[Stage, ...]:
    """The projected step's dense Hessian of phi, or `products` products; then the next point, and room given back.

    `stiff` scores correct the approximation before the products.
    """
    model: tuple[Stage, ...]
    if dense:
        model = (means(share, kept=kept), hessian(share, kept=kept))
    else:
        model = (
            correction(share, stiff, kept=kept),
            means(share, kept=kept),
            product(share, products, kept=kept),
        )
    return *model, projection(share, kept=kept), release()


def projection(s: Sizes, *, kept: bool) -> Stage:
    """phi and its gradient at a new X: the first sum gives Y, the second L and both parts of the gradient."""
    sums = s.n * s.r * s.r + s.n * s.r * s.k + s.n * (s.k + s.p * s.q + s.r * s.k)
    again = 0 if kept else s.n * s.m * s.q + s.n * s.q
    return Stage(
        name="phi and its gradient",
        times=1,
        rounds=(
            Round(down=s.p * s.q, up=s.r * s.r + s.r * s.k, keeps=True),
            Round(down=s.r * s.k, up=1 + s.p * s.q + s.r * s.k, keeps=True),
        ),
        multiplications=costs.evaluation_count(**asdict(s)) + sums + again,
        exponentials=s.n * s.m * (1 if kept else 2),
    )


def product(s: Sizes, times: int, *, kept: bool) -> Stage:
    """A Hessian-vector product of phi: dY follows from the first sum. Without U, P and s~ these are made anew."""
    finish = costs.regulariser_count(s.p, s.q, s.r, s.k) + s.p * s.q + s.r * s.k  # of the sums, not of a share
    again = 2 * _weights(s) + _slopes(s) + s.n * s.m * (s.q + 1)
    return Stage(
        name="Hessian-vector product",
        times=times,
        rounds=(
            Round(down=s.p * s.q, up=s.r * s.k, keeps=True),
            Round(down=s.r * s.k, up=s.p * s.q, keeps=False),
        ),
        multiplications=costs.product_count(**asdict(s)) - finish + (0 if kept else again),
        exponentials=0 if kept else 2 * s.n * s.m,
    )


def hessian(s: Sizes, *, kept: bool) -> Stage:
    """Four tables of sums; what is made of them on the client is not counted."""
    t1, t2 = s.p * (s.p + 1) // 2, s.q * (s.q + 1) // 2
    finish = 3 * t1 * t2 + s.p * s.q * s.r * s.k + 2 * s.r * s.r
    mixed = s.p * s.q * s.r * s.k
    return Stage(
        name="dense Hessian",
        times=1,
        rounds=(Round(down=0, up=t1 * t2 + 2 * mixed + s.r * s.r, keeps=False),),
        multiplications=costs.hessian_count(**asdict(s)) - finish + (0 if kept else _weights(s) + _slopes(s)),
        exponentials=0 if kept else s.n * s.m,
    )


def means(s: Sizes, *, kept: bool) -> Stage:
    """F A2, made once a point within another stage's rounds."""
    return Stage(
        name="means of the keys",
        times=1,
        rounds=(),
        multiplications=s.n * s.m * s.q + s.n * s.q + (0 if kept else _weights(s)),
        exponentials=0 if kept else s.n * s.m,
    )


def correction(s: Sizes, stiff: int, *, kept: bool) -> Stage:
    """The search for stiff scores, where no row can have one: a row that can have one costs m (q + k + 4) more."""
    tables = s.n * (s.p * s.q + s.p + s.q + 4) + s.m * (s.q + s.k)
    return Stage(
        name="stiff scores",
        times=1,
        rounds=(Round(down=s.p * s.q + 1, up=stiff * (s.p + s.k + 3), keeps=False),),
        multiplications=tables + (0 if kept else _weights(s)),
        exponentials=0 if kept else s.n * s.m,
    )


def release() -> Stage:
    """The old point's room for U and P."""
    return Stage(
        name="room given back", times=1, rounds=(Round(down=0, up=0, keeps=False),), multiplications=0, exponentials=0
    )


def _weights(s: Sizes) -> int:
    """U again: A1 X, the lengths of its rows, and the scores."""
    return s.n * s.p * s.q + s.n * s.q + s.n * s.m * s.q


def _slopes(s: Sizes) -> int:
    """P again."""
    return s.n * (2 * s.k + 1) + s.n * s.m * (s.k + 2)


def tree_depth(workers: int) -> int:
    """Levels of sums, each of at most FAN_IN parts."""
    depth = 0
    while workers > 1:
        workers, depth = -(-workers // FAN_IN), depth + 1
    return depth


def count_tasks(stage: Stage, workers: int) -> int:
    """Tasks that one pass through a stage takes."""
    sums, left = 0, workers
    while left > 1:
        left = -(-left // FAN_IN)
        sums += left
    return sum(workers * (1 + one.keeps) + sums for one in stage.rounds)


@dataclass(frozen=True, kw_only=True)
class Seconds:
    """Of a stage: what workers compute, what links carry, what messages wait for, what the scheduler handles."""

    compute: float
    transfer: float
    wait: float
    schedule: float

    @property
    def total(self) -> float:
        """One after the other."""
        return self.compute + self.transfer + self.wait + self.schedule


def predict(stage: Stage, machine: Machine) -> Seconds:
    """All passes through a stage."""
    depth, fan_in = tree_depth(machine.workers), min(FAN_IN, machine.workers)
    numbers = sum(machine.workers * one.down + (1 + depth * fan_in) * one.up for one in stage.rounds)
    return Seconds(
        compute=stage.times * (stage.multiplications / machine.rate + stage.exponentials / machine.exponentials),
        transfer=stage.times * NUMBER * numbers / machine.bandwidth,
        wait=stage.times * len(stage.rounds) * (2 + depth) * machine.latency,
        schedule=stage.times * count_tasks(stage, machine.workers) * machine.task,
    )
