"""A longtable of all lemmas with their verdicts, to be `\\input` into the appendix of a paper.

Text is escaped by pylatexenc. A statement enters as mathematics only when it parses, and uses nothing but macros of
LaTeX, amsmath and amssymb named here; otherwise it is printed as its source. So no statement stops the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pylatexenc.latexencode import UnicodeToLatexEncoder

from proofcheck.mathml import LatexError, convert
from proofcheck.report.document import Document, graded
from proofcheck.report.findings import findings
from proofcheck.report.numbers import decided, downward, smallest_margin
from proofcheck.report.words import outcome_words

_NAMES: Final = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho
    varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi
    Psi Omega nabla partial ell hbar infty emptyset exists forall neg aleph Re Im top bot prime dagger star ast
    circ bullet cdot cdots ldots dots vdots ddots times div pm mp otimes oplus odot wedge vee cap cup setminus
    sum prod int oint le leq ge geq neq ne ll gg equiv approx sim simeq cong propto prec preceq succ succeq
    subset subseteq supset supseteq in notin ni mid parallel perp to mapsto rightarrow leftarrow leftrightarrow
    Rightarrow Leftarrow Leftrightarrow iff implies Longrightarrow langle rangle lVert rVert lvert rvert Vert
    vert lfloor rfloor lceil rceil left right big Big bigg Bigg bigl bigr Bigl Bigr frac tfrac dfrac binom sqrt
    tilde widetilde hat widehat bar overline underline vec dot ddot mathrm mathbf mathbb mathcal mathfrak mathsf
    mathtt mathit operatorname text textrm textbf textit boldsymbol displaystyle textstyle max min sup inf lim
    limsup liminf argmax argmin log ln exp det dim ker deg gcd Pr sin cos tan sinh cosh tanh arctan quad qquad
    begin end
"""
_MACROS: Final = frozenset(_NAMES.split())
_ENVIRONMENTS: Final = frozenset({"aligned", "cases", "matrix", "pmatrix", "bmatrix", "vmatrix", "Vmatrix"})
_ESCAPED: Final = re.compile(r"\\([A-Za-z]+|[\\,;:! |{}_%&#$'\"])")
_PLAIN: Final = re.compile(r"[^\x20-\x7e\n]|[#%$~\\]|\^\^")
_TOKEN: Final = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)
_OPENING: Final = frozenset({"{", r"\left", r"\begin"})
_CLOSING: Final = frozenset({"}", r"\right", r"\end"})
_TEXT: Final = UnicodeToLatexEncoder(unknown_char_policy="replace", unknown_char_warning=False)
_WIDTHS: Final = (0.12, 0.52, 0.13, 0.08)  # of the line: name, claim, verdict, decided
_HEAD: Final = ("Lemma", "Claim", "Verdict", "Decided")


def render(document: Document) -> str:
    """The table: name, title with statement, verdict, instances or steps decided with the smallest margin."""
    columns = "".join(rf"p{{{width}\linewidth}}" for width in _WIDTHS)
    instead = {item.lemma["name"]: item.instead for item in findings(document).refuted}
    lines = [
        "% Verdicts of a proofcheck run, to be \\input into a paper. Needs \\usepackage{amsmath,amssymb,longtable}.",
        f"% {' '.join(document['run']['command'].split())}",
        r"\begingroup\small\setlength{\emergencystretch}{3em}\hbadness=10000",
        rf"\begin{{longtable}}{{{columns}}}",
        rf"\caption{{{_caption(document)}}}\\",
        *_header(r"\endfirsthead"),
        *_header(r"\endhead"),
        r"\hline\endfoot",
        *(row for lemma in document["lemmas"] for row in _row(lemma, instead.get(lemma["name"]))),
        r"\end{longtable}",
        r"\endgroup",
    ]
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """Plain text on one line with every special character of LaTeX escaped."""
    return str(_TEXT.unicode_to_latex(" ".join(value.split())))


def formula(statement: str) -> str:
    """The statement as inline mathematics that may break at its quads, or as source where it is not safe to set."""
    if not _safe(statement):
        return rf"\texttt{{{text(statement)}}}"
    return r"\quad ".join(f"${part.strip()}$" for part in _parts(statement) if part.strip())


def _parts(statement: str) -> list[str]:
    """Split at the quads outside of groups, pairs of delimiters and environments."""
    parts, depth = [""], 0
    for token in _TOKEN.findall(statement):
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0 and token in (r"\quad", r"\qquad"):
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _safe(statement: str) -> bool:
    macros = [name for name in _ESCAPED.findall(statement) if name.isalpha()]
    environments = re.findall(r"\\(?:begin|end)\{([^}]*)\}", statement)
    rest = _ESCAPED.sub(" ", statement)
    if not (_MACROS.issuperset(macros) and _ENVIRONMENTS.issuperset(environments)) or _PLAIN.search(rest):
        return False
    if ("&" in rest or r"\\" in statement) and not environments:
        return False
    try:
        convert(statement)
    except LatexError:
        return False
    return True


def _caption(document: Document) -> str:
    counts = ", ".join(f"{count} {grade.lower()}" for grade, count in graded(document))
    run = document["run"]
    made = f"Profile {run['profile']}, seed {run['seed']}"
    return text(f"{document['theory']['title']}: {counts or 'no lemmas'}. {outcome_words(document)} {made}.")


def _header(end: str) -> list[str]:
    return [r"\hline", " & ".join(rf"\textbf{{{name}}}" for name in _HEAD) + r"\\", rf"\hline{end}"]


def _row(lemma: Document, instead: Document | None) -> Iterator[str]:
    claim = [text(lemma["title"]) + ".", formula(lemma["statement"])]
    if lemma["hypotheses"]:
        claim.append(rf"\emph{{{text(lemma['hypotheses'])}}}")
    if instead:
        claim.append(f"Instead holds {text(instead['name'])}.")
    margin = smallest_margin(lemma)
    size = f"{decided(lemma):,}" + ("" if margin is None else rf"\newline margin {_number(downward(margin))}")
    mark = "" if lemma["as_expected"] else r"\newline\textbf{unexpected}"
    cells = [text(lemma["name"]), r"\newline ".join(claim), lemma["verdict"]["grade"].lower() + mark, size]
    yield " &\n  ".join(r"\raggedright " + cell for cell in cells)
    yield r"\tabularnewline\hline"


def _number(shown: str) -> str:
    mantissa, exponent, power = shown.partition("e")
    return rf"${mantissa} \cdot 10^{{{int(power)}}}$" if exponent else f"${mantissa}$"
