"""What a result says in a terminal and in a notebook, and what its figures show."""

import re
import subprocess
import sys
from fractions import Fraction
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Outcome, certify, solve
from solver.display import progress_bar
from solver.display.card import Card, downward, upward
from solver.instances import random_instance
from solver.minimise.coordinates import coordinates
from solver.minimise.steps import selection
from solver.oracle.evaluation import evaluate

PROBLEM = random_instance(12, 10, 3, 2, 3, 2, seed=1, wx=0.3, wy=0.3)
SOLUTION = solve(PROBLEM, seed=0)
CERTIFIED = certify(PROBLEM, SOLUTION.X, SOLUTION.Y, digits=20)
ROUGH = certify(PROBLEM, SOLUTION.X + 1.0, SOLUTION.Y)
RESULTS = {"solution": SOLUTION, "certified": CERTIFIED, "inconclusive": ROUGH}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_bounds_are_printed_in_their_direction_and_near(value):
    from decimal import Decimal

    exact = Decimal(value)
    below, above = Decimal(downward(value)), Decimal(upward(value))
    assert below <= exact <= above
    assert above - below <= abs(exact) / 100


@given(st.text(max_size=30), st.text(max_size=300), st.text(min_size=1, max_size=30), st.text(max_size=300))
def test_a_card_fits_80_columns_and_escapes_every_text(headline, sentence, label, value):
    hostile = Card(headline="<b>" + headline, sentence="<i>" + sentence, rows=(("<u>" + label, "<s>" + value),))
    assert re.findall(r"<(?:b|i|u|s)>", hostile.html()) == []
    for tag in "bius":
        assert f"&lt;{tag}&gt;" in hostile.html()
    plain = Card(headline="h", sentence=sentence, rows=((label.replace("\n", " "), value),))
    assert max(map(len, plain.text().split("\n"))) <= 80


@pytest.mark.parametrize("name", RESULTS)
def test_results_read_in_80_columns(name):
    result = RESULTS[name]
    assert len(repr(result)) <= 80
    assert max(map(len, str(result).splitlines())) <= 80
    assert "array(" not in repr(result) + str(result)


@pytest.mark.parametrize("name", RESULTS)
def test_the_fragment_for_notebooks_is_well_formed_small_and_sets_no_colour(name):
    from xml.etree import ElementTree as ET

    html = RESULTS[name]._repr_html_()
    assert ET.fromstring(html).tag == "div"
    assert len(html) < 6000
    assert not re.search(r"(?<!-)color:|background:(?!none)|#[0-9a-f]{3}|<style|<script|https?:", html)


def test_a_certificate_prints_no_bound_too_small():
    quoted = re.search(
        r"error is at most (\S+) in \(X, Y\).*at most (\S+)\.", " ".join(str(CERTIFIED).split()), re.DOTALL
    )
    assert float(quoted[1]) >= CERTIFIED.radius_upper > 0
    assert float(quoted[2]) >= CERTIFIED.objective_gap_upper > 0
    assert float(re.search(r"eigenvalue +>= (\S+)", str(CERTIFIED))[1]) <= CERTIFIED.curvature_lower


def test_an_inconclusive_certificate_claims_nothing_and_says_why():
    assert ROUGH.outcome is Outcome.INCONCLUSIVE
    assert "nothing is claimed about a minimiser" in str(ROUGH)
    assert "needed" in str(ROUGH)
    assert "The error is at most" not in str(ROUGH) + ROUGH._repr_html_()


def test_the_convergence_plot_shows_the_trace_in_log_scale():
    left, right = SOLUTION.plot().axes
    assert (left.get_yscale(), right.get_yscale()) == ("log", "log")
    assert list(left.lines[0].get_ydata()) == [record.gradient_norm for record in SOLUTION.trace]
    excess = [record.objective - SOLUTION.objective for record in SOLUTION.trace]
    assert list(right.lines[0].get_ydata()) == pytest.approx([value for value in excess if value > 0])
    assert {axes.get_xlabel() for axes in (left, right)} == {"iteration"}
    assert (left.get_ylabel(), right.get_ylabel()) == ("gradient norm", "Phi - lowest Phi")


def test_a_plot_says_what_it_is_without_its_surroundings():
    figure = SOLUTION.plot()
    assert "CONVERGED" in figure.get_suptitle()
    assert "gradient" in figure.get_supxlabel()


