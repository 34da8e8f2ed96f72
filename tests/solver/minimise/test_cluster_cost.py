"""The cost model against what runs: multiplications and exponentials of a share, and the bytes that Dask is given."""

import pickle
from dataclasses import asdict

import numpy as np
import pytest

from proofcheck.attention.costs.counted_runs import case
from proofcheck.attention.costs.instrumented import instrument_solver
from solver.__main__ import main
from solver.instances import random_instance
from solver.minimise import cluster, cluster_cost
from solver.minimise.cluster_cost import Machine, Sizes
from solver.minimise.steps import stiff_scores
from solver.oracle import evaluation, hessian, state, variable_projection
from solver.oracle.buffers import Workspace
from solver.oracle.shares import Share

SIZES = [
    Sizes(n=9, m=7, p=3, q=2, r=4, k=2),  # through keys
    Sizes(n=8, m=11, p=4, q=5, r=5, k=2),  # through values
]
MESSAGE = 1500  # bytes of a pickled call of tables, beside their numbers


class CountedExponentials:
    """numpy whose exponentials are counted."""

    def __init__(self):
        self.made = 0

    def exp(self, values, out):
        self.made += values.size
        return np.exp(values, out=out)

    def __getattr__(self, name):
        return getattr(np, name)


def run_stages(problem, point, direction, memory):
    """Each stage's name with what one share does for it."""
    share = Share(problem=problem, workspace=Workspace(memory))
    (X, Y), (dX, dY) = point, direction
    at = variable_projection.complete(variable_projection.average(share, X), Y)

    def project():
        averages = variable_projection.average(share, X)
        variable_projection.normal_sums(averages)
        evaluation.first_order_sums(variable_projection.complete(averages, Y))

    def multiply():
        moved = variable_projection.move(at, dX)
        variable_projection.mixed_product(moved)
        variable_projection.follow(moved, dY)

    return {
        "phi and its gradient": project,
        "means of the keys": lambda: at.mean2,
        "Hessian-vector product": multiply,
        "dense Hessian": lambda: hessian.hessian_sums(at),
        "stiff scores": lambda: stiff_scores.stiff_scores(at, np.ones(X.shape), 1e300),
    }


def stages(sizes, *, kept):
    found = (cluster_cost.iteration(sizes, dense=dense, products=1, kept=kept) for dense in (False, True))
    return {stage.name: stage for both in found for stage in both}


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_multiplications_are_those_of_the_code(sizes, kept):
    with instrument_solver():
        counted = case(asdict(sizes), np.random.default_rng(0))
        runs = run_stages(counted.problem, counted.point, counted.direction, 2**30 if kept else 0)
    longest = sizes.m * sizes.q  # of the keys' lengths: once a problem, counted with every projection
    for name, run in runs.items():
        with instrument_solver() as tally:
            run()
        expected = stages(sizes, kept=kept)[name].multiplications
        assert tally.multiplications == expected - (longest if name == "phi and its gradient" else 0), name


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("sizes", SIZES)
def test_exponentials_are_those_of_the_code(sizes, kept, monkeypatch):
    problem, rng = random_instance(**asdict(sizes), seed=0), np.random.default_rng(0)
    tables = [rng.normal(size=shape) for shape in 2 * [(sizes.p, sizes.q), (sizes.r, sizes.k)]]
    runs = run_stages(problem, tables[:2], tables[2:], 2**30 if kept else 0)
    for name, run in runs.items():
        numpy = CountedExponentials()
        monkeypatch.setattr(state, "np", numpy)
        run()
        assert numpy.made == stages(sizes, kept=kept)[name].exponentials, name


def test_u_and_p_are_kept_where_the_model_says_so():
    for n, memory in ((10, 16 * 10 * 7), (10, 16 * 10 * 7 - 1)):
        share = Sizes(n=n, m=7, p=2, q=2, r=2, k=2)
        assert cluster_cost.keeps_weights(share, memory) == (Workspace(memory).lease(n, 7).array is not None)


class Wire:
    """A cluster in this process that lists, round by round, the bytes to a share, those from it, and the tasks."""

    def __init__(self, workers):
        self.workers, self.rounds, self._down, self._tasks = workers, [], 0, 0

    def map(self, function, values, *, pure, **call):
        self._tasks += len(values)
        if function is not cluster.merge:
            self._down += sum(np.asarray(table).nbytes for table in call["arguments"])
            assert len(pickle.dumps(call)) <= MESSAGE + sum(np.asarray(a).nbytes for a in call["arguments"])
        results = [
            function(value if not isinstance(value, list) else [v.found for v in value], **call) for value in values
        ]
        return [Wired(self, result, function) for result in results]

    def end_round(self, found):
        up = sum(np.asarray(table).nbytes for table in found)
        assert up <= len(pickle.dumps(found)) <= MESSAGE + up
        self.rounds.append((self._down, up, self._tasks))
        self._down = self._tasks = 0


