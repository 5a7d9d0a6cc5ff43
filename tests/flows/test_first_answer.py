"""The first question after an import does not wait for the compiler."""

from __future__ import annotations

from pathlib import Path

from flows.conftest import LISTS, call, clean_environment


def test_machine_code_is_made_while_a_list_is_imported(tmp_path: Path) -> None:
    """Found late: the code was made for arrays just built, and again for those opened from disk."""
    code, store = tmp_path / "code", tmp_path / "store"
    environment = clean_environment(NUMBA_CACHE_DIR=str(code))
    source = LISTS / "un_sc" / "consolidated.xml"
    call("lists", "import", source, "--as", "un_sc", "--store", store, env=environment)
    made = {path.name for path in code.rglob("*.nbc")}
    assert len(made) > 10
    for name in ("Sahara Thunder", "Клервудон Дистрибьюшн", "Abdul Rahman Al-Muster"):
        call("check", name, "--store", store, env=environment)
    assert {path.name for path in code.rglob("*.nbc")} == made
