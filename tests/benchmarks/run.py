"""`make bench`: floors, peers and scaling in one run, as JSON, a Markdown table and a log-log plot.

python tests/benchmarks/run.py [--out DIR] [--limit SECONDS] [--largest N] [--parts PART,...] [--no-peers]
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import floors
import numpy as np
import scaling
import scipy
import wide
from cases import Case, grid
from environment import Peers
from methods import METHODS
from report import markdown, plot

from solver.oracle import evaluate

PARTS = ("floors", "hessians", "counts", "scaling", "grid", "wide")


def main() -> None:
    options = _options()
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    peers = None if options.no_peers else Peers(out / "peers")
    result: dict[str, Any] = {"machine": _machine(), "peers": peers.available if peers else None}
    for part in options.parts.split(","):
        _say(part)
        result[part] = _part(part, options, peers)
        (out / "bench.json").write_text(json.dumps(result, indent=1, allow_nan=True) + "\n")
    (out / "bench.md").write_text(markdown(result))
    if "scaling" in result:
        plot(result, out / "bench.png")
    _say(f"wrote {out}/bench.json, bench.md")


def _part(part: str, options: argparse.Namespace, peers: Peers | None) -> Any:
    widths = (16, 32, 64, 128, 384) if options.largest >= 2048 else (16, 32, 64)
    parts = {
        "floors": lambda: floors.oracle_floors(options.largest if options.largest < 2048 else 4096),
        "hessians": lambda: _hessians(peers, options.limit),
        "counts": lambda: scaling.iteration_counts(widths),
        "scaling": scaling.slopes,
        "grid": lambda: [_cell(case, options.limit, peers) for case in grid(options.largest)],
        "wide": wide.layers,
    }
    return parts[part]()


def _cell(case: Case, limit: float, peers: Peers | None) -> dict[str, Any]:
    outcomes: dict[str, Any] = {name: method(case, limit) for name, method in METHODS.items()}
    if peers is not None:
        with tempfile.TemporaryDirectory() as folder:
            path = _written(case, Path(folder))
            for name in peers.available["solvers"]:
                outcomes[name] = peers.call("solve", name, path, str(limit), seconds=4 * limit + 120)
    for name, outcome in outcomes.items():
        if outcome:
            _say(f"{case.name}: {name}: {outcome['seconds']:.3g} s, reached {outcome['reached']}")
    cell = {"case": case.name, "n": case.n, "d": case.d, "w2": case.squared_weight, "target": case.target}
    return cell | {"methods": outcomes}


def _written(case: Case, folder: Path) -> str:
    data = {name: getattr(case.problem, name) for name in ("A1", "A2", "A3", "B", "wx", "wy")}
    np.savez(folder / "case.npz", start=case.start, target=case.target, **data)
    return str(folder / "case.npz")


def _hessians(peers: Peers | None, limit: float) -> list[dict[str, Any]]:
    rows = floors.hessian_floors(((1024, 16), (1024, 32)))
    for row, case in zip(rows, _hessian_cases(), strict=True):
        at = evaluate(case.problem, case.X0, case.Y0)
        row["ours"] = floors.alternating({"ours": at.hessian}, repeats=5, seconds=10.0)["ours"]
        if peers is None:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = _written(case, Path(folder))
            for name in peers.available["hessians"]:
                row[name] = peers.call("hessian", name, path, str(limit), seconds=4 * limit + 120)
    return rows


def _hessian_cases() -> list[Case]:
    sizes = {(1024, 16), (1024, 32)}
    return [case for case in grid(1024) if (case.n, case.d) in sizes and case.squared_weight == 1e-2]


def _machine() -> dict[str, Any]:
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "started": time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Floors, peers and scaling of the solver.")
    parser.add_argument("--out", default="build/bench")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds a method may take on a cell")
    parser.add_argument("--largest", type=int, default=2048, help="largest n of the grid")
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--no-peers", action="store_true", help="only methods that share our oracle")
    options = parser.parse_args()
    unknown = set(options.parts.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"--parts={options.parts}: unknown {sorted(unknown)}; known are {', '.join(PARTS)}")
    return options


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
