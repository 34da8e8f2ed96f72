"""Build the arrays of the named instances from a record of two layers: `python solver/data/build.py FULL.npz`."""

import sys
from pathlib import Path

import numpy as np

_COMPONENTS = 15
_HEADS = ((2, 0), (0, 2), (0, 11))


def main(source: str) -> None:
    """Write the narrow array (principal components) and the full-width one beside this file."""
    with np.load(source, allow_pickle=False) as full:
        record = {name: full[name] for name in ("hidden_0", "hidden_2", "heads_0", "heads_2")}
    here = Path(__file__).parent
    A = _components(record["hidden_2"].astype(np.float64))
    np.savez_compressed(here / "minilm_layer2_head0.npz", A=A, B=record["heads_2"][0])
    heads = {f"layer{layer}_head{head}": record[f"heads_{layer}"][head] for layer, head in _HEADS}
    hidden = {f"hidden_{layer}": record[f"hidden_{layer}"] for layer in (0, 2)}
    np.savez_compressed(here / "minilm_full_width.npz", **hidden, **heads)


def _components(hidden: np.ndarray) -> np.ndarray:
    """Principal component scores of the centred hidden states (sign: largest loading positive), and ones."""
    centred = hidden - hidden.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    leading = directions[:_COMPONENTS]
    signs = np.sign(leading[np.arange(_COMPONENTS), np.abs(leading).argmax(axis=1)])
    return np.column_stack([centred @ (leading * signs[:, None]).T, np.ones(len(hidden))]).astype(np.float32)


if __name__ == "__main__":
    main(sys.argv[1])
