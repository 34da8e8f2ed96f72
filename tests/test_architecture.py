"""The house is small and without circles; contracts hold at run time; a job needs the distributions of its extra."""

import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]

MOST_ROOMS = 21  # 18 of the checker behind two doors (`__init__`, `__main__`), and the solver
MOST_ARROWS = 55
MOST_MODULES = 14  # of a folder
MOST_LINES = 300

FORBIDDEN = {
    "solver": ("proofcheck", "flint", "sympy", "mpmath", "hypothesis", "rich", "jinja2", "matplotlib", "distributed"),
    "proofcheck.recheck": ("solver", "hypothesis", "rich", "jinja2", "matplotlib"),
    "proofcheck.checkers": ("solver",),
    "proofcheck.pytest_plugin": (
        "solver",
        "numpy",
        "sympy",
        "flint",
        "hypothesis",
    ),  # loaded by every run of pytest
}


@pytest.mark.slow
@pytest.mark.parametrize("module", FORBIDDEN)
def test_importing_a_module_does_not_bring_what_it_must_not_know(module):
    code = f"import sys, {module}; print([n for n in {FORBIDDEN[module]!r} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


ONLY = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""
SOLVE = """
import numpy as np
from solver import AttentionProblem, Outcome, certify, solve
rng = np.random.default_rng(0)
problem = AttentionProblem(*(rng.normal(size=s) for s in ((12, 2), (10, 2), (10, 2), (12, 2))), wx=1.0, wy=1.0)
solution = solve(problem)
print(solution)
sys.exit(certify(problem, solution.X, solution.Y).outcome is not Outcome.CERTIFIED)
"""
COMMAND = "from proofcheck.cli import main; sys.exit(main({arguments!r}))"
MODULES = {"python-flint": "flint"}


def modules_of(*extras):
    """The top-level modules of the distributions that these extras bring beside the core's."""
    optional = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    names = {re.match(r"[\w-]+", line)[0] for extra in extras for line in optional[extra]}
    return {MODULES.get(name, name) for name in names}


def run_without(missing, code):
    whole = ONLY.format(missing=sorted(missing)) + code
    return subprocess.run([sys.executable, "-W", "error", "-c", whole], capture_output=True, text=True, check=False)


def test_solving_and_certifying_need_the_core_alone():
    done = run_without(modules_of("check", "report", "dask"), SOLVE)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_deciding_needs_no_report():
    arguments = ["run", "proofcheck.theories.elementary_functions", "--quiet"]
    done = run_without(modules_of("report", "dask"), COMMAND.format(arguments=arguments))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_command_without_its_extra_says_what_to_install():
    done = run_without(modules_of("check", "report"), COMMAND.format(arguments=["run"]))
    assert done.returncode == 2
    assert "is not installed; pip install 'attention-proofcheck[" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_page_without_graphlay_has_no_graph(tmp_path):
    arguments = ["report", "proofcheck.theories.elementary_functions", "--out", str(tmp_path / "r"), "--quiet"]
    done = run_without({"graphlay"}, COMMAND.format(arguments=arguments))
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "r" / "index.html").read_text()
    assert "#graph" not in page


def list_imports():
    """Each module of both packages with the modules that it imports; those for types alone are counted too."""
    graph = grimp.build_graph("solver", "proofcheck", exclude_type_checking_imports=False, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def name_room(module):
    """The solver as a whole; of the checker, its folders and the files beside them."""
    return "solver" if module.partition(".")[0] == "solver" else ".".join(module.split(".")[:2])


def test_no_modules_import_each_other_in_a_circle():
    TopologicalSorter(list_imports()).prepare()


def test_the_house_has_few_rooms_and_few_arrows_between_them():
    imports = list_imports()
    arrows = {(name_room(a), name_room(b)) for a, imported in imports.items() for b in imported}
    between = sorted(arrow for arrow in arrows if len(set(arrow)) == 2)
    assert len({name_room(module) for module in imports}) <= MOST_ROOMS
    assert len(between) <= MOST_ARROWS, f"{len(between)} arrows: {between}"


def test_no_folder_is_a_corridor():
    found = {folder: len(list_modules(folder)) for folder in list_folders()}
    assert {str(folder): count for folder, count in found.items() if count > MOST_MODULES} == {}


def list_folders():
    return [path.parent for package in ("solver", "proofcheck") for path in (ROOT / package).rglob("__init__.py")]


def list_modules(folder):
    return [path for path in folder.glob("*.py") if path.stem != "__init__"]


def test_no_file_is_too_long_to_read():
    files = [path for package in ("solver", "proofcheck", "tests") for path in (ROOT / package).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
