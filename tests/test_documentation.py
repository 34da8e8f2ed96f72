"""Public names say what the house asks for: shapes of arrays, units, errors raised, and where formulas are from.

What a function or a constructor raises is read off its source: every `raise` in it and in what it calls by name, in
this project, or as a method of its own class.
"""

import ast
import builtins
import inspect
import re
import textwrap
from pathlib import Path

import pytest
import yaml

import solver
from proofcheck import api, theory
from proofcheck.attention.theory import ATTENTION
from proofcheck.recheck import verify
from solver.instances import full_layer, real_layer

ROOT = Path(__file__).parents[1]
ARRAYS = ("A1", "A2", "A3", "B", "X", "Y", "X0", "Y0", "dX", "dY")
SHAPE = r"\([a-z]+ x [a-z]+\)|[a-z] x [a-z]"
UNITS = {"memory": "bytes", "budget": "seconds"}
SOURCED = (
    solver.certify,
    solver.certify_least_squares,
    solver.AttentionProblem.gradient,
    solver.AttentionProblem.hessian,
)
TYPES_OF_BUILTINS = {name for name in vars(builtins) if name.endswith("Error")}


def public():
    """(name, object, what it belongs to) of every public class, function, method and property."""
    names = {f"solver.{name}": getattr(solver, name) for name in solver.__all__}
    names |= {f"proofcheck.theory.{name}": getattr(theory, name) for name in theory.__all__}
    names |= {f"proofcheck.{name}": getattr(api, name) for name in ("Decision", "Report", "decide")}
    names |= {"proofcheck.recheck.verification.verify": verify, "solver.instances.real_layer": real_layer}
    names |= {"solver.instances.full_layer": full_layer}
    members = {
        f"{name}.{key}": member
        for name, value in names.items()
        if inspect.isclass(value)
        for key, member in vars(value).items()
        if not key.startswith("_") and (inspect.isroutine(member) or hasattr(member, "fget") or hasattr(member, "func"))
    }
    return {
        name: inspect.unwrap(value)
        for name, value in (names | members).items()
        if (inspect.isroutine(value) or inspect.isclass(value) or hasattr(value, "fget") or hasattr(value, "func"))
        and not str(getattr(value, "__module__", "")).startswith(("typing", "types"))
    }


def function_of(value):
    """The function behind a property, a cached property, a class or static method; None for a class."""
    for name in ("fget", "func", "__func__"):
        value = getattr(value, name, None) or value
    return value if inspect.isfunction(value) else None


PUBLIC = {
    name: value for name, value in public().items() if inspect.getmodule(function_of(value) or value) is not builtins
}
FUNCTIONS = {name: function_of(value) for name, value in PUBLIC.items() if function_of(value)}


def find_called(function, call):
    """The function of this project, or the method of the same class, that a call goes to by name; else None."""
    if isinstance(call.func, ast.Name):
        found = function.__globals__.get(call.func.id)
    elif (
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "self"
    ):
        owner = function.__globals__.get(function.__qualname__.partition(".")[0])
        found = getattr(owner, call.func.attr, None)
    else:
        found = None
    packages = ("solver", "proofcheck")
    return found if inspect.isfunction(found) and found.__module__.partition(".")[0] in packages else None


def find_raised(function, seen=None):
    """Names of the exceptions raised in the function and in what it calls here.

    A TypeError, and so a NotRationalError, is a programming error; an error that is a parameter has no name here.
    """
    seen = {} if seen is None else seen
    if function not in seen:
        seen[function] = set()  # of a call within itself
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        known = {"TypeError", "NotRationalError", *inspect.signature(function).parameters}
        seen[function] = leaving(tree, function, seen) - known
    return seen[function]


def leaving(node, function, seen):
    """Names of the exceptions that leave a piece of source: not those that a `try` around it names."""
    found = set()
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
        found.add(node.exc.func.id)
    called = find_called(function, node) if isinstance(node, ast.Call) else None
    if called is not None:
        found |= find_raised(called, seen)
    for field, children in ast.iter_fields(node):
        inside = [
            child for child in (children if isinstance(children, list) else [children]) if isinstance(child, ast.AST)
        ]
        parts = [leaving(child, function, seen) for child in inside]
        found |= set().union(*parts) - (caught(node) if isinstance(node, ast.Try) and field == "body" else set())
    return found


