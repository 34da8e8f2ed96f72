"""Rows over the workers of a Dask cluster: `solve(problem, client=...)`. Needs the extra `dask`.

Each share of the rows is a task of its own data, and what a pass keeps of it is a task of the share: what is lost with
a worker is made again from there, by Dask. Sums are made in one order, whichever worker has made the parts: the numbers
depend on the number of shares alone. A worker sends tables as small as X and Y, and of rows those
of A1 of its stiff scores (`solver.minimise.steps.stiff_scores`).
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from typing import Any, Final, TypeVar

import numpy as np

from solver.oracle.buffers import Workspace
from solver.oracle.shares import Share, Shares, add
from solver.problem import AttentionProblem
from solver.validation import InputError

S = TypeVar("S")
T_co = TypeVar("T_co", covariant=True)

FAN_IN: Final = 16  # parts that one task sums
_PIECE: Final = 2**23  # bytes of data in one message to the scheduler; Dask warns of more than 10 MB
_BY_ROWS, _WHOLE = ("A1", "B", "mask"), ("A2", "A3")


@dataclass(frozen=True, eq=False)
class Spread(Shares[T_co]):
    """A value for each share, on the workers; `held` are Dask's futures of them."""

    client: Any
    held: tuple[Any, ...]

    def map(self, compute: Callable[..., S], *arguments: Any) -> Spread[S]:
        """compute(value, *arguments) of each share, kept on the worker that has the share."""
        call = {"compute": compute, "arguments": arguments}
        return Spread(self.client, tuple(self.client.map(keep, self.held, **call, pure=False)))

    def total(self, compute: Callable[..., S], *arguments: Any, combine: Callable[[Any, Any], Any] = add) -> S:
        """compute(value, *arguments) of all shares, combined by trees of one shape; one result comes here."""
        parts = self.client.map(send, self.held, compute=compute, arguments=arguments, pure=False)
        while len(parts) > 1:
            groups = [parts[i : i + FAN_IN] for i in range(0, len(parts), FAN_IN)]
            parts = self.client.map(merge, groups, combine=combine, pure=False)
        found: S = parts[0].result()
        return found


class Held:
    """A value on a worker, of the size that a copy of it would have."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __sizeof__(self) -> int:
        buffers: list[pickle.PickleBuffer] = []
        plain = pickle.dumps(self.value, protocol=5, buffer_callback=buffers.append)
        return len(plain) + sum(buffer.raw().nbytes for buffer in buffers)


@np.errstate(all="ignore")  # overflow is data, as in `solver.minimise.run`
def keep(held: Held, *, compute: Callable[..., Any], arguments: tuple[Any, ...]) -> Held:
    """On a worker: the next value of a share."""
    return Held(compute(held.value, *arguments))


@np.errstate(all="ignore")
def send(held: Held, *, compute: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """On a worker: a share's part of a sum."""
    return compute(held.value, *arguments)


@np.errstate(all="ignore")
def merge(parts: Sequence[Any], *, combine: Callable[[Any, Any], Any]) -> Any:
    """On a worker: parts combined from the first to the last."""
    return reduce(combine, parts)


def spread(client: Any, problem: AttentionProblem, memory: int) -> Spread[Share]:
    """The rows of a problem over the client's workers, a share for each of their threads (but no more than rows).

    `memory` bounds in bytes what an evaluation may keep of size n x m on each worker. The scheduler keeps the data that
    the shares are made of. Shares are bound to their workers until they are there: Dask alone would put most on a few,
    and would wait for ever for bound ones when it has lost all workers at once.
    """
    threads, held, bound = client.nthreads(), [], []
    places = [worker for worker, count in sorted(threads.items()) for _ in range(count)][: problem.n]
    content = {field.name: getattr(problem, field.name) for field in fields(problem)}
    keys = {name: _pieces(client, content.pop(name), []) for name in _WHOLE}
    by_rows = {name: content.pop(name) for name in _BY_ROWS}
    rest = {"kind": type(problem), "content": content, "memory": memory // max(threads.values())}
    for i, place in enumerate(places):
        rows = slice(i * problem.n // len(places), (i + 1) * problem.n // len(places))
        own = {name: _pieces(client, array[rows], [place]) for name, array in by_rows.items() if array is not None}
        held.append(client.submit(make_share, own | keys, **rest, **_at([place])))
        bound += [piece for pieces in own.values() for piece in pieces]
    shares: Spread[Share] = Spread(client, tuple(held))
    shares.total(nothing)  # waits for all of them
    client.run_on_scheduler(unbind, [future.key for future in bound + held])
    return shares


def _pieces(client: Any, array: Any, where: list[str]) -> list[Any]:
    """An array's rows as futures of pieces that are small enough to be sent."""
    count = min(len(array), -(-array.nbytes // _PIECE))
    return [client.submit(np.asarray, piece, **_at(where)) for piece in np.array_split(array, count)]


def _at(where: list[str]) -> dict[str, Any]:
    """Options of `submit`: there if that worker lives, else anywhere."""
    return {"pure": False} | ({"workers": where, "allow_other_workers": True} if where else {})


def nothing(_share: Share) -> tuple[()]:
    """On a worker: a sum of nothing, there when the share is."""
    return ()


def unbind(keys: Sequence[Any], dask_scheduler: Any) -> None:
    """On the scheduler: let tasks run again anywhere."""
    for key in keys:
        dask_scheduler.tasks[key].worker_restrictions = None


def make_share(
    pieces: Mapping[str, list[Any]], *, kind: type[AttentionProblem], content: Mapping[str, Any], memory: int
) -> Held:
    """On a worker: the problem of some rows."""
    arrays: dict[str, Any] = {name: np.concatenate(parts) for name, parts in pieces.items()}
    return Held(Share(problem=kind(**arrays, **content), workspace=Workspace(memory)))


def check_client(client: Any) -> None:
    """Raise InputError unless it is a synchronous distributed.Client, connected to a cluster with workers."""
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            f"client={client!r}: rows are spread by Dask, which is not installed; pip install "
            "'attention-proofcheck[dask]', or leave client out"
        ) from None
    if not isinstance(client, Client):
        raise InputError(f"client={client!r}: a distributed.Client is needed; pass Client(address) or leave client out")
    if client.asynchronous:
        raise InputError(f"client={client!r}: an asynchronous client cannot be waited for; pass Client(address)")
    if client.status != "running":
        raise InputError(f"client={client!r}: the client is {client.status}; connect a new one, Client(address)")
    if not client.nthreads():  # type: ignore[no-untyped-call]
        raise InputError(f"client={client!r}: the cluster has no workers; start at least one")
