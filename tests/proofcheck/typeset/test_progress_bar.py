"""The bar of a notebook: one, written over, after a second; none elsewhere."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from proofcheck.typeset import progress_bar
from proofcheck.typeset.progress_bar import in_notebook, make_notebook_bar


@pytest.fixture
def notebook(monkeypatch):
    """A stand-in for the kernel of a notebook: what is displayed, in order, updates after the first."""
    shown = []
    package, display = ModuleType("IPython"), ModuleType("IPython.display")
    package.get_ipython = lambda: SimpleNamespace(kernel=object())
    display.HTML = lambda text: str(text)
    handle = SimpleNamespace(update=lambda html: shown.append(("update", html)))
    display.display = lambda html, display_id: shown.append(("display", html)) or handle
    monkeypatch.setitem(sys.modules, "IPython", package)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return shown


def test_one_bar_appears_after_a_second_and_is_written_over(notebook, monkeypatch):
    clock = iter([0.0, 0.5, 1.5])
    monkeypatch.setattr(progress_bar, "monotonic", lambda: next(clock))
    advance = make_notebook_bar()
    for done, name in ((1, "a"), (2, "<b>"), (3, "c")):
        advance(name, done, 3)
    assert [kind for kind, _ in notebook] == ["display", "update"]
    assert notebook[0][1] == '<div><progress value="2" max="3"></progress> 2 of 3: &lt;b&gt;</div>'


@pytest.mark.parametrize("shell", [None, SimpleNamespace()])
def test_a_terminal_has_none(notebook, monkeypatch, shell):
    sys.modules["IPython"].get_ipython = lambda: shell
    assert not in_notebook()
    make_notebook_bar()("a", 1, 2)
    assert notebook == []


def test_without_ipython_there_is_no_notebook(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert not in_notebook()
