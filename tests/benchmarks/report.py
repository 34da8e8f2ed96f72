"""The benchmark as Markdown and as a log-log plot: pure functions of its JSON."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt


def markdown(result: dict[str, Any]) -> str:
    """Every part as a table; ratios of times within this run."""
    parts = {
        "floors": _floors,
        "hessians": _hessians,
        "counts": _counts,
        "scaling": _scaling,
        "grid": _grid,
        "wide": _wide,
    }
    machine = ", ".join(f"{key} {value}" for key, value in result["machine"].items())
    sections = [f"# Benchmark\n\n{machine}\n\nLoad of other programs moves the times, less so the ratios.\n"]
    sections += [parts[name](result[name]) for name in parts if result.get(name)]
    return "\n".join(sections)


def _floors(rows: list[dict[str, Any]]) -> str:
    columns = ("n", "d", "gradient_floor", "gradient", "gradient_ratio", "product_floor", "product", "product_ratio")
    return "## Oracle against its own products and exponentials (seconds)\n\n" + _table(rows, columns)


def _hessians(rows: list[dict[str, Any]]) -> str:
    for row in rows:
        for name in ("JAX", "PyTorch"):
            if row.get(name):
                row[f"{name} / ours"] = row[name]["seconds"] / row["ours"]
    columns = ("n", "d", "floor", "hessian", "ratio", "ours", "JAX / ours", "PyTorch / ours")
    return "## Dense Hessian (seconds)\n\n" + _table(rows, columns)


def _counts(rows: list[dict[str, Any]]) -> str:
    columns = ("n", "d", "status", "iterations", "products", "error_bound")
    return "## Kronecker step, wx = wy = 1: counts\n\n" + _table(rows, columns)


def _scaling(sweeps: dict[str, Any]) -> str:
    rows = [{"varied": name, "slope": sweep["slope"]} for name, sweep in sweeps.items()]
    return "## Slope of time against operations\n\n" + _table(rows, ("varied", "slope"))


def _wide(rows: list[dict[str, Any]]) -> str:
    columns = ("layer", "head", "w", "seconds", "status", "iterations", "products", "gradient_norm", "objective")
    return "## Real layer at full width (385 columns)\n\n" + _table(rows, columns)


def _grid(cells: list[dict[str, Any]]) -> str:
    names = list(dict.fromkeys(name for cell in cells for name in cell["methods"]))
    rows = [{"cell": cell["case"]} | {name: _entry(cell["methods"].get(name)) for name in names} for cell in cells]
    table = _table(rows, ("cell", *names))
    notes = [
        f"- {name}: slower than ours by {ratio:.3g} ({cpu:.3g} in processor time; geometric means over {count} cells, "
        f"{missed} of them with the method's time when it gave up short of the target)"
        for name, (ratio, cpu, count, missed) in speedups(cells).items()
    ]
    head = "## Seconds to the target gradient norm, and the value reached (* target not reached)\n\n"
    return head + table + "\n" + "\n".join(notes) + "\n"


def speedups(cells: list[dict[str, Any]]) -> dict[str, tuple[float, float, int, int]]:
    """Per method: geometric means of time and of processor time over ours, cells, cells that missed the target."""
    out = {}
    for name in dict.fromkeys(name for cell in cells for name in cell["methods"] if name != "ours"):
        pairs = [(cell["methods"][name], cell["methods"]["ours"]) for cell in cells if cell["methods"].get(name)]
        if pairs:
            means = (_mean_ratio(pairs, key) for key in ("seconds", "cpu_seconds"))
            out[name] = (*means, len(pairs), sum(not other["reached"] for other, _ in pairs))
    return out


def _mean_ratio(pairs: list[tuple[dict[str, Any], dict[str, Any]]], key: str) -> float:
    return float(np.exp(np.mean([np.log(other[key] / ours[key]) for other, ours in pairs])))


def _entry(outcome: dict[str, Any] | None) -> str:
    if not outcome:
        return "failed"
    return f"{outcome['seconds']:.3g}{'' if outcome['reached'] else '*'} ({outcome['objective']:.6g})"


def _table(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(_text(row.get(column)) for column in columns) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def plot(result: dict[str, Any], path: Path) -> None:
    """Time of an iteration against its operation count, one line for each size that varies."""
    figure, axes = plt.subplots(figsize=(6, 4.5))
    for name, sweep in result["scaling"].items():
        x, y = ([point[key] for point in sweep["points"]] for key in ("operations", "seconds"))
        axes.loglog(x, y, "o-", label=f"{name} varied: slope {sweep['slope']:.2f}")
    axes.set_xlabel("multiplications an iteration")
    axes.set_ylabel("seconds an iteration")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
