"""The six forms of a dossier: goldens, the same bytes every time, hostile text stays text."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterflow.core.assertions import Ledger
from counterflow.core.dossiers import Dossier, Edition, Exhibit, Footprint
from counterflow.core.errors import EntityError
from counterflow.core.version import VERSION
from counterflow.publish.dossier.building import build_dossier, digest_of
from counterflow.publish.dossier.forms import FORMS, write_dossier
from counterflow.publish.dossier.ftm_entities import check_entities
from dossier_ledger import full_ledger

GOLDENS = Path(__file__).parents[3] / "fixtures" / "dossier"
NEEDS = {"pdf": "reportlab", "stix": "stix2", "prov": "prov"}
HOSTILE = '<img src=x onerror=alert(1)></p><script>alert("1")</script>\u202e{{ 7*7 }}&amp;'
CORNERS = ((5.8, 60.3), (6.0, 60.3), (6.0, 60.4), (5.8, 60.4), (5.8, 60.3))


def _dossier() -> Dossier:
    exhibit = Exhibit(
        "ab" * 32, "plant.png", "image/png", 70, "Inspectorate", "2031-03-04",
        site="Fjellvik Industrial Park", width=1, height=1, footprint=Footprint(CORNERS),
    )  # fmt: skip
    return build_dossier(full_ledger(), "fjellvik-industrial-park", exhibits=[exhibit])


def _edition(dossier: Dossier) -> Edition:
    return Edition(dossier.subject, 1, "issued", "2031-03-07", digest_of(dossier), "A. Editor")


def _written(form: str, dossier: Dossier) -> bytes:
    if form in NEEDS:
        pytest.importorskip(NEEDS[form])
    return write_dossier(dossier, form, editions=[_edition(dossier)])


@pytest.mark.parametrize("form", ["json", "ftm", "stix", "prov"])
def test_a_form_is_as_it_was_reviewed(form: str) -> None:
    """A change of form is seen in the difference of the golden."""
    written = _written(form, _dossier()).decode().replace(f'"{VERSION}"', '"VERSION"')
    assert written == (GOLDENS / FORMS[form]).read_text("utf-8")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_same_dossier_gives_the_same_bytes(form: str) -> None:
    assert _written(form, _dossier()) == _written(form, _dossier())


def _hostile() -> Ledger:
    """Put hostile words wherever a report can put words."""
    plain = msgspec.to_builtins(full_ledger())
    for one in plain["assertions"]:
        one["text"] = HOSTILE
        one["speaker"] = HOSTILE
        one["authority"] = HOSTILE
    for one in plain["reports"]:
        one["title"] = one["publisher"] = HOSTILE
    for one in plain["speakers"]:
        one["name"] = one["role"] = HOSTILE
    for one in plain["entities"]:
        one["text"] = HOSTILE
    for one in plain["claims"]:
        one["text"] = HOSTILE
    for one in plain["relations"]:
        one["why"] = HOSTILE
    return msgspec.convert(plain, type=Ledger)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_hostile_words_stay_words(form: str) -> None:
    written = _written(form, build_dossier(_hostile(), "NO-IS"))
    if form == "html":
        page = written.decode()
        tags = _Tags()
        tags.feed(page)
        assert not tags.names & {"script", "iframe", "object", "embed", "form", "link", "base"}
        assert not [name for name, _ in tags.attributes if name.startswith("on")]
        assert "img" not in tags.names
        assert "\u202e" not in page
        assert "{{ 7*7 }}" in page
    elif form == "pdf":
        assert b"/JavaScript" not in written
        assert b"/URI" not in written


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = _written("html", _dossier()).decode()
    tags = _Tags()
    tags.feed(page)
    sources = [value for name, value in tags.attributes if name in ("src", "href")]
    assert sources
    assert all(value.startswith(("#", "data:image/")) for value in sources)
    assert "default-src 'none'" in page


def test_every_mark_on_the_page_leads_to_a_note() -> None:
    tags = _Tags()
    tags.feed(_written("html", _dossier()).decode())
    ids = {value for name, value in tags.attributes if name == "id"}
    marks = {value for name, value in tags.attributes if name == "href"}
    assert marks
    assert {mark.removeprefix("#") for mark in marks} <= ids


def test_the_page_shows_an_exhibit_and_its_hash() -> None:
    dossier = _dossier()
    page = write_dossier(dossier, "html", pictures={"ab" * 32: b"bytes"}).decode()
    assert "data:image/png;base64,Ynl0ZXM=" in page
    assert "ab" * 32 in page
    assert "Draft. Not published" in page


@pytest.mark.parametrize("form", ["html", "stix", "prov"])
def test_a_withdrawal_says_so(form: str) -> None:
    if form in NEEDS:
        pytest.importorskip(NEEDS[form])
    dossier = _dossier()
    first = _edition(dossier)
    last = Edition(
        dossier.subject, 2, "withdrawn", "2031-03-09", first.record, "A. Editor", "wrong"
    )
    text = write_dossier(dossier, form, editions=[first, last]).decode()
    said = {"html": "This dossier is withdrawn", "stix": '"revoked": true', "prov": "withdrawn"}
    assert said[form] in text
    if form == "html":
        assert first.date in text
        assert last.reason in text


def test_a_denial_is_an_opinion_of_its_speaker() -> None:
    objects = json.loads(_written("stix", _dossier()))["objects"]
    against = [one for one in objects if one.get("opinion") == "strongly-disagree"]
    assert [one["authors"] for one in against] == [["Norwegian trade ministry"]]
    ids = {one["id"] for one in objects}
    assert all(set(one.get("object_refs", ())) <= ids for one in objects)


def test_stix_is_what_its_library_reads() -> None:
    """Read back strictly: no property of our own, no reference of a wrong kind."""
    stix2 = pytest.importorskip("stix2")
    written = _written("stix", _dossier())
    bundle = stix2.parse(written.decode(), allow_custom=False)
    kinds = [one["type"] for one in bundle.objects]
    assert kinds.count("report") == 1
    assert {"identity", "note", "opinion"} <= set(kinds)
    broken = json.loads(written)
    opinion = next(one for one in broken["objects"] if one["type"] == "opinion")
    opinion["opinion"] = "denied"
    with pytest.raises(stix2.exceptions.STIXError):
        stix2.parse(broken, allow_custom=False)


def test_prov_is_what_its_library_reads() -> None:
    model = pytest.importorskip("prov.model")
    written = _written("prov", _dossier()).decode()
    document = model.ProvDocument.deserialize(content=written, format="json")
    again = model.ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert document == again
    assert len(list(document.get_records())) > 10


def test_prov_quotes_and_attributes_every_assertion() -> None:
    document: dict[str, Any] = json.loads(_written("prov", _dossier()))
    said = {name for name in document["entity"] if name.startswith("cf:assertion-")}
    attributed = {one["prov:entity"] for one in document["wasAttributedTo"].values()}
    derived = {one["prov:generatedEntity"] for one in document["wasDerivedFrom"].values()}
    assert said
    assert said <= attributed
    assert said <= derived


NO_FTM = "followthemoney imports PyICU, which has no wheel: install the extra [ftm] to run this"


def test_the_model_of_ftm_takes_what_is_written_and_refuses_what_it_does_not_know() -> None:
    pytest.importorskip("followthemoney", reason=NO_FTM)
    lines = [json.loads(line) for line in _written("ftm", _dossier()).splitlines()]
    assert check_entities(lines)
    for wrong in ({"schema": "Claim"}, {"properties": {"denial": ["x"]}}):
        with pytest.raises(EntityError):
            check_entities([{**lines[0], **wrong}])


def test_ftm_makes_nobody_guilty() -> None:
    lines = _written("ftm", build_dossier(full_ledger(), "NO-IS")).decode().splitlines()
    schemata = {json.loads(line)["schema"] for line in lines}
    assert schemata == {"Article", "Person", "Organization", "Company", "Documentation",
                        "LegalEntity", "UnknownLink"}  # fmt: skip
    ids = [json.loads(line)["id"] for line in lines]
    assert len(set(ids)) == len(ids)


def test_a_pdf_has_its_words_and_other_scripts_are_transliterated() -> None:
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")
    import io

    dossier = msgspec.structs.replace(_dossier(), title="Фьёлвик")
    pages = pypdf.PdfReader(io.BytesIO(_written("pdf", dossier))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "F'elvik" in text
    assert "denied by Norwegian trade ministry" in text
    assert digest_of(dossier) in text
