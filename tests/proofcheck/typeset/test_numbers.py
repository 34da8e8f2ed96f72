"""Every bound is printed rounded in its own direction, wherever it is printed."""

import io
import re
from decimal import Decimal

import pytest
import report_sample
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from proofcheck.attention.lipschitz import attained_share
from proofcheck.cli import screens
from proofcheck.cli.explain_search import explain
from proofcheck.lemmas.evidence import Evidence, Grade, Outcome
from proofcheck.pytest_plugin import items
from proofcheck.recheck.file import read
from proofcheck.recheck.verification import verify
from proofcheck.report.difference import compare_documents
from proofcheck.report.figures import notebook
from proofcheck.report.formats import markdown
from proofcheck.typeset.numbers import downward, nearest, upward
from solver import certify, solve
from solver.instances import random_instance

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE, st.integers(1, 8))
def test_bounds_are_printed_in_their_direction_and_near(value, digits):
    below, above = Decimal(downward(value, digits)), Decimal(upward(value, digits))
    assert below <= Decimal(value) <= above
    assert above - below <= abs(Decimal(value)) * Decimal(10) ** (1 - digits)


def test_numbers_for_people():
    assert [upward(1.2341), downward(1.2359), downward(-1.2341)] == ["1.24", "1.23", "-1.24"]
    assert [nearest(None), nearest(12345), downward(0.99999)] == ["—", "12,345", "0.999"]
    assert [downward(-0.0), upward(1e5), upward(float("inf")), nearest(1e-7)] == ["0", "1e+05", "inf", "1e-07"]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    for seed in range(4):
        problem = random_instance(10, 8, 3, 2, 2, 2, seed=seed)
        solution = solve(problem)
        certify(problem, solution.X, solution.Y).save(folder / f"{seed}.json")
    return sorted(folder.iterdir())


def test_the_re_checker_shows_stored_bounds_as_balls_that_hold_them(certificates):
    for path in certificates:
        stored, shown = read(path), verify(path).claims
        known = {**stored.hypotheses, **stored.claims}
        details = {c.name: re.search(r"(?:stored|_lower =) (.+)$", c.detail) for c in shown if c.name in known}
        assert {"gradient_upper", "curvature_lower", "lipschitz_upper", "radius_upper", "gap_upper"} <= details.keys()
        assert all(arb(found[1]).contains(arb(known[name])) for name, found in details.items())


def test_the_ball_on_which_a_certificate_speaks_is_not_shown_too_large(certificates):
    for path in certificates:
        shown = {entry["symbol"]: entry["shown"] for entry in explain(path)["hypotheses"]}
        assert Decimal(shown["rho"]) <= Decimal(read(path).hypotheses["ball_radius"])
        assert Decimal(shown["mu"]) <= Decimal(read(path).hypotheses["curvature_lower"])
        assert Decimal(shown["r"]) >= Decimal(read(path).hypotheses["radius_upper"])


def print_text(show, *arguments):
    buffer = io.StringIO()
    show(Console(file=buffer, width=80, emoji=False, highlight=False), *arguments)
    return buffer.getvalue()


def evidence(**more):
    return Evidence(checker="rigorous", outcome=Outcome.HOLDS, coverage="", attempted=1, decided=1, **more)


def test_margins_and_shares_are_never_shown_too_large():
    (line,) = items._describe_evidence(evidence(margin_lower=0.1239), "a \\le b")
    assert line.endswith("smallest margin 0.123")
    assert "smallest 0.123." in " ".join(
        notebook.plot_margins("L", Grade.PROVED, [0.1239, 0.5]).get_supxlabel().split()
    )
    lemma = next(lemma for lemma in report_sample.document()["lemmas"] if lemma["name"] == "B4")
    lemma["evidence"][0] |= {"tightness": 0.99999999, "margin_lower": 0.1239}
    assert "smallest margin 0.123, largest lhs/rhs 0.999999" in " ".join(print_text(screens.print_lemma, lemma).split())


def test_changes_between_reports_are_shown_in_the_direction_of_what_changed():
    old, new = report_sample.document(), report_sample.document()
    certified = next(i for i, s in enumerate(old["solves"]) if s["certificate"]["radius_upper"] is not None)
    for document, radius, margin in ((old, 1.000001, 0.129999), (new, 2.000001, 0.239999)):
        document["solves"][certified]["certificate"]["radius_upper"] = radius
        lemma = next(lemma for lemma in document["lemmas"] if lemma["name"] == "B4")
        lemma["evidence"][0]["margin_lower"] = margin
    lines = print_text(screens.print_difference, compare_documents(old, new)).splitlines()
    assert next(line for line in lines if "radius_upper" in line).split()[-2:] == ["1.001", "2.001"]
    assert next(line for line in lines if " margin " in line).split()[-2:] == ["0.1299", "0.2399"]


def test_the_factor_to_a_reference_is_not_shown_too_small():
    document = report_sample.document()
    solved = next(s for s in document["solves"] if s["reference"] and s["reference"]["ratio"])
    solved["reference"]["ratio"] = 1.0001
    assert "the certified radius is 1.01 times as large" in markdown.render(document)


def test_the_factor_that_a_constant_loses_is_rounded_up(monkeypatch):
    target = attained_share.targets()[0]
    monkeypatch.setattr(attained_share, "targets", lambda: (target,))
    monkeypatch.setattr(attained_share, "climb_from", lambda *_: (1.0, None))
    monkeypatch.setattr(attained_share, "factor_left", lambda *_: arb(10001) / 10000)
    assert list(attained_share.factors().values()) == ["1.001"]
