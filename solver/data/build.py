"""Build minilm_layer2_head0.npz from the full record of two layers: `python solver/data/build.py FULL.npz`."""

import sys
from pathlib import Path

import numpy as np

_COMPONENTS = 15


def main(source: str) -> None:
    """Principal component scores of the centred hidden states (sign: largest loading positive), ones, head output."""
    with np.load(source, allow_pickle=False) as full:
        hidden, heads = full["hidden_2"].astype(np.float64), full["heads_2"]
    centred = hidden - hidden.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    leading = directions[:_COMPONENTS]
    signs = np.sign(leading[np.arange(_COMPONENTS), np.abs(leading).argmax(axis=1)])
    A = np.column_stack([centred @ (leading * signs[:, None]).T, np.ones(len(hidden))]).astype(np.float32)
    np.savez_compressed(Path(__file__).with_name("minilm_layer2_head0.npz"), A=A, B=heads[0])


if __name__ == "__main__":
    main(sys.argv[1])
