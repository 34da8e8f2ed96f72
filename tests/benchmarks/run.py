"""`make bench`: floors, peers and scaling in one run, as JSON, a Markdown table and a log-log plot.

python tests/benchmarks/run.py [--out DIR] [--limit SECONDS] [--largest N] [--parts PART,...] [--no-peers] [--seed S]

Every measurement is on disk when it is made; the same command goes on after an interrupt.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import certificates
import floors
import numpy as np
import scaling
import scipy
import wide
from cases import Case, grid
from environment import Peers
from ledger import Ledger, digest
from methods import best_of, ours
from report import markdown, plot
from same_oracle import METHODS

import solver
from solver.oracle.evaluation import evaluate

PARTS = ("floors", "hessians", "certificates", "counts", "scaling", "wide", "grid")
OURS, RESTARTED, RESTARTS = "ours", "ours, 4 restarts", 4
PATIENCE, SHORTEST = 20.0, 1.0  # other methods get this many times our seconds a cell, and at least this many seconds


def main() -> None:
    options = _options()
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    peers = None if options.no_peers else Peers(out / "peers")
    code = digest(Path(solver.__file__).parent, Path(__file__).parent, seed=options.seed)
    ledger = Ledger(out / "bench.json", code, _machine() | (peers.available["versions"] if peers else {}))
    Benchmark(options, peers, ledger).run()
    if peers is not None:
        peers.close()
    result = ledger.about | {"measured": ledger.measured}
    (out / "bench.md").write_text(markdown(result))
    plot(result, out / "bench.png")
    sys.stderr.write(f"wrote {out}/bench.json, bench.md, bench.png\n")


class Benchmark:
    """All measurements of the parts asked for, each under a key of its own: part/size/method."""

    def __init__(self, options: argparse.Namespace, peers: Peers | None, ledger: Ledger) -> None:
        self._options, self._peers, self._ledger = options, peers, ledger

    def run(self) -> None:
        for part in self._options.parts.split(","):
            getattr(self, f"_{part}")()

    def _floors(self) -> None:
        largest = self._options.largest if self._options.largest < 2048 else max(floors.SIZES)
        for n, d in floors.oracle_sizes(largest):
            self._ledger.once(f"floors/n={n} d={d}", lambda n=n, d=d: floors.oracle(n, d))

    def _hessians(self) -> None:
        for case in _hessian_cases(self._options.largest):
            prefix = f"hessians/n={case.n} d={case.d}"
            self._ledger.once(f"{prefix}/{OURS}", lambda case=case: _our_hessian(case))
            for name, library in self._of_peers("hessians"):
                self._ledger.once(
                    f"{prefix}/{name}", lambda c=case, n=name, lib=library: self._ask("hessian", lib, n, c, 20.0)
                )

    def _certificates(self) -> None:
        largest = self._options.largest if self._options.largest < 2048 else max(n for n, _ in certificates.SIZES)
        for n, d in certificates.SIZES:
            for weight in certificates.WEIGHTS if n <= largest else ():
                key = f"certificates/n={n} d={d} w={weight:g}"
                self._ledger.once(key, lambda case=(n, d, weight): certificates.measure(*case))

    def _counts(self) -> None:
        for d in (16, 32, 64, 128, 384):
            self._ledger.once(f"counts/d={d}", lambda d=d: scaling.iteration_count(d))

    def _scaling(self) -> None:
        for name, sizes in scaling.sweeps():
            self._ledger.once(f"scaling/{name}", lambda sizes=sizes: scaling.sweep(sizes))

    def _wide(self) -> None:
        for layer, head, weight in wide.CASES:
            for variant in range(wide.VARIANTS):
                key = f"wide/layer={layer} head={head} w={weight:g}/variant {variant}"
                self._ledger.once(key, lambda case=(layer, head, weight, variant): wide.measure_fit(*case))

    def _grid(self) -> None:
        for case in grid(self._options.largest, self._options.seed):
            self._cell(case)

    def _cell(self, case: Case) -> None:
        prefix, limit = f"grid/{case.name}", self._options.limit
        mine = self._ledger.once(f"{prefix}/{OURS}", lambda: best_of(ours, case, 10 * limit))
        patience = float(np.clip(PATIENCE * mine["seconds"], SHORTEST, limit))
        if case.squared_weight < 1e-3:
            self._ledger.once(f"{prefix}/{RESTARTED}", lambda: ours(case, 10 * limit, restarts=RESTARTS))
        for name, method in METHODS.items():
            if method.fits(case):
                self._ledger.once(f"{prefix}/{name}", lambda run=method.run: best_of(run, case, patience))
        for name, library in self._of_peers("solvers"):
            self._ledger.once(
                f"{prefix}/{name}", lambda n=name, lib=library: self._ask("solve", lib, n, case, patience)
            )

    def _of_peers(self, kind: str) -> list[tuple[str, str]]:
        return list(self._peers.available[kind].items()) if self._peers else []

    def _ask(self, action: str, library: str, name: str, case: Case, limit: float) -> dict[str, Any]:
        if self._peers is None:
            raise TypeError("no peers")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "case.npz"
            data = {name: getattr(case.problem, name) for name in ("A1", "A2", "A3", "B", "wx", "wy")}
            np.savez(file, start=case.start, target=case.target, **data)
            return self._peers.call(library, action, name, str(file), str(limit), seconds=4 * limit + 60)


def _our_hessian(case: Case) -> dict[str, Any]:
    at = evaluate(case.problem, case.X0, case.Y0)
    row = floors.hessian(case.n, case.d)
    seconds = floors.alternating({OURS: at.hessian}, repeats=5, seconds=10.0)[OURS]
    return row | {"seconds": seconds}


def _hessian_cases(largest: int) -> list[Case]:
    sizes = {(1024, 16), (1024, 32)}
    return [case for case in grid(min(largest, 1024)) if (case.n, case.d) in sizes and case.squared_weight == 1e-2]


def _machine() -> dict[str, Any]:
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load at the start": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "started": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Floors, peers and scaling of the solver.")
    parser.add_argument("--out", default="build/bench")
    parser.add_argument("--limit", type=float, default=40.0, help="most seconds another method may take on a cell")
    parser.add_argument("--largest", type=int, default=2048, help="largest n of the grid")
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--seed", type=int, default=0, help="of the grid's instances and starts; ours was tuned on 0")
    parser.add_argument("--no-peers", action="store_true", help="only methods that share our oracle")
    options = parser.parse_args()
    unknown = set(options.parts.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"--parts={options.parts}: unknown {sorted(unknown)}; known are {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    main()
