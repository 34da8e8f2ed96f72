r"""`\proofcheck{B4}` in a paper prints the verdict on that lemma, as the report has it; a name it lacks is an error.

`\usepackage{proofcheck}` with the file beside the paper. `\proofcheckbadge{name}{verdict}{coverage}` says how a verdict
looks and may be redefined, `\proofcheckrun` is the command that made the report.
"""

from __future__ import annotations

from typing import Final

from proofcheck.report.entries import Document, LemmaEntry
from proofcheck.report.formats import Draw, Files
from proofcheck.report.formats.latex import escape

_UNFIT: Final = frozenset("\\{}%#~^&$ ")  # what would not survive as part of the name of a macro, or would change it
_PACKAGE: Final = r"""\NeedsTeXFormat{LaTeX2e}
\ProvidesPackage{proofcheck}[verdicts of a proofcheck run]
\providecommand{\proofcheckbadge}[3]{{\footnotesize\textsf{[#1: #2; #3]}}}
\newcommand{\proofcheckrun}{\texttt{@RUN@}}
\newcommand{\proofcheck}[1]{%
  \ifcsname proofcheck@\detokenize{#1}\endcsname
    \csname proofcheck@\detokenize{#1}\endcsname
  \else
    \PackageError{proofcheck}{The report has no lemma `\detokenize{#1}'}{Names are those of report.json.}%
  \fi}
"""
_VERDICT: Final = r"\expandafter\def\csname proofcheck@\detokenize{@NAME@}\endcsname{\proofcheckbadge{@SHOWN@}@REST@}"


def files(document: Document, figures: Draw) -> Files:  # noqa: ARG001
    """`proofcheck.sty`."""
    return {"proofcheck.sty": render(document)}


def render(document: Document) -> str:
    """The package, one macro a lemma; a name that no macro can have is left out, with a comment."""
    lines = [_PACKAGE.replace("@RUN@", escape(document["run"]["command"])), *map(_define, document["lemmas"])]
    return "\n".join([*lines, r"\endinput"]) + "\n"


def _define(lemma: LemmaEntry) -> str:
    name, verdict = lemma["name"], lemma["verdict"]
    if not name.isascii() or not name.isprintable() or _UNFIT & set(name):
        return f"% no macro for a lemma named {escape(name)}"
    rest = f"{{{verdict['grade'].lower()}}}{{{escape(verdict['reason'])}}}"
    return _VERDICT.replace("@NAME@", name).replace("@SHOWN@", escape(name)).replace("@REST@", rest)
