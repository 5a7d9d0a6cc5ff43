"""Transactions decode with types checked."""

from __future__ import annotations

import msgspec
import pytest

from counterflow.core.model.transactions import Transaction


def test_a_wrong_type_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"parties\[0\]\.name"):
        msgspec.convert({"id": "1", "parties": [{"role": "buyer", "name": 7}]}, Transaction)
