"""Lemmas that papers print, each decided as printed: a folder a paper, only through `proofcheck.theory`.

`fine_grained_gradient` (arXiv 2402.04497), `heavy_hitters` (arXiv 2306.14048, appendix D), `multi_layer_gradient`
(arXiv 2408.13233), `softmax_lipschitz` (arXiv 2510.23012, its abstract). Where a statement fails as printed, its
counterexample is small enough to check by hand, the remarks say what rests on it in the paper and whether that
survives, and `holds_instead` names a lemma that holds. What holds is proved in Coq, in the folders `proofs`;
`kernel.json` beside them records it.
"""