class Wired(cluster.Held):
    """What a task gave, as value and as future."""

    def __init__(self, wire, found, function):
        super().__init__(found.value if function is cluster.keep else None)
        self.wire, self.found = wire, found

    def result(self):
        self.wire.end_round(self.found)
        return self.found


@pytest.mark.parametrize("workers", [2, 40])
def test_bytes_and_tasks_are_those_that_the_client_hands_to_dask(workers):
    sizes = Sizes(n=80, m=11, p=4, q=5, r=5, k=2)
    problem, rng = random_instance(**asdict(sizes), seed=0), np.random.default_rng(0)
    X, dX = rng.normal(size=(2, sizes.p, sizes.q))
    wire = Wire(workers)
    held = tuple(cluster.Held(Share(problem=problem, workspace=Workspace(0))) for _ in range(workers))
    at = variable_projection.project(problem, X, cluster.Spread(wire, held))
    assert np.isfinite(at.objective)
    model = stages(sizes, kept=False)
    check_rounds(wire, model["phi and its gradient"])
    at.projected_hvp(dX)
    check_rounds(wire, model["Hessian-vector product"])
    at.hessian()
    check_rounds(wire, model["dense Hessian"])
    at.release()
    check_rounds(wire, model["room given back"])


def check_rounds(wire, stage):
    expected = [(8 * one.down, 8 * one.up) for one in stage.rounds]
    assert [(down, up) for down, up, _ in wire.rounds] == expected
    assert sum(tasks for _, _, tasks in wire.rounds) == cluster_cost.count_tasks(stage, wire.workers)
    wire.rounds.clear()


def test_the_tree_of_sums_has_the_depth_of_the_model(monkeypatch):
    depths = {workers: cluster_cost.tree_depth(workers) for workers in (1, 2, 16, 17, 256, 257)}
    assert depths == {1: 0, 2: 1, 16: 1, 17: 2, 256: 2, 257: 3}


def test_seconds_add_up():
    machine = Machine(workers=32, rate=2.0, exponentials=4.0, bandwidth=8.0, latency=0.5, task=0.25)
    stage = cluster_cost.Stage(
        name="", times=3, rounds=(cluster_cost.Round(down=5, up=7, keeps=True),), multiplications=10, exponentials=8
    )
    found = cluster_cost.predict(stage, machine)
    assert found.compute == 3 * (10 / 2 + 8 / 4)
    assert found.transfer == 3 * (32 * 5 + (1 + 2 * 16) * 7)
    assert found.wait == 3 * (2 + 2) * 0.5
    assert found.schedule == 3 * (64 + 2 + 1) * 0.25
    assert found.total == found.compute + found.transfer + found.wait + found.schedule


COMMAND = "cost --n 1000000 --m 4096 --p 16 --q 16 --r 16 --k 16"


def test_the_command_prints_counts_bytes_and_seconds(capsys):
    assert main(COMMAND.split()) == 0
    printed = capsys.readouterr().out
    share = Sizes(n=1000, m=4096, p=16, q=16, r=16, k=16)
    product = cluster_cost.product(share, 10, kept=True)
    assert "1,000 workers of one thread, at most 1,000 rows each" in printed
    assert "U and P of a share take 62.5 MiB: kept" in printed
    words = [
        "10",
        "2",
        f"{cluster_cost.count_tasks(product, 1000):,}",
        "4,096",
        "4,096",
        f"{product.multiplications:,}",
        "0",
    ]
    line = next(line for line in printed.splitlines() if line.startswith(product.name))
    assert line.removeprefix(product.name).split() == words
    assert main([*COMMAND.split(), "--step", "projected", "--workers", "2", "--memory", "1"]) == 0
    assert "made again in each pass" in capsys.readouterr().out


@pytest.mark.parametrize(("option", "word"), [("--n", "0"), ("--m", "1.5"), ("--rate", "-1"), ("--latency", "inf")])
def test_sizes_that_make_no_sense_are_refused(option, word, capsys):
    with pytest.raises(SystemExit) as end:
        main([*COMMAND.split(), option, word])
    assert end.value.code == 2
    assert option in capsys.readouterr().err
