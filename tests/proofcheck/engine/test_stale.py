"""Nothing stale: every way in which what a lemma depends on can change makes it decided anew, or it is not kept."""

import importlib
import subprocess
import sys

import pytest

from proofcheck.checkers import CHECKERS, Settings
from proofcheck.engine import sources
from proofcheck.engine.cache import Journal
from proofcheck.engine.cache_keys import lemma_keys, task_key
from proofcheck.engine.reads import record_reads
from proofcheck.engine.runner import RunOptions, run
from proofcheck.engine.sources import digest_sources
from proofcheck.engine.tasks import Task
from proofcheck.lemmas.loading import list_shipped_theories, load_theory

HEADER = """
import functools, json, os, threading
from pathlib import Path
from proofcheck.theory import *
HERE = Path(__file__).parent
S = Space(variables={"x": Variable()})
def L(rhs, **more):
    return Lemma(name="a", title="", statement="", claim=Inequality(lhs=lambda x: x, rhs=rhs), space=S, **more)
"""
CHANGES = {
    "a function": "def f(x): return x + @\nT = Theory(name='t', title='', lemmas=(L(f),))",
    "a class attribute": "class K:\n    shift = @\nT = Theory(name='t', title='', lemmas=(L(lambda x: x + K.shift),))",
    "an inherited attribute": "class B:\n    shift = @\nclass K(B): pass\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: x + K.shift),))",
    "a metaclass": "class M(type):\n    def f(cls, x): return x + @\nclass K(metaclass=M): pass\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: K.f(x)),))",
    "an object's attribute": "class K:\n    def __init__(self): self.shift = @\nk = K()\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: x + k.shift),))",
    "a slot": "class K:\n    __slots__ = ('shift',)\nk = K()\nk.shift = @\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: x + k.shift),))",
    "a property": "class K:\n    @property\n    def shift(self): return @\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: x + K().shift),))",
    "a wrapped function": "def w(f):\n    @functools.wraps(f)\n    def g(x): return f(x) + @\n    return g\n"
    "T = Theory(name='t', title='', lemmas=(L(w(lambda x: x)),))",
    "a wrapper of an installed one": "def w(f):\n    @functools.wraps(f)\n    def g(x): return x + @\n    return g\n"
    "T = Theory(name='t', title='', lemmas=(L(w(json.dumps)),))",
    "a cached function": "@functools.cache\ndef c(): return @\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: x + c()),))",
    "a partial": "f = functools.partial(lambda k, x: x + k, @)\nT = Theory(name='t', title='', lemmas=(L(f),))",
    "a function's attribute": "def f(x): return x + f.k\nf.k = @\nT = Theory(name='t', title='', lemmas=(L(f),))",
    "a name looked up as text": "k = @\nT = Theory(name='t', title='', lemmas=(L(lambda x: x + globals()['k']),))",
    "evaluated text": "text = 'x + @'\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: eval(globals()['te' + 'xt'])),))",
    "a list that a function holds": "a = [@]\nT = Theory(name='t', title='', lemmas=(L(lambda x: x + a[0]),))",
    "an imported module": "import other_@@\nT = Theory(name='t', title='', lemmas=(L(lambda x: x + other_@@.K),))",
    "a module imported inside": "def f(x):\n    import other_@@\n    return x + other_@@.K\n"
    "T = Theory(name='t', title='', lemmas=(L(f),))",
    "data read at import": "K = int((HERE / 'data.txt').read_text())\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: x + K),))",
    "data read while running": "def f(x): return x + int((HERE / 'data.txt').read_text())\n"
    "T = Theory(name='t', title='', lemmas=(L(f),))",
    "data read by a witness": "def w(): return {'x': rationals(int((HERE / 'data.txt').read_text()))}\n"
    "T = Theory(name='t', title='', lemmas=(L(lambda x: x + 1, witness=w),))",
}


@pytest.fixture
def counted(monkeypatch):
    """How often the rigorous checker is asked."""
    from dataclasses import replace

    calls, original = [], CHECKERS["rigorous"]

    def check(lemma, settings):
        calls.append(lemma.name)
        return original.check(lemma, settings)

    monkeypatch.setitem(CHECKERS, "rigorous", replace(original, check=check))
    return calls


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_every_kind_of_change_is_noticed(change, tmp_path, monkeypatch, counted):
    monkeypatch.syspath_prepend(str(tmp_path))
    name = "".join(letter for letter in change if letter.isalpha())

    def write(number):
        body = CHANGES[change].replace("@@", name).replace("= @", f"= {number}").replace("+ @", f"+ {number}")
        body = (
            body.replace("return @", f"return {number}").replace("[@]", f"[{number}]").replace(", @)", f", {number})")
        )
        (tmp_path / "theory.py").write_text(HEADER + body)
        (tmp_path / f"other_{name}.py").write_text(f"K = {number}\n")
        (tmp_path / "data.txt").write_text(str(number))
        importlib.invalidate_caches()
        sys.modules.pop(f"other_{name}", None)

    journal = tmp_path / "j.jsonl"
    for number, asked in ((1, 1), (1, 1), (2, 2)):
        write(number)
        run(str(tmp_path / "theory.py"), Settings(), options=RunOptions(journal=journal))
        assert len(counted) == asked, number


