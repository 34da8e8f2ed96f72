"""Blocks of rows in threads: the same bytes whatever their number, and every failure in the caller's thread."""

import threading
import warnings

import numpy as np
import pytest
from masked import masked

from solver import certify, solve
from solver.certificates.rows import sliced_pass, sliced_tables, threads
from solver.instances import planted
from solver.verified import environment
from solver.verified.environment import UnsafeArithmeticError


@pytest.fixture
def number(monkeypatch):
    """How many threads there are, to set."""

    def be(count):
        monkeypatch.setattr(threads, "count_threads", lambda: count)

    return be


@pytest.fixture
def small_blocks(monkeypatch):
    for module in (sliced_pass, sliced_tables):
        monkeypatch.setattr(module, "ROWS", 8)


@pytest.mark.parametrize("of", ["planted", "masked"])
@pytest.mark.usefixtures("small_blocks")
def test_certificates_are_the_same_bytes_with_any_number_of_threads(number, tmp_path, of):
    problem = masked("random", 5) if of == "masked" else planted(60, 40, 3, 3, 3, 3, seed=1, noise=0.1)
    found, files = solve(problem), []
    for count in (1, 2, 5):
        number(count)
        file = tmp_path / f"{count}.json"
        certify(problem, found).save(file)
        files.append(file.read_bytes())
    assert files[0] == files[1] == files[2]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_come_in_order_however_long_each_takes(number, count):
    number(count)
    first = threading.Event()

    def work(item):
        if item == 1:
            first.set()
        elif item == 0 and count > 1:
            assert first.wait(60)  # the first result is the last to be ready
        return item

    assert list(threads.in_order(work, range(20))) == list(range(20))


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_raised_in_a_thread_reaches_the_caller(number, count):
    number(count)
    done = []

    def work(item):
        if item == 3:
            raise KeyboardInterrupt
        done.append(item)
        return item

    with pytest.raises(KeyboardInterrupt):
        list(threads.in_order(work, range(1000)))
    assert len(done) < 10


@pytest.mark.parametrize("count", [1, 2])
def test_who_stops_early_leaves_no_thread_at_work(number, count):
    number(count)
    done, before = [], threading.active_count()  # other tests may leave threads
    for item in threads.in_order(done.append, range(1000)):
        assert item is None
        break
    assert len(done) < 10
    assert threading.active_count() == before


@pytest.mark.parametrize("count", [1, 2])
def test_every_thread_is_probed(number, monkeypatch, count):
    """A thread that rounds in another way has no part in a bound."""
    number(count)
    caller = threading.get_ident()
    monkeypatch.setattr(
        environment, "_rounding", lambda: "another mode" if count == 1 or threading.get_ident() != caller else ""
    )
    with pytest.raises(UnsafeArithmeticError, match="another mode"):
        list(threads.in_order(str, range(4)))


def test_threads_do_not_warn_of_what_the_certifier_ignores(number):
    number(2)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        assert list(threads.in_order(lambda x: float(np.float64(1.0) / x), [np.float64(0.0)] * 3)) == [np.inf] * 3


@pytest.mark.parametrize(("told", "most"), [("1", 1), ("2", 2), ("0", 8), ("-3", 8), ("", 8), ("many", 8), ("1000", 8)])
@pytest.mark.parametrize("name", ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
def test_no_more_threads_than_products_are_told_to_take(monkeypatch, name, told, most):
    for other in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setattr(threads.os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    monkeypatch.setenv(name, told)
    assert threads.count_threads() == most
