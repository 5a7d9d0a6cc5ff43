"""A value of an object that is computed when it is first asked for, and once, without a lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - used as a decorator, like functools.cached_property
    """Compute a property once and keep it in the object, as later versions of Python do.

    ``functools.cached_property`` takes a lock in Python 3.11, which costs more than most values
    here. Two threads may compute a value twice; both are equal.

    Args:
        compute: Gives the value of an object with a ``__dict__``.

    Example:
        >>> class Row:
        ...     @once
        ...     def words(self):
        ...         print("read")
        ...         return ["a"]
        >>> row = Row()
        >>> row.words, row.words
        read
        (['a'], ['a'])
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> once[T]: ...

    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...

    def __get__(self, instance: object | None, owner: type | None = None) -> once[T] | T:
        if instance is None:
            return self
        # Not through setattr: the object may be frozen.
        value = instance.__dict__[self._name] = self._compute(instance)
        return value
