"""Mathematics in plain text: what is set, what is left alone, and that everything is escaped."""

import pytest

from proofcheck.typeset.prose import typeset_prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("x stands for the scores A_j x of one row", "x stands for the scores <var>A</var><sub>j</sub> x of one row"),
        ("S holds the scores, n x m.", "S holds the scores, n × m."),
        ("||A_j||, ||x|| <= R", "‖<var>A</var><sub>j</sub>‖, ‖x‖ ≤ R"),
        ("a = ||A1 dX A2^T||_F", "a = ‖A1 dX <var>A2</var><sup>T</sup>‖<sub>F</sub>"),
        ("tau^2 = E|V - O|^2", "<var>τ</var><sup>2</sup> = E|V - O|<sup>2</sup>"),
        ("lambda_y > 0, phi as in B2", "<var>λ</var><sub>y</sub> &gt; 0, <var>φ</var> as in B2"),
        ("x in [-2, 2]^(n x d)", "x in [-2, 2]<sup>n × d</sup>"),
        ("z_k^* and 2^-41", "<var>z</var><sub>k</sub><sup>*</sup> and 2<sup>-41</sup>"),
        ("sqrt(a^2 + b^2)", "√(<var>a</var><sup>2</sup> + <var>b</var><sup>2</sup>)"),
        ("radius_upper of solver.hessian_lipschitz", "radius_upper of solver.hessian_lipschitz"),
        ("phil_x, alphabet and a mutant", "phil_x, alphabet and a mutant"),
        ("a x b of x in y", "a × b of x in y"),
        ("<b>x_1</b>_<i>", "&lt;b&gt;<var>x</var><sub>1</sub>&lt;/b&gt;_&lt;i&gt;"),
        ("A_{<img>}", "<var>A</var><sub>&lt;img&gt;</sub>"),
        ("", ""),
    ],
)
def test_signs_letters_and_scripts_are_set_and_words_are_not(text, html):
    assert str(typeset_prose(text)) == html
