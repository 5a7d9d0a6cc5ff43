"""Write the names of the FollowTheMoney model that we read and write, from an installed copy of it.

Needs ``pip install followthemoney`` (and PyICU, which it needs), or ``--schemata FOLDER`` with the
YAML files of its package. The result is facts: names of schemata and properties, their types, what
they refer to. Descriptions are not taken.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

TARGET = Path(__file__).parents[1] / "src/counterflow/data/schemas/ftm_model.json"


def _schema(body: dict[str, Any]) -> dict[str, Any]:
    """Reduce one schema to names, types and what refers to what."""
    told: dict[str, Any] = {"label": body.get("label", ""), "plural": body.get("plural", "")}
    told["extends"] = body.get("extends", [])
    told["matchable"] = body.get("matchable", True)
    told["abstract"] = body.get("abstract", False)
    if edge := body.get("edge"):
        told["edge"] = [edge["source"], edge["target"]]
    told["properties"] = {
        name: _property(prop) for name, prop in (body.get("properties") or {}).items()
    }
    return {key: value for key, value in told.items() if value not in ("", [], False)}


def _property(body: dict[str, Any]) -> dict[str, Any]:
    told = {"label": body.get("label", ""), "type": body.get("type", "string")}
    if told["type"] == "entity":
        told["range"] = body.get("range", "Thing")
        reverse = body.get("reverse") or {}
        told["reverse"] = reverse.get("name", "")
        told["reverse_label"] = reverse.get("label", "")
    return {key: value for key, value in told.items() if value not in ("", "string")}


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schemata", type=Path)
    parser.add_argument("--version", default="")
    asked = parser.parse_args()
    folder, version = asked.schemata, asked.version
    if folder is None:
        import followthemoney

        folder = Path(followthemoney.__file__).parent / "schema"
        version = followthemoney.__version__
    schemata: dict[str, Any] = {}
    for file in sorted(folder.glob("*.yaml")):
        for name, body in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            schemata[name] = _schema(body)
    told = {
        "source": "FollowTheMoney model (MIT licence), names and types only",
        "url": "https://followthemoney.tech/explorer/",
        "version": version,
        "schemata": dict(sorted(schemata.items())),
    }
    rows = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(body, ensure_ascii=False)}"
        for name, body in told["schemata"].items()
    )
    head = json.dumps({key: told[key] for key in ("source", "url", "version")})[:-1]
    TARGET.write_text(f'{head}, "schemata": {{\n{rows}\n}}}}\n', encoding="utf-8")
    print(f"{TARGET}: {len(schemata)} schemata")


if __name__ == "__main__":
    main()
