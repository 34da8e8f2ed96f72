"""What an expansion does not tell a residual: its value, what depends on it, and what it would be remembered by."""

from __future__ import annotations

from typing import Any, NoReturn

from solver.least_squares.errors import UnsupportedAttributeError, UnsupportedError, refuse_value
from solver.least_squares.ufuncs import UFUNCS


class Sealed:
    """Methods of Python's numbers that raise ParameterError; attributes of numpy's arrays that are named as missing."""

    value = property(refuse_value("the `.value`"))
    __float__ = __int__ = __complex__ = __index__ = refuse_value("a float or an integer")
    __round__ = __trunc__ = __floor__ = __ceil__ = refuse_value("a rounded value")
    __lt__ = __le__ = __gt__ = __ge__ = refuse_value("a comparison")
    __eq__ = __ne__ = refuse_value("an equality")
    __hash__ = refuse_value("the hash")
    __bool__ = refuse_value("a truth value")
    __format__ = refuse_value("a formatted text")
    __reduce_ex__ = refuse_value("a pickle")
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = refuse_value("`//` or `%`")

    def __repr__(self) -> str:
        """The same for every expansion: a memory by it shows at once."""
        return "<parameters>"

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # as numpy and Python ask for their protocols
            raise AttributeError(name)
        raise UnsupportedAttributeError(
            f"the residual asks its parameters for `.{name}`, which they do not have (np.{name} of an array of them "
            f"does, too); use + - * / **, np.sum(x), np.mean(x), np.reshape(x, shape), {', '.join(sorted(UFUNCS))}"
        )

    def __setitem__(self, index: Any, _: Any) -> None:
        raise UnsupportedError(
            f"the residual assigns to entry {index!r} of its parameters, which stay as they are; use "
            "np.where(mask, a, b), np.stack or np.concatenate"
        )
