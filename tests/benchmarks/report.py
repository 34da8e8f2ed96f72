"""The benchmark as Markdown and as a log-log plot: pure functions of its JSON."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import certificates
import matplotlib as mpl
import wide
from grid_summary import AUTODIFF, SAME_ORACLE, Cell, values_beside_peers, versus
from scaling import slope

mpl.use("Agg")
from matplotlib import pyplot as plt

BARS = {AUTODIFF: 10.0, SAME_ORACLE: 3.0}


def markdown(result: dict[str, Any]) -> str:
    """Every part that was measured as a table; ratios of times within this run."""
    parts = {
        "floors": _floors,
        "hessians": _hessians,
        "certificates": _certificates,
        "counts": _counts,
        "scaling": _scaling,
        "wide": _wide,
        "grid": _grid,
    }
    machine = ", ".join(f"{key} {value}" for key, value in result["machine"].items())
    sections = [f"# Benchmark\n\n{machine}\n\nLoad of other programs moves the times, less so the ratios.\n"]
    found = by_part(result["measured"])
    sections += [parts[name](found[name]) for name in parts if name in found]
    return "\n".join(sections)


def by_part(measured: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """part/size/method -> {part: {size: {method: value}}}; the method is empty where there is one."""
    out: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for key, value in measured.items():
        part, size, *method = key.split("/")
        out[part][size]["".join(method)] = value
    return {part: dict(sizes) for part, sizes in out.items()}


def _floors(sizes: dict[str, dict[str, Any]]) -> str:
    rows = [size[""] for size in sizes.values()]
    columns = ("n", "d", "gradient_floor", "gradient", "gradient_ratio", "product_floor", "product", "product_ratio")
    worst = ", ".join(f"{name} {max(row[f'{name}_ratio'] for row in rows):.3g}" for name in ("gradient", "product"))
    head = "## Oracle against its own products and exponentials (seconds)\n\n"
    return head + _table(rows, columns) + f"\n- Largest ratios (bar 1.5): {worst}.\n"


def _hessians(sizes: dict[str, dict[str, Any]]) -> str:
    rows = []
    for methods in sizes.values():
        row = dict(methods["ours"])
        for name in ("JAX", "PyTorch"):
            if "seconds" in methods.get(name, {}):
                row[f"{name} / ours"] = methods[name]["seconds"] / row["seconds"]
        rows.append(row)
    columns = ("n", "d", "floor", "hessian", "ratio", "seconds", "JAX / ours", "PyTorch / ours")
    return "## Dense Hessian (seconds; bars: 2 times its floor, 300 times faster)\n\n" + _table(rows, columns)


def _certificates(sizes: dict[str, dict[str, Any]]) -> str:
    rows = [size[""] for size in sizes.values()]
    columns = ("n", "d", "w", "gradient", "certificate", "gradients", "solve", "outcome", "radius", "recheck")
    head = "## Certificates (seconds; bar: 60 warm gradients)\n\n"
    alike: dict[tuple[int, float], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        alike[row["d"], row["w"]].append(row)
    slopes = [f"w = {w:g}: {certificates.slope(found):.2f}" for (_, w), found in alike.items() if len(found) > 1]
    note = f"\n- Slope of a certificate's time against n m: {', '.join(slopes)}.\n" if slopes else ""
    return head + _table(rows, (*columns, "not re-established")) + note


def _counts(sizes: dict[str, dict[str, Any]]) -> str:
    columns = ("n", "d", "status", "iterations", "products", "error_bound")
    return "## Kronecker step, wx = wy = 1: counts\n\n" + _table([size[""] for size in sizes.values()], columns)


def _scaling(sweeps: dict[str, dict[str, Any]]) -> str:
    rows = [{"varied": name, "slope": slope(points)} for name, points in _points(sweeps).items()]
    return "## Slope of time against operations (bar: 0.9 to 1.1)\n\n" + _table(rows, ("varied", "slope"))


def _points(sweeps: dict[str, dict[str, list[dict[str, Any]]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: points[""] for name, points in sweeps.items()}


def _wide(sizes: dict[str, dict[str, Any]]) -> str:
    columns = ("layer", "head", "w", "seconds", "fastest", "slowest", "converged", "iterations", "products")
    head = (
        "## Real layer at full width, 385 columns (bar: 20 s)\n\n"
        f"Medians over as many fits as `converged` counts: to B, and to B with relative noise of {wide.NOISE:g}. "
        "Fastest and slowest in seconds.\n\n"
    )
    rows = [wide.summarise(list(variants.values())) for variants in sizes.values()]
    return head + _table(rows, (*columns, "lowest", "highest"))


def _grid(sizes: dict[str, dict[str, Any]]) -> str:
    cells = [Cell(name, methods) for name, methods in sizes.items() if "ours" in methods]
    names = list(dict.fromkeys(name for cell in cells for name in cell.methods))
    rows = [{"cell": cell.name} | {name: _entry(cell.methods.get(name)) for name in names} for cell in cells]
    head = (
        "## Seconds to the target gradient norm, and the value reached\n\n"
        "`*`: stopped short of the target, by itself or after 20 times our time; then the time is a lower bound.\n\n"
    )
    notes = [_versus(title, cells) for title in (AUTODIFF, SAME_ORACLE)]
    notes += [f"- {line}" for line in values_beside_peers(cells)]
    return head + _table(rows, ("cell", *names)) + "\n" + "\n".join(note for note in notes if note) + "\n"


def _versus(title: str, cells: list[Cell]) -> str:
    found = versus(title, cells)
    if found is None:
        return ""
    smallest = "" if found.smallest is None else f", smallest at n >= 256 {found.smallest:.3g} ({found.where})"
    return (
        f"- Best {title} over ours, a cell at a time: geometric mean {found.mean:.3g} (bar {BARS[title]:g}){smallest}; "
        f"{found.missed} of {found.cells} cells with lower bounds, since none reached the target."
    )


def _entry(outcome: dict[str, Any] | None) -> str:
    if not outcome:
        return ""
    if "failed" in outcome:
        return str(outcome["failed"])
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
    sweeps = by_part(result["measured"]).get("scaling")
    if not sweeps:
        return
    figure, axes = plt.subplots(figsize=(6, 4.5))
    for name, points in _points(sweeps).items():
        x, y = ([point[key] for point in points] for key in ("operations", "seconds"))
        axes.loglog(x, y, "o-", label=f"{name} varied: slope {slope(points):.2f}")
    axes.set_xlabel("multiplications an iteration")
    axes.set_ylabel("seconds an iteration")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
