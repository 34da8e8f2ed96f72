"""Y. Liang et al., Multi-Layer Transformers Gradient Can be Approximated ...: lemmas C.17 to C.19, D.1 to D.8."""
