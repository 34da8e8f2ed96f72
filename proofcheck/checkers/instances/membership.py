"""Whether an instance belongs to the space of a claim: the one gate before it decides anything, wherever it is from."""

from __future__ import annotations

from typing import Any

from proofcheck.checkers.instances.sampling import Sizes, grid, shape_of
from proofcheck.lemmas.claims import Instance, Space, TheoryError, Variable


def check_space(space: Space) -> None:
    """Raise TheoryError when a variable holds no value at all."""
    for name, variable in space.variables.items():
        low, high = grid(variable)
        if low > high:
            raise TheoryError(
                f"variable {name} in {variable.interval()}: no multiple of 1/{variable.denominator} lies "
                "there, so no instance exists; widen the range or raise the denominator"
            )


def violation(space: Space, instance: Instance) -> str:
    """Why an instance does not belong to a space, or "" when it does; sizes may exceed those that are sampled."""
    if set(instance) != set(space.variables):
        return f"its variables are {', '.join(instance)}; give {', '.join(space.variables)}"
    seen = [pair for name, v in space.variables.items() for pair in zip(v.shape, instance[name].shape, strict=False)]
    sizes = dict.fromkeys(space.sizes, 0) | {name: size for name, size in seen if isinstance(name, str)}
    for name, size in sizes.items():
        if any(name in v.shape for v in space.variables.values()) and size < space.sizes[name][0]:
            return f"its size {name} is {size}, below the least, {space.sizes[name][0]}"
    reasons = (_violation(name, variable, instance, sizes) for name, variable in space.variables.items())
    return next(filter(None, reasons), "")


def _violation(name: str, variable: Variable, instance: Instance, sizes: Sizes) -> str:
    values = instance[name]
    if values.shape != shape_of(variable, sizes):
        return f"{name} has the shape {values.shape}, not {variable.shape} with {sizes}"
    if variable.structure is not None and not variable.structure.contains(values):
        return f"{name} is not one of the {variable.structure.value}"
    strange = [value for value in values.flat if not _admits(variable, value)]
    if strange:
        number = "an integer " if variable.denominator == 1 else ""
        return f"{name} has the entry {strange[0]}, which is not {number}in {variable.interval()}"
    return ""


def _admits(variable: Variable, value: Any) -> bool:
    whole = variable.denominator != 1 or value.denominator == 1 or not variable.bounds_entries
    return whole and variable.admits(value)