@pytest.mark.slow
def test_a_worker_says_what_it_read(tmp_path):
    (tmp_path / "theory.py").write_text(HEADER + CHANGES["data read while running"])
    (tmp_path / "data.txt").write_text("1")
    run(str(tmp_path / "theory.py"), Settings(), options=RunOptions(jobs=2, journal=tmp_path / "j.jsonl"))
    journal = Journal(tmp_path / "j.jsonl")
    theory = load_theory(str(tmp_path / "theory.py"))
    key = lemma_keys(theory.lemmas)["a"].digest
    report = journal.get(task_key(key, Task(lemma="a", checker="rigorous"), Settings()))
    assert report is not None
    assert list(report.files) == [str(tmp_path / "data.txt")]


UNKNOWN = {
    "an open file": ("handle = open(__file__)\ndef f(x): return x + handle.fileno()", "TextIOWrapper"),
    "a lock": ("lock = threading.Lock()\ndef f(x):\n    with lock: return x + 1", "lock"),
    "a generator": ("made = (i for i in range(9))\ndef f(x): return x + next(made)", "generator"),
    "the environment": ("def f(x): return x + int(os.environ.get('NO_SUCH', 1))", "f reads the environment"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", UNKNOWN)
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_cannot_be_followed_is_not_kept_and_the_run_says_so(kind, tmp_path, counted):
    body, words = UNKNOWN[kind]
    path, notes = tmp_path / "theory.py", []
    path.write_text(f"{HEADER}{body}\nT = Theory(name='t', title='', lemmas=(L(f),))")
    for _ in range(2):
        run(str(path), Settings(), on_note=notes.append, options=RunOptions(journal=tmp_path / "j.jsonl"))
    assert len(counted) == 2
    assert len(notes) == 2
    assert words in notes[0]
    assert "not kept for --resume" in notes[0]


@pytest.mark.slow
@pytest.mark.parametrize("reference", list_shipped_theories())
def test_all_shipped_lemmas_can_be_kept(reference):
    keys = lemma_keys(load_theory(reference).lemmas)
    assert {key.unknown for key in keys.values()} == {""}
    assert len({key.digest for key in keys.values()}) == len(keys)


@pytest.mark.slow
def test_keys_are_the_same_in_another_process():
    code = (
        "from proofcheck.engine.cache_keys import lemma_keys\nfrom proofcheck.lemmas.loading import load_theory\n"
        "print(*lemma_keys(load_theory('proofcheck.theories.softmax_regression').lemmas).values())"
    )
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    found = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        for _ in range(2)
    ]
    assert found[0].stdout == found[1].stdout != ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "folders"),
    [
        ("proofcheck.attention.softmax.weights", {"attention/softmax", "attention/common", "model", "arithmetic"}),
        ("proofcheck.checkers", {"checkers/search", "checkers/instances", "lemmas", "arithmetic"}),
    ],
)
def test_whole_folders_count(module, folders, monkeypatch):
    """A change of any one file of a folder that is reached changes the digest."""
    files, _ = sources.Sources()._reach([module])
    names = {str(path.parent).rpartition("proofcheck/")[2] for path in files}
    assert folders <= names
    before, original = digest_sources([module]), sources.digest_file
    for folder in folders:
        victim = next(path for path in sorted(files) if str(path.parent).endswith(folder))
        monkeypatch.setattr(sources, "digest_file", lambda path, v=victim: "x" if path == v else original(path))
        assert digest_sources([module]) != before, victim


def test_a_lemma_that_runs_the_solver_depends_on_it():
    files, _ = sources.Sources()._reach(["proofcheck.attention.rates.observed_runs"])
    assert any("solver/minimise" in str(path) for path in files)


def test_only_reads_of_data_are_recorded(tmp_path):
    (tmp_path / "data.csv").write_text("1")
    with record_reads() as files:
        (tmp_path / "data.csv").read_text()
        (tmp_path / "written").write_text("2")
    (tmp_path / "written").read_text()
    assert list(files) == [str(tmp_path / "data.csv")]
    assert len(files[str(tmp_path / "data.csv")]) == 64
