"""The terms of certificates in readable form: in factors, with names for atoms, in the case that is shown."""

import pytest
from certified_lemmas import NONNEGATIVE, ROW, X, make_lemma

from proofcheck.arithmetic.functions import exp, maximum, power, sqrt
from proofcheck.checkers.sums_of_squares import describe_terms
from proofcheck.cli import app

READ = {
    "factors": (
        make_lemma(lambda r, x, y: [[power(x[0] * y[1] - x[1] * y[0], 2)]], lambda x, y: 0, x=ROW, y=ROW),
        ["rhs - lhs at m = 2 is", "(-x[1] * y[0] + x[0] * y[1])^2"],
    ),
    "atoms": (
        make_lemma(lambda r, x: [[2 * exp(x), 0, sqrt(x) / (1 + exp(x))]], lambda x: 0, x=NONNEGATIVE),
        ["rhs - lhs is", "2 e1 + q2 r3", "where e1 = exp(x), q2 = sqrt(x), r3 = 1/(e1 + 1)"],
    ),
    "a case": (
        make_lemma(lambda r, x: [[r.fact(x if r.split(x) else -x)]], abs, x=X),
        ["rhs - lhs at x >= 0 is", "x"],
    ),
    "entries": (
        make_lemma(lambda r, x: [[], [maximum(x, 0 * x)]], lambda x: 0, x=X),
        ["rhs - lhs is", "0", "m1", "where m1 = max(0, x)"],
    ),
    "many terms": (
        make_lemma(lambda r, x: [[x * x] * 14], lambda x: 0, x=X),
        ["rhs - lhs is", f"{'x^2 + ' * 12}2 more terms"],
    ),
}


@pytest.mark.parametrize("name", READ)
def test_terms_are_read(name):
    lemma, lines = READ[name]
    assert describe_terms(lemma, lemma.certificate) == lines


def test_show_prints_the_terms_that_were_accepted(tmp_path, capsys):
    path = tmp_path / "mine.py"
    path.write_text(
        "from proofcheck.theory import *\n"
        "A = Inequality(lhs=lambda x, y: 2 * x * y, rhs=lambda x, y: x * x + y * y)\n"
        "def make(name, factor):\n"
        "    return Lemma(name=name, title='', claim=A, space=Space(variables={n: Variable() for n in 'xy'}),\n"
        "        certificate=Certificate(terms=lambda rules, x, y: [[factor * power(x - y, 2)]]))\n"
        "T = Theory(name='t', title='t', lemmas=(make('right', 1), make('wrong', 2)))\n"
    )
    app.main(["show", "right", "--theory", str(path)])
    assert "terms of the certificate, each nonnegative:\n  rhs - lhs is" in (shown := capsys.readouterr().out)
    assert "(-y + x)^2" in shown or "(y - x)^2" in shown
    app.main(["show", "wrong", "--theory", str(path)])
    assert "terms of the certificate" not in capsys.readouterr().out
