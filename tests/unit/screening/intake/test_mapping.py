"""Mapping files: read whole or refused whole, with every fault named."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.errors import MappingError
from counterflow.screening.intake.mapping import find_column, load_mapping


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_tables(tmp_path: Path) -> None:
    """Columns, options and constants are read."""
    path = written(
        tmp_path,
        '[columns]\n"Ship To" = "consignee.name"\n"Notes" = "ignore"\n'
        '[options]\nkind = "order"\ndate_order = "dmy"\n'
        '[constants]\ndestination_country = "AE"\nshipper.name = "Muster GmbH"\n',
    )
    mapping = load_mapping(path, ["ship to", "Notes"])
    assert mapping.columns == {"Ship To": "consignee.name", "Notes": "ignore"}
    assert mapping.options == {"kind": "order", "date_order": "dmy"}
    assert mapping.constants == {"destination_country": "AE", "shipper.name": "Muster GmbH"}


def test_all_faults_at_once(tmp_path: Path) -> None:
    """One error names every fault, and what the targets are."""
    path = written(
        tmp_path,
        '[columns]\n"A" = "consigne.name"\n"B" = "id"\n"C" = "id"\n"D" = 3\n"Gone" = "date"\n'
        '[options]\nkind = "gift"\ncolour = "red"\n'
        '[constants]\ndestination_country = "Atlantis"\nshoe = "1"\n[surprise]\nx = 1\n',
    )
    with pytest.raises(MappingError) as caught:
        load_mapping(path, ["A", "B", "C", "D"])
    text = caught.value.text
    for fault in (
        'unknown target "consigne.name" of column "A" (nearest: "consignee.name", ',
        "docs/columns.md",
        'columns "B" and "C" both fill id',
        'unknown target "3" of column "D"',
        'the file has no column "Gone"',
        'option kind is "gift"',
        'unknown option "colour"',
        'constant destination_country is "Atlantis"',
        'unknown target "shoe"',
        'unknown table or key "surprise"',
        "goods.hs_code",
        str(path),
    ):
        assert fault in text
    assert "10 faults" not in text
    assert "9 faults" in text


def test_several_names_of_one_role_are_allowed(tmp_path: Path) -> None:
    """Names may repeat; a country of one party may not."""
    load_mapping(written(tmp_path, '[columns]\n"A" = "buyer.name"\n"B" = "buyer.name"\n'))
    load_mapping(written(tmp_path, '[columns]\n"A" = "buyer.country"\n"B" = "buyer[2].country"\n'))
    with pytest.raises(MappingError, match="both fill"):
        load_mapping(written(tmp_path, '[columns]\n"A" = "buyer.country"\n"B" = "buyer.country"\n'))


@pytest.mark.parametrize("text", ["[columns", "columns = 3\n", '[columns]\n"A" = ["id"]\n'])
def test_malformed(tmp_path: Path, text: str) -> None:
    """What is no mapping is refused."""
    with pytest.raises(MappingError):
        load_mapping(written(tmp_path, text))


def test_unreadable(tmp_path: Path) -> None:
    """A missing file and one in another encoding are errors of their own."""
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes('[columns]\n"Empfänger" = "consignee.name"\n'.encode("latin-1"))
    with pytest.raises(MappingError, match="UTF-8"):
        load_mapping(path)


def test_find_column() -> None:
    """Exact names go first; case and blanks are forgiven unless two columns would do."""
    assert find_column("A", ["a", "A"]) == 1
    assert find_column("ship to", ["Ship  To "]) == 0
    assert find_column("B", ["b ", " b"]) is None
    assert find_column("C", ["a"]) is None
