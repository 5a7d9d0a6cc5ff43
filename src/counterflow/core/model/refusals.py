"""What could not be read as it stands: a cell remarked upon, a record refused."""

from __future__ import annotations

import msgspec


class Remark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something understood only with a repair, or not understood, about one input cell.

    ``blocks`` is true where the cell could not be used, so that coverage must name it.
    """

    what: str
    column: str = ""
    row: int = 0
    blocks: bool = False


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record that could not be used: where it stands, what is wrong and what to do.

    ``row`` counts data records from 1, ``line`` is the physical line or sheet row; 0 is unknown.
    ``fatal`` says that nothing after this place could be read.
    """

    what: str
    file: str = ""
    row: int = 0
    line: int = 0
    column: str = ""
    remedy: str = ""
    fatal: bool = False
