"""What `proofcheck verify` rests on, counted: lines of code without blanks, comments and docstrings."""

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path

import proofcheck

TRUSTED = ("arithmetic", "model", "recheck")  # folders; nothing else of this project may be brought by `verify`
BOUNDS = {"recheck.global_region", "recheck.hessian_lipschitz", "recheck.norms"}
SEARCH = {"recheck.box_bound", "recheck.frame", "recheck.search", "recheck.search_file"}  # of global certificates alone
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def trusted_files():
    """The project's modules that a fresh process has imported when it can verify."""
    code = "import sys, proofcheck.recheck; print(*(m.__file__ for m in sys.modules.values() if "
    code += "m.__name__.split('.')[0] in ('proofcheck', 'solver')), sep='\\n')"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [Path(line) for line in found.stdout.split("\n") if line]


def code_lines(source):
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            docstrings |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {line for t in tokens if t.type not in SILENT for line in range(t.start[0], t.end[0] + 1)}
    return len(lines - docstrings)


def test_the_count_takes_code_alone():
    assert (
        code_lines('"""Doc."""\n\n# note\nx = (\n    1\n)\n\n\ndef f():\n    """Doc\n    more."""\n    return x\n') == 5
    )


def test_the_trusted_base_stays_small(record_property):
    """The bounds, searches, the definitions with the rest of the re-checker, the arithmetic, of which balls are one."""
    root = Path(proofcheck.__file__).parent
    counts = {
        ".".join(path.relative_to(root).with_suffix("").parts): code_lines(path.read_text()) for path in trusted_files()
    }
    record_property("lines", counts)
    assert {name.partition(".")[0] for name in counts} == {*TRUSTED, "__init__"}
    assert counts.keys() >= BOUNDS | SEARCH
    arithmetic = {name for name in counts if name.startswith("arithmetic.")}
    assert sum(counts[name] for name in BOUNDS) <= 320
    assert sum(counts[name] for name in SEARCH) <= 490
    others = counts.keys() - BOUNDS - SEARCH - arithmetic
    assert sum(counts[name] for name in others) <= 770  # 50 of them for masks, 90 for blocks
    assert sum(counts[name] for name in arithmetic) <= 480