def caught(node):
    """Names of the exceptions that a `try` handles without raising them again."""
    return {
        name.id
        for handler in node.handlers
        if not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(handler))
        for name in ast.walk(handler.type or ast.Name("BaseException"))
        if isinstance(name, ast.Name)
    }


def constructors(value):
    """What runs when a class is called; constructors that a dataclass generates raise nothing."""
    own = [vars(value).get(name) for name in ("__init__", "__post_init__")]
    return [found for found in own if inspect.isfunction(found) and Path(found.__code__.co_filename).exists()]


def read_documented(name):
    """The text of a name and of the class that it belongs to."""
    owner = PUBLIC.get(name.rpartition(".")[0])
    return (inspect.getdoc(PUBLIC[name]) or "") + (inspect.getdoc(owner) or "" if owner else "")


@pytest.mark.parametrize("name", PUBLIC)
def test_it_has_a_docstring(name):
    assert len(inspect.getdoc(PUBLIC[name]) or "") > 10, name


@pytest.mark.parametrize("name", PUBLIC)
def test_the_errors_raised_are_named(name):
    functions = [FUNCTIONS[name]] if name in FUNCTIONS else constructors(PUBLIC[name])
    errors = set().union(*map(find_raised, functions))
    missing = {error for error in errors if error not in read_documented(name)}
    if "CertificateFileError" in read_documented(name):
        missing.discard("ValueError")  # reading turns it into the named one, which is a ValueError
    assert not missing, f"{name} raises {missing}"


@pytest.mark.parametrize("name", [n for n, f in FUNCTIONS.items() if n.startswith("solver.") and f.__name__[0] != "_"])
def test_arrays_have_shapes(name):
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    text = read_documented(name)
    for parameter in set(parameters) & set(ARRAYS):
        assert re.search(rf"\b{parameter}\b[^.;]{{0,40}}?(?:{SHAPE})", text), f"{name}: shape of {parameter}"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_quantities_have_units(name):
    for parameter, unit in UNITS.items():
        if parameter in inspect.signature(FUNCTIONS[name]).parameters:
            assert unit in read_documented(name), f"{name}: unit of {parameter}"


@pytest.mark.parametrize("function", SOURCED, ids=lambda function: function.__name__)
def test_formulas_have_a_source(function):
    text = function.__doc__ + (inspect.getmodule(function).__doc__ or "")
    assert re.search(r"theory [A-Z]\d|\b(19|20)\d\d\b", text)


def test_the_citation_names_the_software_and_the_paper():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert f'version = "{citation["version"]}"' in (ROOT / "pyproject.toml").read_text()
    (paper,) = citation["references"]
    readme = " ".join((ROOT / "README.md").read_text().replace("> ", "").split())
    assert f"PMLR {paper['volume']}:{paper['start']}-{paper['end']}" in readme
    assert paper["title"] in readme
    assert paper["identifiers"][0]["value"].replace(":", " ") in readme
    names = [f"{author['given-names']} {author['family-names']}" for author in paper["authors"]]
    assert ", ".join(names) in readme


def test_the_changelog_keeps_its_form():
    text = (ROOT / "CHANGELOG.md").read_text()
    sections = re.findall(r"^### (\w+)$", text, re.MULTILINE)
    assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert re.findall(r"^## \[(.*?)\]", text, re.MULTILINE)[0] == "Unreleased"


def test_the_glossary_has_the_notation_of_the_theory_and_is_linked():
    words = " ".join((ROOT / "GLOSSARY.md").read_text().split())
    assert [symbol for symbol, meaning in ATTENTION.notation if meaning not in words or symbol not in words] == []
    for page in ("README.md", "CONTRIBUTING.md"):
        assert "(GLOSSARY.md)" in (ROOT / page).read_text()