def test_the_plot_of_a_certificate_shows_its_bounds_as_bars():
    figure = CERTIFIED.plot()
    lengths, bounds = figure.axes
    ends = [bar.get_x() + bar.get_width() for bar in lengths.patches]
    assert ends[1:] == pytest.approx([CERTIFIED.radius_upper, CERTIFIED.ball_radius])
    assert ends[0] == pytest.approx(np.sqrt(sum((part**2).sum() for part in CERTIFIED.step)))
    ends = [bar.get_x() + bar.get_width() for bar in bounds.patches]
    names = ("objective_gap_upper", "gradient_norm_upper", "curvature_lower", "hessian_lipschitz_upper")
    assert ends == pytest.approx([getattr(CERTIFIED, name) for name in names])
    assert "strict local minimiser" in figure.get_suptitle()


def test_the_plot_of_an_inconclusive_certificate_draws_no_bar_for_what_is_not_bounded():
    lengths = ROUGH.plot().axes[0]
    assert lengths.patches[1].get_width() == 0
    assert [text.get_text() for text in lengths.texts][1] == "no bound"


def test_notebooks_get_a_picture_whatever_the_backend():
    assert CERTIFIED.plot()._repr_png_().startswith(b"\x89PNG")


def test_a_solve_that_needed_no_step_can_be_plotted():
    again = solve(PROBLEM, SOLUTION.X, SOLUTION.Y)
    assert again.plot()._repr_png_().startswith(b"\x89PNG")


def test_without_matplotlib_everything_but_plots_works_and_the_message_says_what_to_do():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from solver import solve; from solver.instances import random_instance\n"
        "s = solve(random_instance(6, 5, 2, 2, 2, 1, seed=0)); print(s)\n"
        "try: s.plot()\n"
        "except ImportError as error: print(error)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.startswith("Solution: ")
    assert out.endswith("plot() needs matplotlib, which is not installed; run `pip install matplotlib`\n")


def _shown_and_exact(step):
    """What the reason of a certificate that far from the minimiser says of mu and of h, and their exact values."""
    problem = random_instance(8, 7, 2, 2, 2, 1, seed=3, wx=0.01, wy=0.01)
    solution = solve(problem)
    direction = np.random.default_rng(0).normal(size=solution.Y.shape)
    certificate = certify(problem, solution.X, solution.Y + step * direction)
    found = certificate.hypotheses
    shown = {name: re.search(pattern, found.failure) for name, pattern in _BOUNDS.items()}
    mu = found.curvature_lower
    exact = {"mu": Fraction(mu)}
    if mu > 0 and np.isfinite(found.lipschitz_upper):
        g, residual, length = (getattr(found, f"{name}_upper") for name in ("gradient", "residual", "step"))
        e = min(Fraction(g) / Fraction(mu), Fraction(length) + Fraction(residual) / Fraction(mu))
        exact["h"] = Fraction(found.lipschitz_upper) * e / Fraction(mu)
    return {name: (Fraction(match[1]), exact[name]) for name, match in shown.items() if match and match[1] != "inf"}


_BOUNDS = {"mu": r"to be >= (\S+) I", "h": r"mu <= (\S+) where"}


@pytest.mark.slow
def test_a_failed_hypothesis_is_said_with_bounds_in_their_direction():
    found = [item for step in np.geomspace(1e-3, 30, 40) for item in _shown_and_exact(step).items()]
    assert {name for name, _ in found} == {"mu", "h"}
    for name, (shown, exact) in found:
        assert shown <= exact if name == "mu" else shown >= exact
        assert abs(shown - exact) <= abs(exact) / 50


def test_the_step_that_is_picked_says_its_distortion_rounded_up(monkeypatch):
    monkeypatch.setattr(selection, "spectral_error", lambda *_: 0.10001)
    monkeypatch.setattr(selection, "dense_ratio", lambda _: 5.0)
    problem = coordinates(PROBLEM).problem
    assert "e0 <= 0.101 at the start" in selection.choice(problem, evaluate(problem, SOLUTION.X, SOLUTION.Y))[1]


@pytest.mark.parametrize("kernel", [True, False])
def test_a_notebook_sees_how_far_a_certificate_is(monkeypatch, kernel):
    shown = []
    package, shows = ModuleType("IPython"), ModuleType("IPython.display")
    package.get_ipython = lambda: SimpleNamespace(**({"kernel": object()} if kernel else {}))
    shows.HTML = str
    shows.display = lambda html, display_id: shown.append(html) or SimpleNamespace(update=shown.append)
    monkeypatch.setitem(sys.modules, "IPython", package)
    monkeypatch.setitem(sys.modules, "IPython.display", shows)
    monkeypatch.setattr(progress_bar, "_PATIENCE", 0.0)
    assert certify(PROBLEM, SOLUTION)
    assert bool(shown) is kernel
    if kernel:
        assert (
            shown[0] == '<div><progress value="0.000" max="1"></progress> 0%: the point&#x27;s rows and gradient</div>'
        )
        assert "bounds on all minimisers" in shown[-1]
