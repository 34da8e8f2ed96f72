"""The pages as `make docs` builds them, in a folder of their own, once for all processes of a test run."""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

from code_blocks import ROOT, bash

INCLUDED = ("GLOSSARY.md", "CHANGELOG.md", "proofcheck", "tests")  # beside `docs`, by pages that include their files


def build_once(shared):
    """(folder of pages, what went wrong or ""), built by the first process that asks."""
    shared.mkdir(exist_ok=True)
    message = shared / "message.txt"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not message.exists():
            message.write_text(build(shared))
    return shared / "pages", message.read_text()


def build(folder: Path):
    """Build with the command of the Makefile; what it said, which is nothing when all is well."""
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("gallery", "commands", "__pycache__"))
    for name in INCLUDED:
        (folder / name).symlink_to(ROOT / name)
    printed = bash("make --dry-run docs", ROOT).stdout
    (line,) = (line for line in printed.splitlines() if " -m sphinx " in line)
    words = line.split()[1:-2]
    target = [str(folder / "docs"), str(folder / "pages")]
    done = subprocess.run(
        [sys.executable, *(word.replace("build/", f"{folder}/") for word in words), *target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr or ("" if done.returncode == 0 else f"exit code {done.returncode}")
