"""The attention theory: every lemma group in one `Theory`, and the solves that its report shows."""

from proofcheck.attention.certificates.floating_point import FLOATING_POINT
from proofcheck.attention.certificates.global_minimum import GLOBAL
from proofcheck.attention.certificates.newton_kantorovich import CERTIFICATES
from proofcheck.attention.certificates.positive_definiteness import POSITIVE_DEFINITENESS
from proofcheck.attention.convexity.boxes import BOXES
from proofcheck.attention.convexity.moduli import MODULI
from proofcheck.attention.convexity.pointwise import CURVATURE
from proofcheck.attention.convexity.spectral_sandwich import S5
from proofcheck.attention.convexity.stationary_points import STATIONARY_POINTS
from proofcheck.attention.convexity.sublevel_sets import SUBLEVEL_SETS
from proofcheck.attention.costs.counts import COSTS
from proofcheck.attention.derivatives.float64_oracle import ORACLE
from proofcheck.attention.derivatives.formulas import IDENTITIES
from proofcheck.attention.derivatives.masks import MASKS
from proofcheck.attention.derivatives.moment_form import MOMENT_FORM
from proofcheck.attention.derivatives.variable_projection import PROJECTION
from proofcheck.attention.known_mutants import KNOWN_MUTANTS, OPEN_MUTANTS
from proofcheck.attention.lipschitz.ball import BALL
from proofcheck.attention.lipschitz.bounded_values import B6
from proofcheck.attention.lipschitz.euclidean_norm import EUCLIDEAN_LIPSCHITZ
from proofcheck.attention.lipschitz.natural_norm import LIPSCHITZ
from proofcheck.attention.notation import NOTATION, PROBLEM
from proofcheck.attention.rates.kronecker import GREEDY
from proofcheck.attention.rates.newton import RATES
from proofcheck.attention.rates.tensor_sketch import SKETCHES
from proofcheck.attention.report_solves import reference_sets, showcase
from proofcheck.attention.softmax.covariances import RULES
from proofcheck.attention.softmax.fourth_cumulants import FOURTH_CUMULANTS
from proofcheck.attention.softmax.lipschitz import SOFTMAX
from proofcheck.attention.softmax.third_cumulants import THIRD_CUMULANTS
from proofcheck.attention.softmax.trilinear_forms import TRILINEAR
from proofcheck.attention.softmax.weights import BOUNDS
from proofcheck.lemmas.lemma import Theory

ATTENTION = Theory(
    name="attention",
    title="One-layer attention regression",
    lemmas=(
        *IDENTITIES,
        *MASKS,
        *MOMENT_FORM,
        *PROJECTION,
        *ORACLE,
        *BOUNDS,
        *SOFTMAX,
        *RULES,
        *THIRD_CUMULANTS,
        *FOURTH_CUMULANTS,
        *TRILINEAR,
        *LIPSCHITZ,
        B6,
        *EUCLIDEAN_LIPSCHITZ,
        *BALL,
        *CURVATURE,
        *MODULI,
        S5,
        *SUBLEVEL_SETS,
        *STATIONARY_POINTS,
        *BOXES,
        *RATES,
        *GREEDY,
        *SKETCHES,
        *COSTS,
        *CERTIFICATES,
        *GLOBAL,
        *FLOATING_POINT,
        *POSITIVE_DEFINITENESS,
    ),
    reference="Problem: Gao, Song, Wang, Yin, A Fast Optimization View: Reformulating Single Layer Attention in LLM "
    "Based on Tensor and SVM Trick, and Solving It in Matrix Multiplication Time, arXiv 2309.07418; PMLR 286 (2025)",
    problem=PROBLEM,
    notation=NOTATION,
    known_mutants=KNOWN_MUTANTS,
    open_mutants=OPEN_MUTANTS,
)

__all__ = ["ATTENTION", "reference_sets", "showcase"]
