"""Autodiff peers, as a user would write them; runs in an environment of its own.

Reads requests from standard input, one JSON list a line, and answers each with one JSON object a line:
["available"], ["solve", METHOD, PROBLEM.npz, LIMIT], ["hessian", METHOD, PROBLEM.npz, LIMIT].
Compilation is not counted: every function is called once before the clock starts.
"""

import json
import sys
import time

import numpy as np
import scipy.optimize


class DoneError(Exception):
    """The target is met, or the time is up."""


class Watch:
    """Best gradient norm so far; stops at the target or the limit."""

    def __init__(self, target, limit):
        self.target, self.limit = target, limit
        self.begin, self.cpu = time.perf_counter(), time.process_time()
        self.gradient_norm, self.objective, self.evaluations = np.inf, np.inf, 0

    def see(self, value, gradient_norm):
        self.evaluations += 1
        if gradient_norm < self.gradient_norm:
            self.gradient_norm, self.objective = float(gradient_norm), float(value)
        if gradient_norm <= self.target or time.perf_counter() - self.begin > self.limit:
            raise DoneError

    def outcome(self, status):
        return {
            "seconds": time.perf_counter() - self.begin,
            "cpu_seconds": time.process_time() - self.cpu,
            "reached": bool(self.gradient_norm <= self.target),
            "objective": self.objective,
            "gradient_norm": self.gradient_norm,
            "iterations": self.evaluations,
            "status": str(status),
        }


def jax_objective(data):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    A1, A2, A3, B = (jnp.asarray(data[name]) for name in ("A1", "A2", "A3", "B"))
    wx, wy = float(data["wx"]), float(data["wy"])
    p, q, r, k = A1.shape[1], A2.shape[1], A3.shape[1], B.shape[1]

    def objective(z):
        X, Y = z[: p * q].reshape(p, q), z[p * q :].reshape(r, k)
        S, V = A1 @ X @ A2.T, A3 @ Y
        C = jax.nn.softmax(S, axis=-1) @ V - B
        return jnp.sum(C**2) + wx**2 * jnp.sum(S**2) + wy**2 * jnp.sum(V**2)

    return jax, jnp, objective


def jax_scipy(method):
    def prepare(data):
        jax, jnp, objective = jax_objective(data)
        pair = jax.jit(jax.value_and_grad(objective))
        product = jax.jit(lambda z, d: jax.jvp(jax.grad(objective), (z,), (d,))[1])
        z0 = jnp.asarray(data["start"])
        jax.block_until_ready((pair(z0), product(z0, z0)))
        more = {"hessp": lambda z, d: np.asarray(product(z, d))} if method.startswith("trust") else {}
        options = {"gtol": 0.0, "maxiter": 10**6}
        if method == "L-BFGS-B":
            options |= {"maxfun": 10**6, "ftol": 0.0, "maxcor": 20}

        def run(watch):
            def value(z):
                f, g = pair(z)
                g = np.asarray(g)
                watch.see(f, np.linalg.norm(g))
                return float(f), g

            found = scipy.optimize.minimize(value, data["start"], jac=True, method=method, options=options, **more)
            return found.message

        return run

    return prepare


def optimistix_bfgs(data):
    """Its steps one by one, as its documentation shows for interactive use, so that it stops at the target too."""
    jax, jnp, objective = jax_objective(data)
    import equinox
    import optimistix

    def value(z, _):
        return objective(z), None

    z0, solver, tags = jnp.asarray(data["start"]), optimistix.BFGS(rtol=1e-12, atol=1e-12), frozenset()
    initial = solver.init(value, z0, None, {}, jax.ShapeDtypeStruct((), z0.dtype), None, tags)
    step = equinox.filter_jit(lambda z, state: solver.step(value, z, None, {}, state, tags))
    norm = jax.jit(jnp.linalg.norm)
    jax.block_until_ready(norm(step(z0, initial)[1].f_info.grad))

    def run(watch):
        z, state = z0, initial
        while not state.terminate:
            z, state, _ = step(z, state)
            watch.see(state.f_info.f, norm(state.f_info.grad))
        return "its own tolerances of 1e-12 were met"

    return run


