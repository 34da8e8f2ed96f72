"""The peers' own environment: made by the benchmark, never a dependency of the project."""

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "scipy", "jax", "optimistix", "torch")


class Peers:
    """Runs `peers.py` in an environment of its own; a package that cannot be installed leaves its methods out."""

    def __init__(self, folder: Path) -> None:
        self._python = folder / "bin" / "python"
        if not self._python.exists():
            venv.create(folder, with_pip=True)
        self.failed = [package for package in PACKAGES if not self._installed(package)]
        self.available: dict[str, Any] = self.call("available") or {"versions": {}, "solvers": [], "hessians": []}

    def call(self, *arguments: str, seconds: float = 300.0) -> dict[str, Any] | None:
        """The JSON object it prints; None when it fails or takes too long."""
        command = [str(self._python), str(Path(__file__).with_name("peers.py")), *arguments]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            sys.stderr.write(f"{' '.join(arguments[:2])}: {error}\n")
            return None
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def _installed(self, package: str) -> bool:
        show = [str(self._python), "-m", "pip", "show", "--quiet", package]
        install = [str(self._python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
        if subprocess.run(show, check=False, capture_output=True).returncode == 0:
            return True
        sys.stderr.write(f"installing {package} into {self._python.parent.parent}\n")
        return subprocess.run(install, check=False).returncode == 0
