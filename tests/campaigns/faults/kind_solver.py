"""Instances of the kinds of faults that are about solver and re-checker: each says whether what came out is right."""

from __future__ import annotations

import dataclasses
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import least_squares

from proofcheck.recheck import verify
from solver import (
    AttentionProblem,
    Certificate,
    LeastSquaresCertificate,
    Solution,
    certify,
    certify_least_squares,
    solve,
)

Residual = Callable[[Any], Any]
Instances = dict[str, Callable[[], bool]]
ONE = np.ones((1, 1))
RNG = np.random.default_rng(0)
A1, A2, A3, B = (RNG.normal(size=shape) for shape in ((8, 2), (7, 2), (7, 2), (8, 1)))
X_DATA, Y_DATA = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.1, 0.8, 1.0, 1.5])


def problem(**weights: float) -> AttentionProblem:
    """A small regularised problem."""
    return AttentionProblem(A1, A2, A3, B, **{"wx": 1.0, "wy": 1.0, **weights})


def is_typed(error: BaseException) -> bool:
    """Whether an error is one of the packages' own."""
    return type(error).__module__.split(".")[0] in ("solver", "proofcheck") or isinstance(
        error, np.exceptions.AxisError
    )


def answer(action: Callable[[], Any]) -> Callable[[], bool]:
    """Right when a status or a typed error comes back."""

    def right() -> bool:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - whether it is typed is the question
            return is_typed(error)
        return True

    return right


def _overlap(one: LeastSquaresCertificate, other: LeastSquaresCertificate) -> bool:
    entries = zip(one.parameters, one.radii, other.parameters, other.radii, strict=True)
    return all(abs(p - q) <= r + s for p, r, q, s in entries)


def same_or_refused(residual: Residual, plain: Residual, wrong: Residual | None = None) -> Callable[[], bool]:
    """Right when the certificate is that of the plain residual, or nothing is certified, or it is refused.

    The point is a minimiser of the plain residual, or of what a `wrong` reading makes of it.
    """
    residual_in_floats = wrong or plain

    def right() -> bool:
        at = least_squares(lambda z: np.asarray(residual_in_floats(z), dtype=float), [0.1, 1.0], xtol=1e-15).x
        expected = certify_least_squares(plain, at)
        try:
            found = certify_least_squares(residual, at)
        except (TypeError, ValueError, IndexError):  # as numpy refuses
            return True
        return not found or (bool(expected) and _overlap(found, expected))

    return right


MASK = np.array([True, False, True, True])


def _log_where(z: Any) -> Any:
    scaled = X_DATA * z[1]
    return z[0] + np.log(scaled, where=MASK, out=scaled * 1.0) - Y_DATA


def _log_masked(z: Any) -> Any:
    scaled = X_DATA * z[1]
    return z[0] + np.log(scaled) * MASK + scaled * ~MASK - Y_DATA


def line(z: Any) -> Any:
    """A straight line through the data."""
    return z[0] + z[1] * X_DATA - Y_DATA


PROTOCOL: Instances = {
    "np.log(where=, out=)": same_or_refused(_log_where, _log_masked, lambda z: z[0] + np.log(X_DATA * z[1]) - Y_DATA),
    "r[None, ..., 0]": same_or_refused(
        lambda z: line(z) + line(z)[None, ..., 0] / 2, lambda z: line(z) + line(z)[0] / 2, line
    ),
    "r[..., 0]": same_or_refused(lambda z: line(z) + line(z)[..., 0], lambda z: line(z) + line(z)[0], line),
    "np.add(out=)": same_or_refused(lambda z: np.add(line(z), 0.0, out=np.empty(4, dtype=object)), line),
    "np.sqrt(dtype=)": same_or_refused(
        lambda z: np.sqrt(line(z) * line(z) + 1, dtype=np.float32) - 1, lambda z: np.sqrt(line(z) * line(z) + 1) - 1
    ),
    "sum(axis=1)": same_or_refused(lambda z: line(z).sum(axis=1) + line(z), line),
    "an integer array": same_or_refused(lambda z: line(z)[np.array([0, 1, 2, 3])], line),
}


def changed(change: Callable[[AttentionProblem], Any]) -> Callable[[], bool]:
    """Right when a problem that was certified before cannot be changed."""

    def right() -> bool:
        data = problem()
        certify(data, np.zeros((2, 2)), np.zeros((2, 1)))
        try:
            change(data)
        except (AttributeError, ValueError, TypeError):
            return True
        return False

    return right


def _other_digest() -> bool:
    copy = dataclasses.replace(problem(), A2=2 * A2)  # type: ignore[type-var, unused-ignore]
    return bool(copy.digest != problem().digest and np.array_equal(copy.A2, 2 * A2))


STALE: Instances = {
    "A2 assigned": changed(lambda data: setattr(data, "A2", 2 * data.A2)),
    "A2 written into": changed(lambda data: data.A2.__setitem__(0, 9.0)),
    "a weight assigned": changed(lambda data: setattr(data, "wx", 5.0)),
    "B written in place": changed(lambda data: np.multiply(data.B, 2, out=data.B)),
    "an attribute deleted": changed(lambda data: delattr(data, "A1")),
    "dataclasses.replace": _other_digest,
}


def not_certified(make: Callable[[], Callable[[Any], Any]]) -> Callable[[], bool]:
    """Right when a residual that is no function is refused or nothing is certified."""

    def right() -> bool:
        try:
            return certify_least_squares(make(), np.array([0.0, 0.5])).outcome.name != "CERTIFIED"
        except Exception as error:  # noqa: BLE001 - as above
            return is_typed(error)

    return right