def torch_objective(data):
    import torch

    A1, A2, A3, B = (torch.tensor(data[name]) for name in ("A1", "A2", "A3", "B"))
    wx, wy = float(data["wx"]), float(data["wy"])
    p, q, r, k = A1.shape[1], A2.shape[1], A3.shape[1], B.shape[1]

    def objective(z):
        X, Y = z[: p * q].reshape(p, q), z[p * q :].reshape(r, k)
        S, V = A1 @ X @ A2.T, A3 @ Y
        C = torch.softmax(S, dim=-1) @ V - B
        return (C**2).sum() + wx**2 * (S**2).sum() + wy**2 * (V**2).sum()

    return torch, objective


def torch_lbfgs(data):
    torch, objective = torch_objective(data)

    def run(watch):
        z = torch.tensor(data["start"], requires_grad=True)
        optimiser = torch.optim.LBFGS(
            [z],
            max_iter=10**6,
            max_eval=10**6,
            tolerance_grad=0.0,
            tolerance_change=0.0,
            history_size=20,
            line_search_fn="strong_wolfe",
        )

        def closure():
            optimiser.zero_grad()
            value = objective(z)
            value.backward()
            watch.see(value.detach(), torch.linalg.norm(z.grad))
            return value

        optimiser.step(closure)
        return "ended by itself"

    objective(torch.tensor(data["start"], requires_grad=True)).backward()
    return run


def jax_hessian(data, limit):
    """Columns in batches of 16: jax.hessian at once would need tens of gigabytes."""
    jax, jnp, objective = jax_objective(data)
    z = jnp.asarray(data["start"])
    column = lambda z, d: jax.jvp(jax.grad(objective), (z,), (d,))[1]  # noqa: E731
    batch = jax.jit(jax.vmap(column, in_axes=(None, 0)))
    return batched(lambda D: jax.block_until_ready(batch(z, jnp.asarray(D))), len(z), limit)


def torch_hessian(data, limit):
    """torch.func.hessian's columns in batches of 16."""
    torch, objective = torch_objective(data)
    z = torch.tensor(data["start"])
    column = lambda d: torch.func.jvp(torch.func.grad(objective), (z,), (d,))[1]  # noqa: E731
    batch = torch.func.vmap(column)
    return batched(lambda D: batch(torch.tensor(D)), len(z), limit)


def batched(batch, size, limit):
    eye = np.eye(size)
    batch(eye[:16])
    begin = time.perf_counter()
    done = 0
    while done < size and time.perf_counter() - begin < limit:
        batch(eye[done : done + 16])
        done += 16
    done = min(done, size)
    return {"seconds": (time.perf_counter() - begin) * size / done, "columns_timed": done}


SOLVERS = {
    "JAX + scipy L-BFGS-B": ("jax", jax_scipy("L-BFGS-B")),
    "JAX + scipy trust-krylov": ("jax", jax_scipy("trust-krylov")),
    "optimistix BFGS": ("optimistix", optimistix_bfgs),
    "PyTorch LBFGS": ("torch", torch_lbfgs),
}
HESSIANS = {"JAX": ("jax", jax_hessian), "PyTorch": ("torch", torch_hessian)}
QUICK, REPEATS = 0.5, 3  # seconds; the best of a few runs where one is short


def available():
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in ("jax", "optimistix", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    listed = lambda table: {name: package for name, (package, _) in table.items() if package in found}  # noqa: E731
    return {"versions": found, "solvers": listed(SOLVERS), "hessians": listed(HESSIANS)}


def run_method(method, data, limit):
    run, outcomes = SOLVERS[method][1](data), []
    while not outcomes or (outcomes[0]["seconds"] < QUICK and len(outcomes) < REPEATS):
        watch = Watch(float(data["target"]), limit)
        try:
            status = run(watch)
        except DoneError:
            status = "target reached or time up"
        outcomes.append(watch.outcome(status))
    return min(outcomes, key=lambda outcome: outcome["seconds"])


def answer(action, *arguments):
    if action == "available":
        return available()
    method, path, limit = arguments
    data = dict(np.load(path))
    if action == "hessian":
        return HESSIANS[method][1](data, float(limit))
    return run_method(method, data, float(limit))


if __name__ == "__main__":
    for line in sys.stdin:
        try:
            reply = answer(*json.loads(line))
        except (ArithmeticError, RuntimeError, TypeError, ValueError) as error:
            reply = {"failed": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()
