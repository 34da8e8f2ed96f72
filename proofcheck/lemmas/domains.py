"""Whether the box of a domain belongs to the claim that is decided on it."""

from __future__ import annotations

from proofcheck.lemmas.claims import Claim, Domain, Inequality, Space, TheoryError


def check_domain(name: str, claim: Claim | None, space: Space | None, domain: Domain) -> None:
    """Raise TheoryError unless the domain lies in the space of an inequality, with the same variables, at one size."""
    if not isinstance(claim, Inequality) or space is None:
        raise TheoryError(f"lemma {name!r}: a domain needs an inequality; give claim=Inequality(...) and space")
    for variable, claimed in space.variables.items():
        box = domain.space.variables.get(variable)
        if claimed.structure is not None or (box is not None and box.structure is not None):
            raise TheoryError(f"lemma {name!r}: {variable} has a structure, which no box is; leave the domain out")
        low, high = claimed.ends
        if box is not None and not ((low is None or low <= box.low) and (high is None or box.high <= high)):
            raise TheoryError(
                f"lemma {name!r}: the domain has {variable} in {box.interval()}, outside {claimed.interval()}; "
                "shrink it or widen the space"
            )
    if set(domain.space.variables) != set(space.variables):
        names = ", ".join(space.variables)
        raise TheoryError(f"lemma {name!r}: the domain's variables differ from the claim's; give {names}")
    open_sizes = [name for name, (low, high) in domain.space.sizes.items() if low != high]
    if open_sizes:
        raise TheoryError(f"lemma {name!r}: the domain leaves size {open_sizes[0]} open; give one value (k, k)")
