"""The peers' own environment: made by the benchmark, never a dependency of the project."""

import json
import os
import select
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "scipy", "jax", "optimistix", "torch")


class Peers:
    """Runs `peers.py` in an environment of its own; a package that cannot be installed leaves its methods out.

    One process a library answers all requests, so that nothing is imported twice; it is replaced when it hangs.
    """

    def __init__(self, folder: Path) -> None:
        self._python = folder / "bin" / "python"
        if not self._python.exists():
            venv.create(folder, with_pip=True)
        self._workers: dict[str, subprocess.Popen[str]] = {}
        self.failed = [package for package in PACKAGES if not self._installed(package)]
        self.available: dict[str, Any] = self.call("about", "available")

    def call(self, library: str, *arguments: str, seconds: float = 120.0) -> dict[str, Any]:
        """What it answers; {"failed": why} when it fails or takes longer than `seconds`."""
        worker = self._workers.get(library)
        if worker is None or worker.poll() is not None:
            worker = self._workers[library] = self._started()
        if worker.stdin is None or worker.stdout is None:
            raise TypeError("a worker has pipes")
        worker.stdin.write(json.dumps(arguments) + "\n")
        worker.stdin.flush()
        if not select.select([worker.stdout], [], [], seconds)[0]:
            worker.kill()
            worker.wait()
            return {"failed": f"no answer within {seconds:.0f} s"}
        line = worker.stdout.readline()
        return dict(json.loads(line)) if line else {"failed": f"the process ended with status {worker.wait()}"}

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers.values():
            worker.kill()
            worker.wait()

    def _started(self) -> "subprocess.Popen[str]":
        command = [str(self._python), "-W", "ignore", str(Path(__file__).with_name("peers.py"))]
        quiet = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet)

    def _installed(self, package: str) -> bool:
        show = [str(self._python), "-m", "pip", "show", "--quiet", package]
        install = [str(self._python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
        if subprocess.run(show, check=False, capture_output=True).returncode == 0:
            return True
        sys.stderr.write(f"installing {package} into {self._python.parent.parent}\n")
        return subprocess.run(install, check=False).returncode == 0
