"""Where the claim of a lemma is printed."""

from __future__ import annotations

from dataclasses import dataclass, fields

from proofcheck.lemmas.claims import TheoryError


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a claim is printed: the paper, its number there (`C.7`), page and version; "" for what is not known.

    Raises TheoryError for what is no text, and for a source without paper or number.
    """

    paper: str
    number: str
    page: str = ""
    version: str = ""

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if not isinstance(value, str):
                raise TheoryError(f"source: {entry.name}={value!r} is of type {type(value).__name__}; give a text")
        if not (self.paper and self.number):
            raise TheoryError(f"source: paper={self.paper!r}, number={self.number!r}; give both")

    def __str__(self) -> str:
        """One line: `H2O, D.44, page 40, as printed in arXiv v3`."""
        page = f", page {self.page}" if self.page else ""
        version = f", as printed in {self.version}" if self.version else ""
        return f"{self.paper}, {self.number}{page}{version}"