def _memoise() -> Callable[[Any], Any]:
    known: list[Any] = []

    def residual(z: Any) -> Any:
        known.append(line(z)) if not known else None
        return known[0]

    return residual


def _counting() -> Callable[[Any], Any]:
    calls = [0]

    def residual(z: Any) -> Any:
        calls[0] += 1
        return line(z) + (calls[0] > 1) * 0.1

    return residual


def _random() -> Callable[[Any], Any]:
    rng = np.random.default_rng(0)
    return lambda z: line(z) + rng.normal(size=4) * 1e-3


FUNCTIONS: Instances = {
    "memoised": not_certified(_memoise),
    "counts its calls": not_certified(_counting),
    "random": not_certified(_random),
    "reads .value": not_certified(lambda: lambda z: line(z) * 0 + getattr(z[0], "value", 1.0) + z[1] * X_DATA - Y_DATA),
    "reads .mid": not_certified(lambda: lambda z: z[0] * 0 + getattr(z[0], "mid", 0.0) + z[1] * X_DATA - Y_DATA),
    "turns to floats": not_certified(lambda: lambda z: z[0] + float(z[1]) * X_DATA - Y_DATA),
}


def confirm(data: AttentionProblem, X: Any = None, Y: Any = None) -> Callable[[], bool]:
    """Right when an honest certificate exists and is confirmed."""

    def right() -> bool:
        at = solve(data) if X is None else None
        found = certify(data, *((at.X, at.Y) if at is not None else (X, Y)))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "c.json"
            found.save(path)
            return bool(found) and verify(path).confirmed

    return right


def alter(change: Callable[[bytes], bytes]) -> Callable[[], bool]:
    """Right when the changed file is not confirmed."""

    def right() -> bool:
        data = problem()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "c.json"
            certify(data, solve(data).X, solve(data).Y).save(path)
            before = path.read_bytes()
            path.write_bytes(change(before))
            try:
                return before != path.read_bytes() and not verify(path).confirmed
            except ValueError:
                return True

    return right


def _condition(condition: float) -> AttentionProblem:
    A = A1.copy()
    A[:, 1] = A[:, 0] + A[:, 1] / np.sqrt(condition)
    return AttentionProblem(A, A2, A3, B, wx=1.0, wy=1.0)


RECHECK: Instances = {
    "exact interpolation": confirm(AttentionProblem(ONE, ONE, ONE, 2 * ONE, wx=1.0, wy=0.0), 0 * ONE, 2 * ONE),
    "A2 = 0": confirm(AttentionProblem(A1, 0 * A2, A3, B, wx=1.0, wy=1.0, lx=0.5, ly=0.5)),
    "B = 0": confirm(AttentionProblem(A1, A2, A3, 0 * B, wx=1.0, wy=1.0)),
    "Gram condition 1e12": confirm(_condition(1e12)),
    "denormal targets": confirm(AttentionProblem(A1, A2, A3, 1e-310 * B, wx=1.0, wy=1.0)),
    "no final newline": alter(lambda text: text.rstrip(b"\n")),
    "CR LF": alter(lambda text: text.replace(b"\n", b"\r\n")),
    "two final newlines": alter(lambda text: text + b"\n"),
    "spaces in the JSON": alter(lambda text: json.dumps(json.loads(text), sort_keys=True).encode() + b"\n"),
}


def _bomb() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.npz"
        problem().save(path)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("extra.npy", b"\0" * 2**27)
        AttentionProblem.load(path)


def _strict() -> Solution:
    with np.errstate(all="raise"):
        return solve(AttentionProblem(1e-160 * A1, A2, A3, B, wx=1.0, wy=1.0))


def _expected_text() -> None:
    from proofcheck.theory import Inequality, Lemma, Space, Variable

    claim = Inequality(lhs=lambda x: x, rhs=lambda x: x)
    space = Space(variables={"x": Variable()})
    Lemma(name="L", title="", statement="", claim=claim, space=space, expected="REFUTED")  # type: ignore[arg-type]
    raise AssertionError("accepted")


def _quotients() -> None:
    for seed in range(300):
        rng = np.random.default_rng(seed)
        data = AttentionProblem(*(rng.integers(-1, 2, size=(2, 2)).astype(float) for _ in range(4)), lx=0.1, ly=0.1)
        solve(data, step="exact", max_iterations=20)


def _certificate_of_text() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.json"
        path.write_text('{"schema": 3}')
        Certificate.load(path)


UGLY: Instances = {
    "a mask of -1e200": answer(
        lambda: solve(AttentionProblem(A1, np.where(A2 > 1, -1e200, A2), A3, B, wx=1.0, wy=1.0))
    ),
    "300 small integer problems": answer(_quotients),
    "scales of 1e300": answer(lambda: solve(AttentionProblem(1e300 * A1, 1e300 * A2, A3, B, wx=1.0, wy=1.0))),
    "errstate(raise)": answer(_strict),
    "expected as text": answer(_expected_text),
    "an archive that expands": answer(_bomb),
    "a certificate that is none": answer(_certificate_of_text),
    "sizes of 0": answer(lambda: AttentionProblem(A1[:0], A2, A3, B[:0])),
}
KINDS: dict[int, tuple[str, Instances]] = {
    2: ("protocol arguments ignored", PROTOCOL),
    7: ("stale caches", STALE),
    8: ("user functions that are none", FUNCTIONS),
    9: ("the re-checker", RECHECK),
    10: ("raw exceptions, unbounded work", UGLY),
}
