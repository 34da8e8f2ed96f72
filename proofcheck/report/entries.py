"""The report document as types: one TypedDict an object of `schemas/report.schema.json`, as `validate` returns it.

Keys that came later than the first documents and have a default are always there after `validate`; the other ones are
`NotRequired`. A test compares keys and types with the schema. Numbers that were not measured or not finite are None.
"""

from typing import NotRequired, TypeAlias, TypedDict

Exact: TypeAlias = "str | float | bool | list[Exact] | dict[str, Exact]"  # exact numbers are text
Matrix: TypeAlias = list[list[float | None]]


class TheoryEntry(TypedDict):
    """What the report is about; `notation` has pairs of a symbol in LaTeX, or a word, and its meaning."""

    name: str
    title: str
    reference: str
    problem: str
    notation: list[list[str]]


class RunEntry(TypedDict):
    """How the run is repeated, and with which versions it was made."""

    profile: str
    seed: int
    command: str
    python: str
    versions: dict[str, str]


class SourceEntry(TypedDict):
    """Where a paper prints the claim."""

    paper: str
    number: str
    page: str
    version: str


class GeneratedEntry(TypedDict):
    """The claim traced from its Python sides, or in `blocked` why it is not."""

    coverage: str
    digest: str
    lines: list[str]
    blocked: str


class VerdictEntry(TypedDict):
    """A grade by name, its meaning, and the coverage of the evidence that decides."""

    grade: str
    message: str
    reason: str


class CounterexampleEntry(TypedDict):
    """Data that refute the claim, both sides and the slack; `entry` says which of several entries fails."""

    data: dict[str, Exact]
    lhs: str
    rhs: str
    slack: str
    exact: bool
    entry: NotRequired[str]


class SharpnessEntry(TypedDict):
    """The instance that comes closest to equality in one inequality of the claim."""

    part: str
    share_lower: float | None
    lhs: str
    rhs: str
    data: dict[str, Exact]
    checker: str
    label: str
    message: str
    factor_upper: float | None


class SharpnessSummary(TypedDict):
    """The sharpness of all inequalities of a lemma, in words and one by one."""

    summary: str
    parts: list[SharpnessEntry]


class StepEntry(TypedDict):
    """A step of a written derivation; one that is a tautology shows nothing and counts for nothing."""

    label: str
    latex: str
    reason: str
    holds: bool
    tautology: bool


class ProofEntry(TypedDict):
    """A theorem of a proof kernel; `stale` says what has changed since it was checked."""

    theorem: str
    file: str
    line: int
    origin: str
    statement: str
    assumptions: list[str]
    machine: bool
    prover: str
    stale: str


class EvidenceEntry(TypedDict):
    """What one checker found; `tightness` is the largest lhs / rhs, `precision_bits` is 0 for exact arithmetic."""

    checker: str
    outcome: str
    coverage: str
    detail: str
    attempted: int
    decided: int
    margin_lower: float | None
    tightness: float | None
    margins: list[float | None]
    seed: int | None
    precision_bits: int | None
    command: str
    steps: list[StepEntry]
    proofs: list[ProofEntry]
    premises: NotRequired[list[str]]
    given: NotRequired[int]
    drawn: NotRequired[str]
    evaluations: NotRequired[int]
    searched: NotRequired[str]
    thin: NotRequired[str]
    partial: NotRequired[bool]
    counterexample: CounterexampleEntry | None


class LemmaEntry(TypedDict):
    """A lemma with its verdict and the evidence of every checker; `statement` is LaTeX without delimiters."""

    name: str
    title: str
    group: str
    statement: str
    hypotheses: str
    holds_instead: str | None
    source: SourceEntry | None
    reference: str
    remarks: str
    requires: list[str]
    expected: str | None
    space: str | None
    generated: GeneratedEntry | None
    measures: dict[str, str]
    verdict: VerdictEntry
    as_expected: bool
    internal: NotRequired[bool]
    sharpness: SharpnessSummary
    evidence: list[EvidenceEntry]


class IterationEntry(TypedDict):
    """One iteration of a solve; a `radius` of None is an infinite trust region."""

    iteration: int
    objective: float | None
    gradient_norm: float | None
    step_norm: float | None
    radius: float | None
    shift: float | None
    accepted: bool


class TheoremEntry(TypedDict):
    """A theorem behind a certificate, and whether a proof kernel has checked it."""

    theorem: str
    says: str
    checked: bool
    status: str


class CertificateEntry(TypedDict):
    """The conclusions of a certificate in the Euclidean norm; `file` is its name beside the report."""

    outcome: str
    scope: str
    reason: str
    theorem: str
    gradient_norm_upper: float | None
    curvature_lower: float | None
    hessian_lipschitz_upper: float | None
    ball_radius: float | None
    radius_upper: float | None
    objective_gap_upper: float | None
    theorems: NotRequired[list[TheoremEntry]]
    file: str


class ClaimEntry(TypedDict):
    """One claim of a certificate as the re-checker found it."""

    name: str
    statement: str
    holds: bool
    detail: str


class RecheckEntry(TypedDict):
    """Whether the re-checker confirmed a certificate, claim by claim."""

    confirmed: bool
    claims: list[ClaimEntry]


class CertifiedEntry(TypedDict):
    """Certified and true distance of one iterate, and the distance that lemma R1 proves of the next one."""

    iteration: int
    radius_upper: float | None
    error_upper: float | None
    next_upper: float | None


class ReferenceEntry(TypedDict):
    """A solve against its minimiser to `digits` digits; `ratio` is certified radius over true error."""

    digits: int
    error_lower: float | None
    error_upper: float | None
    ratio: float | None
    gap_lower: float | None
    gap_upper: float | None
    contraction: list[float | None]
    certified: NotRequired[list[CertifiedEntry]]


class SolveEntry(TypedDict):
    """One solve of the report with its certificate and re-check."""

    name: str
    title: str
    description: str
    source: str
    shapes: dict[str, int]
    weights: dict[str, float]
    status: str
    message: str
    step: str
    iterations: int
    objective: float | None
    loss: float | None
    gradient_norm: float | None
    trace: list[IterationEntry]
    certificate: CertificateEntry
    recheck: RecheckEntry
    reference: ReferenceEntry | None
    attention: dict[str, Matrix]  # leading entries of the softmax matrix, before and after


class ValueEntry(TypedDict):
    """A published value; `proved` is a decimal within `radius` of the true one."""

    name: str
    printed: str
    proved: str
    radius: str
    confirmed: bool


class ReferenceSetEntry(TypedDict):
    """Published data whose printed values were confirmed, or not, by a certificate."""

    name: str
    confirmed: bool
    start: int
    reason: str
    sum_of_squares: str
    relative_radius: float | None
    values: list[ValueEntry]


class Document(TypedDict):
    """The whole report; `counts` has the number of lemmas of each grade, `lemmas` has premises first."""

    schema: str
    theory: TheoryEntry
    run: RunEntry
    counts: dict[str, int]
    instances_decided: int
    as_expected: bool
    lemmas: list[LemmaEntry]
    solves: list[SolveEntry]
    reference_sets: list[ReferenceSetEntry]
    timing: NotRequired[dict[str, float]]  # only `proofcheck run --json` writes it
