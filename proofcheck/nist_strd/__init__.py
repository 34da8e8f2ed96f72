"""The 27 NIST Statistical Reference Datasets for nonlinear regression, certified: problems that nobody here wrote.

Data, starts and certified values: US National Institute of Standards and Technology (public domain), `data/*.dat`.
"""

from proofcheck.nist_strd.confirmation import Confirmation, Value, confirm, confirm_all

__all__ = ["Confirmation", "Value", "confirm", "confirm_all"]
