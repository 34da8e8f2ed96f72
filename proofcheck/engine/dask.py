"""A Dask cluster as an executor: `proofcheck run --dask ADDRESS`. Needs the extra `dask`.

The cluster re-runs the tasks of workers that end. Its workers must see the theory under the same path or module name.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

_TIMEOUT = "15s"


class ClusterError(RuntimeError):
    """A cluster that cannot be used; the message names the address and the remedy."""


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """An executor on the Dask scheduler at `address` (tcp://host:port). Raises ClusterError."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError("--dask needs Dask: pip install 'attention-proofcheck[dask]'") from None
    try:
        client: Any = Client(address, timeout=_TIMEOUT)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"--dask {address}: no scheduler answers there ({error}); start one or correct it"
        ) from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterError(f"--dask {address}: the cluster has no workers; start at least one")
        yield client.get_executor(pure=False)
