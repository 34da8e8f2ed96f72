# - S1 without the loss: at a certified point the gradient nearly vanishes, hence wy^2 V_k is about f_k c, and the mixed
#   term phi |c| / wy, which stays, is about as large as the loss term that is lost.
#   `tests/solver/certificates/test_global_region.py` notices, which compares the float bound with the re-checker's at
#   any point.
