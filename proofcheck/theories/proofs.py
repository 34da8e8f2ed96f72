"""Where the proofs in Coq about a theory's lemmas are, and what was checked of them: `proofs/*.v` and `kernel.json`.

`statements/*.v` states what no claim on arrays can.
"""

from __future__ import annotations

from pathlib import Path

from proofcheck.theory import KernelProof


def proofs_beside(module: str) -> KernelProof:
    """All proofs beside the `theory.py` nearest above the module (its `__file__`), and their record.

    `make kernel` finds each folder of that form and checks its theory again.
    """
    folder = next(place for place in Path(module).parents if (place / "theory.py").is_file())
    files = tuple(sorted(path for part in ("proofs", "statements") for path in (folder / part).glob("*.v")))
    return KernelProof(record=folder / "kernel.json", files=files)
