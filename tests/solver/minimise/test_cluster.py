"""Rows over Dask workers: the numbers of one process, the same ones again, and whatever happens to a worker."""

import dataclasses
import os
import pickle
import signal

import numpy as np
import pytest

from solver import InputError, Outcome, Status, certify, iterate, solve
from solver.instances import planted
from solver.minimise import cluster, cluster_cost, run
from solver.minimise.coordinates import coordinates
from solver.minimise.steps.curvature import loss_curvature, mean_curvature
from solver.oracle.buffers import Workspace
from solver.oracle.evaluation import evaluate
from solver.oracle.shares import whole
from solver.oracle.variable_projection import project

distributed = pytest.importorskip("distributed")

OPTIONS = {"n_workers": 2, "dashboard_address": ":0", "silence_logs": 50}  # any free port
BY_KEYS, BY_VALUES = (41, 23, 3, 2, 2, 3), (41, 23, 3, 2, 5, 2)  # r <= 2k or not


@pytest.fixture(scope="module")
def client():
    """Two workers of three threads in this process: six shares."""
    with (
        distributed.LocalCluster(**OPTIONS, threads_per_worker=3, processes=False) as local,
        distributed.Client(local) as client,
    ):
        yield client


def problem(sizes=BY_KEYS, *, masked=False, **weights):
    bare = planted(*sizes, seed=1, noise=0.3, **{"wx": 0.1, "wy": 0.1} | weights)
    allowed = np.random.default_rng(0).random((bare.n, bare.m)) < 0.6
    allowed[:, 2] = True
    return dataclasses.replace(bare, mask=allowed) if masked else bare


def close(found, expected):
    return np.allclose(found, expected, rtol=1e-11, atol=1e-12 * np.abs(expected).max())


@pytest.mark.slow
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("sizes", [BY_KEYS, BY_VALUES])
@pytest.mark.parametrize("memory", [0, 2**30])
def test_sums_over_shares_are_those_of_one_process(client, sizes, masked, memory, monkeypatch):
    monkeypatch.setattr(cluster, "FAN_IN", 2)  # six parts, then three, then two
    frame = coordinates(problem(sizes, masked=masked)).problem
    rng = np.random.default_rng(2)
    X, dX, Y, dY = *rng.normal(size=(2, 3, 2)), *rng.normal(size=(2, frame.r, frame.k))
    here, there = whole(frame, Workspace(memory)), cluster.spread(client, frame, memory)
    assert len(there.held) == 6
    for make in (lambda rows: evaluate(frame, X, Y, rows), lambda rows: project(frame, X, rows)):
        expected, found = make(here), make(there)
        assert close(found.Y, expected.Y)
        for quantity in (
            lambda at: at.objective,
            lambda at: at.gradient[0],
            lambda at: at.hvp(dX, dY)[1],
            lambda at: at.hessian(),
            mean_curvature,
            loss_curvature,
        ):
            assert close(quantity(found), quantity(expected))
    assert close(found.projected_hvp(dX), expected.projected_hvp(dX))
    found.release()
    assert close(found.projected_hvp(dX), expected.projected_hvp(dX))


@pytest.mark.slow
@pytest.mark.parametrize("step", ["auto", "exact", "projected", "kronecker", "sketched"])
@pytest.mark.parametrize("memory", [0, 2**30])
def test_the_trace_is_the_same_again_and_close_to_that_of_one_process(client, step, memory):
    here = solve(problem(), step=step)
    there, again = (solve(problem(), step=step, client=client, memory=memory) for _ in range(2))
    assert there.trace == again.trace
    assert np.array_equal(there.X, again.X)
    assert np.array_equal(there.Y, again.Y)
    assert there.status is here.status is Status.CONVERGED
    assert there.step.name == here.step.name
    assert close(there.X, here.X)
    assert there.iterations == here.iterations > 3
    for found, expected in zip(there.trace, here.trace, strict=True):
        assert found.objective == pytest.approx(expected.objective, rel=1e-12)
        assert (found.accepted, found.products) == (expected.accepted, expected.products)


def test_a_solution_from_workers_is_certified_here(client):
    data = problem(wx=1.0, wy=1.0)
    assert certify(data, solve(data, client=client)).outcome is Outcome.CERTIFIED


@pytest.mark.slow
def test_fewer_rows_than_threads(client):
    data = problem((2, 9, 2, 2, 1, 1))
    assert len(cluster.spread(client, data, 0).held) == 2
    assert solve(data, client=client).objective == pytest.approx(solve(data).objective, rel=1e-12)


def test_data_are_sent_in_pieces_that_dask_does_not_warn_of(client, monkeypatch):
    monkeypatch.setattr(cluster, "_PIECE", 64)
    data = problem(masked=True)
    shares = client.gather(list(cluster.spread(client, data, 0).held))
    for name in ("A1", "B", "mask"):
        parts = [getattr(held.value.problem, name) for held in shares]
        assert np.array_equal(np.concatenate(parts), getattr(data, name))
    assert all(np.array_equal(held.value.problem.A2, data.A2) for held in shares)


def test_overflow_on_a_worker_is_data_not_a_warning(client):
    """Trial points of a saturated problem overflow: warnings are errors here, and would end the solve."""
    frame = coordinates(problem()).problem
    with np.errstate(all="ignore"):
        at = evaluate(frame, np.full((3, 2), 1e200), np.full((2, 3), 1e200), cluster.spread(client, frame, 0))
        assert not np.isfinite(at.objective)


