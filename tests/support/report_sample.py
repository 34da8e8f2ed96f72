"""A realistic run for the report tests: every grade, a counterexample, proof steps, two solves, hostile text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import sympy

from proofcheck.engine.generated import trace_claim
from proofcheck.engine.runner import Result
from proofcheck.lemmas.claims import Derivation, Inequality, Space, Variable
from proofcheck.lemmas.evidence import (
    Counterexample,
    DerivationStep,
    Evidence,
    Grade,
    Outcome,
    Proof,
    Sharpness,
    derive_verdict,
)
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.lemmas.source import Source
from proofcheck.report import Document, Invocation, build_document

HOSTILE = "<script>alert('x')</script> & \"quoted\" | piped"
COMMAND = "proofcheck run attention"
INVOCATION = Invocation(profile="ci", seed=0, command="proofcheck report sample --out reports/sample")
_CLAIM = Inequality(lhs=lambda A: A, rhs=lambda A: A)
_SPACE = Space(sizes={"n": (1, 4)}, variables={"A": Variable(shape=("n", 2))})
_PROOF = Derivation(steps=tuple, coverage="n, m <= 3")


def _lemma(name: str, title: str, statement: str, group: str, **more: Any) -> Lemma:
    decided_by = {"derivation": _PROOF} if more.pop("proof", False) else {"claim": _CLAIM, "space": _SPACE}
    return Lemma(name=name, title=title, statement=statement, group=group, **decided_by, **more)


LEMMAS = (
    _lemma(
        "I3",
        "Gradient in matrix form",
        r"\nabla_X L = 2 A_1^\top P A_2,\quad p_j = f_j \circ (q_j - \langle f_j, q_j \rangle \mathbf{1})",
        "Identities",
        proof=True,
        hypotheses="All shapes; q_j = V c_j.",
    ),
    _lemma(
        "I4",
        "Hessian block in X",
        r"B_j = \operatorname{diag}(p_j) - p_j f_j^\top - f_j p_j^\top + J_j J_j^\top",
        "Identities",
        requires=("I3",),
    ),
    _lemma(
        "B4",
        "Softmax is half-Lipschitz",
        r"\|f(x) - f(y)\|_2 \le \tfrac12\, \|A_j\|\, \|x - y\|_2",
        "Bounds",
        measures=lambda: {"sharpest quotient": "0.4999"},
        source=Source(paper="A paper", number="C.7", page="21", version="v2 <draft>"),
        reference="theory B4",
    ),
    _lemma(
        "B5",
        "Classical exponential form of B4",
        r"\|f(x) - f(y)\|_2 \le \beta^{-2} n^{3/2} e^{3R^2} \|x - y\|_2",
        "Bounds",
        requires=("B4",),
        remarks="Loses five orders of magnitude against B4 at R = 1.",
    ),
    _lemma(
        "R2",
        "Classical Euclidean form of the approximate step",
        r"\|z_+ - z^*\|_2 \le 2\left(e_0 + \frac{M r}{\ell - M r}\right) r\quad"
        r"\text{for every } (1-e_0)H \preceq \tilde H \preceq (1+e_0)H",
        "Rates",
        expected=Grade.REFUTED,
        holds_instead="R3",
        hypotheses="(ell, M)-good.",
    ),
    _lemma(
        "R3",
        "The approximate step in the local norm",
        r"\|z_+ - z^*\|_H \le \frac{1}{1-e_0}\left(e_0 + \frac{M r}{2\,(\ell - M r)}\right)\|z - z^*\|_H,"
        r"\qquad H = \nabla^2\Phi(z)",
        "Rates",
    ),
    _lemma("S5", "Spectral sandwich", r"(1-t)\, w_x^2 A^\top A \preceq \Phi_{xx}", "Convexity"),
    _lemma(
        "S6 | odd name", HOSTILE, r"\text{" + HOSTILE + r"} \le \foo{x}", "Convexity", requires=("S5",), remarks=HOSTILE
    ),
)
THEORY = Theory(name="sample", title="One-layer attention, a sample", lemmas=LEMMAS, reference="arXiv 2309.07418")


def make_sampled(outcome: Outcome, margins: Any, **more: Any) -> Evidence:
    """Evidence of a checker that decided 200 instances with the given margins."""
    values = tuple(float(margin) for margin in margins)
    defaults = {
        "coverage": "200 instances, 1<=n<=4; A in [-2, 2]^(n x 2)",
        "margin_lower": min(values, default=None),
        "tightness": 1 - min(values, default=0.0),
        "detail": "0 ties undecided, 3 outside the hypotheses",
        "command": f"{COMMAND} --select X --profile ci --seed 0",
    }
    fields = {"checker": "rigorous", "attempted": 203, "decided": 200, "seed": 0, "precision_bits": 128}
    return Evidence(outcome=outcome, margins=values, **{**fields, **defaults, **more})


def attain(share: float, part: str = "") -> Sharpness:
    """An instance that uses `share` of a bound."""
    data = {"x": ["1", "1/2"]}
    return Sharpness(part=part, share_lower=share, lhs=str(share), rhs="1", data=data, checker="adversary")


def _make_proof(steps: int) -> Evidence:
    x = sympy.Symbol("x_0")
    formula = sympy.latex(sympy.Matrix([[sympy.exp(x), 1], [0, 2]])) + " = " + sympy.latex(sympy.exp(x) ** 2 / 3)
    shown = [DerivationStep(label=f"entry {i}", latex=formula, reason="expanded", holds=True) for i in range(steps)]
    shown.append(DerivationStep(label="long", latex="x + " * 900 + "x", reason="", holds=True))
    return Evidence(
        checker="exact",
        outcome=Outcome.PROVED,
        coverage="n, m <= 3",
        attempted=steps,
        decided=steps,
        steps=tuple(shown),
    )


def _formal() -> Evidence:
    statement = (
        f"Module B5.\nDefinition statement : Prop := forall (n : nat) (x : 'I_n.+1 -> R), 0 <= x ord0. (* {HOSTILE} *)"
    )
    kept = {"file": "proofs/Bounds.v", "line": 12, "prover": "Coq 8.16.1", "machine": False}
    good = Proof(
        theorem="B5_holds",
        origin="stated in Coq",
        statement=statement,
        assumptions=("ClassicalDedekindReals.sig_not_dec", "Classical_Prop.classic"),
        **kept,
    )
    old = Proof(theorem="B5_x_holds", origin="stated in Coq", statement="", assumptions=(), stale="it changed", **kept)
    return Evidence(checker="kernel", outcome=Outcome.FORMAL, coverage="as stated in Coq", proofs=(good, old))


def _make_refutation() -> Evidence:
    data = {"s": "10", "e0": "1/10", "e": ["0", "1"], "H": [["1", "0"], ["0", "100"]]}
    found = Counterexample(data=data, lhs="10001/9801", rhs="1/25", slack="-240224/245025", exact=True)
    return make_sampled(Outcome.FAILS, [0.2, 0.4], counterexample=found, precision_bits=0, tightness=0.36)


def evidence() -> dict[str, tuple[Evidence, ...]]:
    """Evidence for each lemma of the sample."""
    rng = np.random.default_rng(5)
    infinite = make_sampled(
        Outcome.HOLDS, 1 - 10 ** rng.uniform(-6, -3, 200), tightness=float("nan"), margin_lower=float("inf")
    )
    two_parts = (attain(1.0, "exact step"), attain(0.4, "inexact step"))
    failed = Evidence(checker="property", outcome=Outcome.ERROR, coverage="none", detail=f"ValueError: {HOSTILE}")
    return {
        "I3": (_make_proof(30),),
        "I4": (
            make_sampled(Outcome.CERTIFIED, np.zeros(50), sharpness=(attain(1.0),)),
            make_sampled(Outcome.HOLDS, np.zeros(50), checker="property"),
        ),
        "B4": (
            make_sampled(Outcome.HOLDS, 10 ** rng.uniform(-4, 0, 300), sharpness=(attain(0.9996),)),
            Evidence(checker="symbolic", outcome=Outcome.ARGUED, coverage="as its author states: all n, m"),
        ),
        "B5": (
            _formal(),
            infinite,
            make_sampled(Outcome.HOLDS, [0.99], checker="property", sharpness=(attain(0.01),)),
        ),
        "R2": (_make_refutation(),),
        "R3": (make_sampled(Outcome.HOLDS, [0.0, *(10 ** rng.uniform(-7, -0.2, 150))], sharpness=two_parts),),
        "S5": (make_sampled(Outcome.UNDECIDED, [], decided=0, tightness=None),),
        "S6 | odd name": (failed,),
    }


def results() -> list[Result]:
    """Verdicts derived by the one table, as the engine does."""
    grades: dict[str, Grade] = {}
    found = []
    for lemma in THEORY.ordered():
        verdict = derive_verdict(lemma.name, evidence()[lemma.name], {name: grades[name] for name in lemma.requires})
        grades[lemma.name] = verdict.grade
        expected = verdict.grade is lemma.expected if lemma.expected else verdict.grade is not Grade.BROKEN
        measures: Mapping[str, str] = lemma.measures() if lemma.measures else {}
        traced = trace_claim(lemma)
        found.append(Result(lemma=lemma, verdict=verdict, as_expected=expected, measures=measures, generated=traced))
    return found


def solve(name: str = "random", title: str = "A random instance", *, certified: bool = True) -> dict[str, Any]:
    """A solve entry: six iterations, quadratically convergent."""
    distances = [10.0 ** -(0.1 * 2**t) for t in range(8)]
    softmax = np.full((12, 12), 1 / 12)
    bound = 1e-9 if certified else float("inf")
    return {
        "name": name,
        "title": title,
        "description": "30 unknowns; exact greedy step",
        "source": "solver.instances, seed 0",
        "shapes": {"n": 12, "m": 12, "p": 3, "q": 3, "r": 3, "k": 2},
        "weights": {"wx": 0.1, "wy": 0.1, "lx": 0.0, "ly": 0.0},
        "status": "CONVERGED",
        "message": "the gradient norm reached the tolerance",
        "step": "exact",
        "iterations": 7,
        "objective": np.float64(3.25),
        "loss": 3.0,
        "gradient_norm": 3e-13,
        "trace": [
            {
                "iteration": t,
                "objective": 3.25 + r,
                "gradient_norm": 8 * r,
                "step_norm": r,
                "radius": np.inf,
                "shift": 0.0,
                "accepted": np.True_,
            }
            for t, r in enumerate(distances)
        ],
        "certificate": {
            "outcome": "CERTIFIED" if certified else "INCONCLUSIVE",
            "scope": "LOCAL",
            "reason": "" if certified else "h = 0.7 is not below 1/2",
            "theorem": "C1+C2",
            "gradient_norm_upper": 3.0001e-13,
            "curvature_lower": 0.0199999,
            "hessian_lipschitz_upper": 41.25,
            "ball_radius": 1e-6,
            "radius_upper": bound,
            "objective_gap_upper": bound,
            "file": f"{name}.cert.json",
        },
        "recheck": {
            "confirmed": certified,
            "claims": [
                {"name": "existence", "statement": "mu r - M r^2 / 2 > g", "holds": certified, "detail": "h = 1e-9"}
            ],
        },
        "reference": {
            "error_lower": 7.001e-10,
            "error_upper": 7.002e-10,
            "ratio": 1.43 if certified else float("inf"),
            "digits": 50,
            "contraction": distances,
            "certified": [
                {"iteration": 6, "radius_upper": 4.1e-7, "error_upper": 4e-7, "next_upper": 2e-12},
                {"iteration": 7, "radius_upper": bound, "error_upper": 1.6e-13, "next_upper": None},
            ],
            "gap_lower": 1e-19,
            "gap_upper": 2e-19,
        },
        "attention": {"before": softmax, "after": np.eye(12) * 0.5 + softmax / 2},
    }


def document(**changes: Any) -> Document:
    """The report document of the sample run; `changes` are of the invocation, or passed on to `build_document`."""
    parts = {name: changes.pop(name) for name in ("profile", "seed", "command") if name in changes}
    invocation = replace(INVOCATION, **parts)
    solves = [solve(), solve("hard", "A hard instance", certified=False)]
    return build_document(THEORY, results(), invocation, **{"solves": solves, **changes})
