"""Compile the Coq sources in a build folder: dependency order by `coqdep`, several files at once, interruptible."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from proofcheck.kernel.errors import KernelError, ProofError, ProverMissingError
from proofcheck.kernel.sources import CoqSource

PACKAGES: Final = "coq libcoq-coquelicot libcoq-interval libcoq-mathcomp-ssreflect"
_ROOT: Final = ("-Q", "PC", "PC")
_PLACE: Final = re.compile(r'File "([^"]+)", line (\d+), characters \d+-\d+:\s*\n(Error:.*)', re.DOTALL)
_MARK: Final = "made-by-proofcheck"
_VERSION: Final = re.compile(r"version (\S+)")

Progress = Callable[[str, int, int], None]


@dataclass(kw_only=True)
class Prover:
    """Coq's programs, run in a build folder; those that run are ended when the block is left by an exception."""

    folder: Path
    _running: set[subprocess.Popen[str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)
    _stopped: bool = False

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end. Raises ProverMissingError, and KernelError once the block was left."""
        command = [locate(program), *arguments]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COQ")}
        with self._lock:
            if self._stopped:
                raise KernelError("the build was stopped")
            process = subprocess.Popen(  # noqa: S603
                command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            self._running.add(process)
        try:
            out, err = process.communicate()
        finally:
            with self._lock:
                self._running.discard(process)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def __enter__(self) -> Prover:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """End what still runs after an exception; nothing starts any more."""
        if kind is None:
            return
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()


def locate(program: str) -> str:
    """The path of one of Coq's programs. Raises ProverMissingError."""
    path = shutil.which(program)
    if path is None:
        raise ProverMissingError(f"{program} is not installed; on Debian: apt-get install {PACKAGES}")
    return path


def prover_version() -> str:
    """`Coq 8.16.1`. Raises ProverMissingError."""
    told = subprocess.run([locate("coqc"), "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = _VERSION.search(told)
    return f"Coq {found[1] if found else told.strip()}"


def write_sources(sources: Iterable[CoqSource], folder: Path, version: str = "") -> None:
    """Lay the files out in a build folder; what an earlier build by the same prover compiled is kept where unchanged.

    Raises KernelError for a folder that has files and was not made by a build.
    """
    root, texts = folder / "PC", {source.path: source.text for source in sources}
    mark = root / _MARK
    if not mark.exists() and any(root.rglob("*")):
        raise KernelError(f"{folder}: has a folder PC that no build made; name a new folder")
    fresh = not mark.exists() or mark.read_text("utf-8") != version
    for old in [*root.rglob("*.v"), *root.rglob("*.vo")]:
        path = old.relative_to(root).as_posix().removesuffix("o")
        if fresh or path not in texts or not _has_text(root / path, texts[path]):
            old.unlink()
    for path, text in texts.items():
        file = root / path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    mark.write_text(version, "utf-8")


def _has_text(file: Path, text: str) -> bool:
    return file.exists() and file.read_text("utf-8") == text


def compile_sources(
    sources: Sequence[CoqSource],
    prover: Prover,
    *,
    jobs: int = 2,
    on_progress: Progress = lambda _file, _done, _total: None,
) -> None:
    """Compile all files, each after those that it requires; `on_progress(file, done, total)` after each.

    Raises ProofError for the first file that Coq rejects, with its line and Coq's message.
    """
    needs = _dependencies(sources, prover)
    done = _current_files(needs, prover.folder / "PC")
    waiting = {path: required for path, required in needs.items() if path not in done}
    with ThreadPoolExecutor(jobs) as pool, prover:
        running: dict[Future[None], str] = {}
        while waiting or running:
            for path in [path for path, needs in waiting.items() if needs <= done][: jobs - len(running)]:
                del waiting[path]
                running[pool.submit(_compile, path, prover)] = path
            if not running:
                raise ProofError(min(waiting), 0, f"requires form a cycle among {', '.join(sorted(waiting))}")
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                path = running.pop(future)
                future.result()
                done.add(path)
                on_progress(path, len(done), len(sources))


def _current_files(needs: dict[str, set[str]], root: Path) -> set[str]:
    """The files that are compiled already, with all that they require; what was compiled of others is removed."""
    kept = {path for path in needs if (root / f"{path}o").exists()}
    while lost := {path for path in kept if not needs[path] <= kept}:
        kept -= lost
    for path in needs.keys() - kept:
        (root / f"{path}o").unlink(missing_ok=True)
    return kept


def _dependencies(sources: Sequence[CoqSource], prover: Prover) -> dict[str, set[str]]:
    """For each file the files that it requires. Raises ProofError for a module that does not exist."""
    told = prover.run("coqdep", *_ROOT, *(f"PC/{source.path}" for source in sources))
    missing = re.search(r"in file PC/(\S+), library\s+(\S+)\s+is required and has\s+not been found", told.stderr)
    if missing:
        raise ProofError(missing[1], 0, f"requires {missing[2]}, which is neither here nor installed")
    paths = {source.path for source in sources}
    needs: dict[str, set[str]] = {path: set() for path in paths}
    for rule in told.stdout.replace("\\\n", " ").splitlines():
        targets, _, required = rule.partition(":")
        made = next((name for name in targets.split() if name.endswith(".vo")), None)
        if made is not None:
            named = {name[3:].removesuffix("o") for name in required.split() if name.endswith(".vo")}
            needs[made[3:].removesuffix("o")] = named & paths
    return needs


def _compile(path: str, prover: Prover) -> None:
    done = prover.run("coqc", "-q", "-w", "none", *_ROOT, f"PC/{path}")
    if done.returncode:
        (prover.folder / "PC" / f"{path}o").unlink(missing_ok=True)  # it may have been cut short
        raise rejection(done.stderr or done.stdout, path)


def rejection(told: str, path: str) -> ProofError:
    """What Coq said, as an error with file and line."""
    found = _PLACE.search(told)
    if found is None:
        return ProofError(path, 0, " ".join(told.split()) or "Coq ended without a message")
    return ProofError(found[1].removeprefix("./").removeprefix("PC/"), int(found[2]), found[3].strip())
