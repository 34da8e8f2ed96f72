"""Autodiff peers, as a user would write them; runs in an environment of its own.

    python peers.py solve METHOD PROBLEM.npz LIMIT        python peers.py hessian METHOD PROBLEM.npz LIMIT
    python peers.py available

Prints one JSON object. Compilation is not counted: every function is called once before the clock starts.
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
    def run(data, target, limit):
        jax, jnp, objective = jax_objective(data)
        pair = jax.jit(jax.value_and_grad(objective))
        product = jax.jit(lambda z, d: jax.jvp(jax.grad(objective), (z,), (d,))[1])
        z0 = jnp.asarray(data["start"])
        jax.block_until_ready((pair(z0), product(z0, z0)))
        watch = Watch(target, limit)

        def value(z):
            f, g = pair(z)
            g = np.asarray(g)
            watch.see(f, np.linalg.norm(g))
            return float(f), g

        more = {"hessp": lambda z, d: np.asarray(product(z, d))} if method.startswith("trust") else {}
        options = {"gtol": 0.0, "maxiter": 10**6}
        if method == "L-BFGS-B":
            options |= {"maxfun": 10**6, "ftol": 0.0, "maxcor": 20}
        try:
            status = scipy.optimize.minimize(value, data["start"], jac=True, method=method, options=options, **more)
            return watch.outcome(status.message)
        except DoneError:
            return watch.outcome("target reached or time up")

    return run


def optimistix_bfgs(data, target, limit):
    """Its own tolerances stop it: the loosest of four that meets the target, and the time of that run alone."""
    jax, jnp, objective = jax_objective(data)
    import optimistix

    gradient = jax.jit(jax.value_and_grad(objective))
    z0 = jnp.asarray(data["start"])
    outcome = {}
    for tolerance in (1e-5, 1e-7, 1e-9, 1e-11):
        chosen = optimistix.BFGS(rtol=tolerance, atol=tolerance)
        run = jax.jit(
            lambda z, chosen=chosen: (
                optimistix.minimise(lambda y, _: objective(y), chosen, z, max_steps=4000, throw=False).value
            )
        )
        compiled = run.lower(z0).compile()
        begin, cpu = time.perf_counter(), time.process_time()
        z = jax.block_until_ready(compiled(z0))
        seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
        f, g = gradient(z)
        norm = float(jnp.linalg.norm(g))
        outcome = {
            "seconds": seconds,
            "cpu_seconds": cpu,
            "reached": norm <= target,
            "objective": float(f),
            "gradient_norm": norm,
            "status": f"rtol = atol = {tolerance:g}",
        }
        if norm <= target or seconds > limit:
            break
    return outcome


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


def torch_lbfgs(data, target, limit):
    torch, objective = torch_objective(data)
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
    objective(z).backward()
    watch = Watch(target, limit)

    def closure():
        optimiser.zero_grad()
        value = objective(z)
        value.backward()
        watch.see(value.detach(), torch.linalg.norm(z.grad))
        return value

    try:
        optimiser.step(closure)
        return watch.outcome("ended by itself")
    except DoneError:
        return watch.outcome("target reached or time up")


def jax_hessian(data, limit):
    """Columns in batches of 16: jax.hessian at once would need tens of gigabytes."""
    jax, jnp, objective = jax_objective(data)
    z = jnp.asarray(data["start"])
    column = lambda d: jax.jvp(jax.grad(objective), (z,), (d,))[1]  # noqa: E731
    batch = jax.jit(jax.vmap(column))
    return batched(lambda D: jax.block_until_ready(batch(jnp.asarray(D))), len(z), limit)


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


def available():
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in ("jax", "optimistix", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def main(action, *arguments):
    if action == "available":
        return {
            "versions": available(),
            "solvers": [name for name, (package, _) in SOLVERS.items() if package in available()],
            "hessians": [name for name, (package, _) in HESSIANS.items() if package in available()],
        }
    method, path, limit = arguments
    data = dict(np.load(path))
    if action == "hessian":
        return HESSIANS[method][1](data, float(limit))
    return SOLVERS[method][1](data, float(data["target"]), float(limit))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])) + "\n")