@pytest.mark.slow
def test_a_checkpoint_goes_on_to_the_same_trace(client, tmp_path):
    options = {"step": "projected", "client": client}
    straight = solve(problem(), **options)
    solve(problem(), **options, checkpoint=tmp_path / "c", max_iterations=2)
    assert solve(problem(), **options, checkpoint=tmp_path / "c").trace == straight.trace


@pytest.mark.slow
def test_iterations_one_by_one(client):
    records = [step.record for step, _ in zip(iterate(problem(), client=client), range(3), strict=False)]
    assert tuple(records) == solve(problem(), client=client).trace[:3]


@pytest.mark.slow
@pytest.mark.parametrize("lost", [1, 2])
def test_killed_workers_change_nothing(lost):
    """One of two, or both at once: shares, and what was made of them, come again from the data of the scheduler."""
    options = OPTIONS | {"processes": True, "threads_per_worker": 1}
    with distributed.LocalCluster(**options) as local, distributed.Client(local) as client:
        undisturbed = solve(problem(), client=client)
        processes = client.run(os.getpid)

        def kill(last):
            if last.record.iteration == 1:
                for process in list(processes.values())[:lost]:
                    os.kill(process, signal.SIGKILL)

        found = solve(problem(), client=client, callback=kill)
        client.wait_for_workers(2)
        after = client.run(os.getpid)
    assert len(set(processes.values()) - set(after.values())) == lost
    assert found.trace == undisturbed.trace
    assert np.array_equal(found.X, undisturbed.X)
    assert found.trace != solve(problem()).trace  # sums of two shares round otherwise: the rows were spread


@pytest.mark.parametrize("workers", [2, pytest.param(21, marks=pytest.mark.slow)])  # from 20 on Dask places otherwise
def test_every_worker_has_its_shares_and_none_is_bound_to_it(workers):
    options = OPTIONS | {"n_workers": workers, "processes": False, "threads_per_worker": 2}
    with distributed.LocalCluster(**options) as local, distributed.Client(local) as client:
        held = list(cluster.spread(client, problem((50, 9, 2, 2, 2, 2)), 0).held)
        distributed.wait(held)
        places = [place for (place,) in client.who_has(held).values()]
        assert [places.count(worker) for worker in client.nthreads()] == workers * [2]
        assert {task.worker_restrictions for task in local.scheduler.tasks.values()} == {None}


def test_what_is_no_client_of_a_running_cluster_is_refused(client, monkeypatch):
    with pytest.raises(InputError, match=r"client='tcp://127.0.0.1:9': a distributed.Client is needed; pass Client"):
        solve(problem(), client="tcp://127.0.0.1:9")
    with pytest.raises(InputError, match=r"a distributed\.Client is needed"):
        iterate(problem(), client=client.cluster)
    closed = distributed.Client(client.cluster.scheduler_address, set_as_default=False)
    monkeypatch.setattr(closed, "nthreads", dict)
    with pytest.raises(InputError, match="the cluster has no workers; start at least one"):
        solve(problem(), client=closed)
    closed.close()
    with pytest.raises(InputError, match=r"the client is closed; connect a new one, Client\(address\)"):
        solve(problem(), client=closed)


def test_an_asynchronous_client_is_refused(client, monkeypatch):
    monkeypatch.setattr(type(client), "asynchronous", True)
    with pytest.raises(InputError, match="an asynchronous client cannot be waited for"):
        solve(problem(), client=client)


def test_without_dask_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(InputError, match=r"not installed; pip install 'attention-proofcheck\[dask\]'"):
        solve(problem(), client=object())


class Wire:
    """A client that lists the bytes of the tables which each round sends to a share and brings back."""

    def __init__(self, client, monkeypatch):
        self._client, self.rounds, self._down = client, [], 0
        bring = distributed.Future.result

        def result(future):
            found = bring(future)
            self.rounds.append((self._down, count_bytes(found)))
            self._down = 0
            return found

        monkeypatch.setattr(distributed.Future, "result", result)

    def map(self, function, values, **call):
        self._down += count_bytes(call.get("arguments", ()))
        return self._client.map(function, values, **call)

    def __getattr__(self, name):
        return getattr(self._client, name)


def count_bytes(tables):
    """Of the numbers; the message around them is small."""
    numbers = sum(np.asarray(table).nbytes for table in tables)
    assert numbers <= len(pickle.dumps(tables)) <= numbers + 1000
    return numbers


@pytest.mark.slow
@pytest.mark.parametrize("step", ["kronecker", "projected"])
def test_an_iteration_sends_the_bytes_of_the_cost_model(client, step, monkeypatch):
    data, wire, seen = problem(BY_VALUES), Wire(client, monkeypatch), []
    monkeypatch.setattr(run, "spread", lambda _client, frame, memory: cluster.spread(wire, frame, memory))
    sizes = cluster_cost.Sizes(**{name: getattr(data, name) for name in "nmpqrk"})

    def compare(last):
        products = last.record.products
        if last.record.iteration > 1 and products + (step == "projected") > 0:  # the first one has the start's rounds
            stages = cluster_cost.iteration(sizes, dense=step == "projected", products=products, kept=True)
            expected = [(8 * one.down, 8 * one.up) for stage in stages for one in stage.times * stage.rounds]
            assert wire.rounds == expected
            seen.append(products)
        wire.rounds.clear()

    assert solve(data, client=client, step=step, callback=compare).status is Status.CONVERGED
    assert len(seen) >= 2
