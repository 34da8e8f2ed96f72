"""A longtable of all lemmas with their verdicts, to be `\\input` into the appendix of a paper.

Text is escaped by pylatexenc. A statement enters as mathematics only when `latexmath` accepts it; otherwise it is
printed as its source. So no statement stops the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pylatexenc.latexencode import UnicodeToLatexEncoder

from proofcheck.report.document import count_grades
from proofcheck.report.entries import Document, LemmaEntry
from proofcheck.report.findings import collect_findings
from proofcheck.report.formats import Draw, Files
from proofcheck.report.quantities import count_decided, smallest_margin
from proofcheck.report.sentences import describe_outcome, describe_statement, statement_lines
from proofcheck.typeset.latex_grammar import is_safe
from proofcheck.typeset.numbers import downward

_TOKEN: Final = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)
_PAIRS: Final = {"{": "}", r"\left": r"\right", r"\begin": r"\end"}
_CLOSING: Final = frozenset(_PAIRS.values())
_TEXT: Final = UnicodeToLatexEncoder(unknown_char_policy="replace", unknown_char_warning=False)
_WIDTHS: Final = (0.12, 0.52, 0.13, 0.08)  # of the line: name, claim, verdict, decided
_HEAD: Final = ("Lemma", "Claim", "Verdict", "Decided")


def files(document: Document, figures: Draw) -> Files:  # noqa: ARG001
    """`lemmas.tex`, a longtable, and `statements.tex`, the claims as generated from their sides."""
    return {"lemmas.tex": render(document), "statements.tex": render_statements(document)}


def render(document: Document) -> str:
    """The table: name, title with statement, verdict, instances or steps decided with the smallest margin."""
    columns = "".join(rf"p{{{width}\linewidth}}" for width in _WIDTHS)
    instead = {item.lemma["name"]: item.instead for item in collect_findings(document).refuted}
    lines = [
        "% Verdicts of a proofcheck run, to be \\input into a paper. Needs \\usepackage{amsmath,amssymb,longtable}.",
        f"% {' '.join(document['run']['command'].split())}",
        r"\begingroup\small\setlength{\emergencystretch}{3em}\hbadness=10000",
        rf"\begin{{longtable}}{{{columns}}}",
        rf"\caption{{{_render_caption(document)}}}\\",
        *_render_header(r"\endfirsthead"),
        *_render_header(r"\endhead"),
        r"\hline\endfoot",
        *(row for lemma in document["lemmas"] for row in _render_row(lemma, instead.get(lemma["name"]))),
        r"\end{longtable}",
        r"\endgroup",
    ]
    return "\n".join(lines) + "\n"


def render_statements(document: Document) -> str:
    """A paragraph for each lemma: the claim as generated from its sides, and as stated in the source."""
    lines = [
        "% Claims of a proofcheck run for every size, to be \\input into a paper. Needs \\usepackage{amsmath,amssymb}.",
        r"\begingroup\small\raggedright\setlength{\emergencystretch}{3em}\hbadness=10000\setlength{\parindent}{0pt}",
        *(line for lemma in document["lemmas"] for line in _render_statement(lemma)),
        r"\endgroup",
    ]
    return "\n".join(lines) + "\n"


def _render_statement(lemma: LemmaEntry) -> Iterator[str]:
    generated = lemma["generated"]
    if not generated:
        return
    name, title, coverage = map(escape, (lemma["name"], lemma["title"], describe_statement(lemma)))
    yield rf"\medskip\textbf{{{name}}} {title}. {coverage}\par"
    yield from (rf"\quad {render_formula(line)}\par" for line in generated["lines"])
    if lemma["statement"]:
        yield rf"\emph{{As stated in the source:}} {render_formula(lemma['statement'])}\par"


def escape(value: str) -> str:
    """Plain text on one line with every special character of LaTeX escaped."""
    return str(_TEXT.unicode_to_latex(" ".join(value.split())))


def render_formula(statement: str) -> str:
    """The statement as inline mathematics that may break at its quads, or as source where it is not safe to set."""
    if not is_safe(statement):
        return rf"\texttt{{{escape(statement)}}}"
    return r"\quad ".join(f"${part}$" for part in _split_at_quads(statement) if part)


def _split_at_quads(statement: str) -> list[str]:
    """Split at the quads outside of groups, pairs of delimiters and environments."""
    parts, depth = [""], 0
    for token in _TOKEN.findall(statement):
        depth += (token in _PAIRS) - (token in _CLOSING)
        if depth == 0 and token in (r"\quad", r"\qquad"):
            parts.append("")
        else:
            parts[-1] += token
    return [re.sub(r"(?<!\\)\s+$", "", part.lstrip()) for part in parts]  # `\ ` keeps its space


def _render_caption(document: Document) -> str:
    counts = ", ".join(f"{count} {grade.lower()}" for grade, count in count_grades(document))
    run = document["run"]
    made = f"Profile {run['profile']}, seed {run['seed']}"
    return escape(f"{document['theory']['title']}: {counts or 'no lemmas'}. {describe_outcome(document)} {made}.")


def _render_header(end: str) -> list[str]:
    return [r"\hline", " & ".join(rf"\textbf{{{name}}}" for name in _HEAD) + r"\\", rf"\hline{end}"]


def _render_row(lemma: LemmaEntry, instead: LemmaEntry | None) -> Iterator[str]:
    claim = [escape(lemma["title"]) + ".", *map(render_formula, statement_lines(lemma))]
    if lemma["hypotheses"]:
        claim.append(rf"\emph{{{escape(lemma['hypotheses'])}}}")
    if instead:
        claim.append(f"Instead holds {escape(instead['name'])}.")
    margin = smallest_margin(lemma)
    size = f"{count_decided(lemma):,}" + (
        "" if margin is None else rf"\newline margin {_render_number(downward(margin))}"
    )
    mark = "" if lemma["as_expected"] else r"\newline\textbf{unexpected}"
    cells = [escape(lemma["name"]), r"\newline ".join(claim), lemma["verdict"]["grade"].lower() + mark, size]
    yield " &\n  ".join(r"\raggedright " + cell for cell in cells)
    yield r"\tabularnewline\hline"


def _render_number(shown: str) -> str:
    mantissa, exponent, power = shown.partition("e")
    return rf"${mantissa} \cdot 10^{{{int(power)}}}$" if exponent else f"${mantissa}$"
