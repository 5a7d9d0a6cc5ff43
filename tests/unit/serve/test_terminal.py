"""What stands on a terminal: tables that fit, faults in one order, talk on the bar."""

from __future__ import annotations

import io
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from counterflow.core.errors import ListError
from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Comparison, Match
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import ListState
from counterflow.publish.exports.kept import keep
from counterflow.serve.cli.check import _quoting_hint
from counterflow.serve.cli.faults import fault_text, refused
from counterflow.serve.cli.harmless import cut, harmless
from counterflow.serve.cli.terminal import Talk, print_decisions, print_matches, print_summary


def decision(name: str, ours: str = "Acme", outcome: Outcome = Outcome.HOLD) -> Decision:
    found = Finding("party", "consignee", outcome, "unconfirmed strong match", ours=ours, score=0.9)
    return Decision(name, outcome, str(outcome), Coverage("shipment", complete=True), (found,))


def shown(width: int, decisions: list[Decision], **more: Any) -> str:
    """Give the table as a terminal of a width shows it, without colours."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, color_system=None)
    print_decisions(console, decisions, **more)
    return re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())


@pytest.mark.parametrize("width", [80, 120])
def test_a_table_fits_its_terminal(width: int) -> None:
    long = "Very Long Name of a Company " * 10
    text = shown(width, [decision("T" * 60, long), decision("T-2", "W" * 300)])
    assert all(len(line) <= width for line in text.splitlines())
    assert "TTTTTTTT…" in text
    assert text.count("…") >= 2
    assert "▲ hold" in text
    assert "[0.90]" in " ".join(text.split())


def test_the_strongest_are_shown_and_the_others_counted() -> None:
    made = [decision(f"H{n}") for n in range(60)]
    made += [decision("S", outcome=Outcome.STOP), decision("N", outcome=Outcome.NO_MATCH)]
    lines = shown(100, made, shown=5).splitlines()
    ids = [line.split()[0] for line in lines[1:-1] if line[:1] in "HSN"]
    assert ids == ["S", "H0", "H1", "H2", "H3"]
    assert lines[-1].startswith("… and 56 more alerts")


def test_the_table_has_the_order_of_the_report() -> None:
    """Outcome, then the best score behind it, then the number of findings, then the input."""
    weak = decision("weak")
    strong = decision("strong")
    rule = Finding("country", "destination", Outcome.HOLD, "an embargo", ours="Iran")
    strong = msgspec.structs.replace(strong, findings=(rule, *strong.findings))
    made = [weak, decision("stop", outcome=Outcome.STOP), strong]
    lines = shown(100, made).splitlines()
    ids = [line.split()[0] for line in lines[1:] if line[:1] in "sw"]
    listed = [one.id for one in keep(made, frozenset()).strongest()]
    assert ids == listed == ["stop", "strong", "weak"]


def told(run: RunSummary) -> str:
    stream = io.StringIO()
    print_summary(Console(file=stream, width=1000), run)
    return stream.getvalue()


def test_reasons_that_are_not_shown_are_counted() -> None:
    run = RunSummary("r", "a.csv", 9, 9, 0, 9, {}, {}, {}, exit_code=5)
    ten = {f"reason {n}": 20 - n for n in range(10)}
    lines = told(msgspec.structs.replace(run, missing=ten)).splitlines()
    assert "  not screened in 15: reason 5" in lines
    assert "  … and 4 more reasons (in the report and the outputs)" in lines
    assert not any("reason 6" in line for line in lines)
    seven = dict(list(ten.items())[:7])
    assert "… and 1 more reason (" in told(msgspec.structs.replace(run, missing=seven))
    six = dict(list(ten.items())[:6])
    assert "… and" not in told(msgspec.structs.replace(run, missing=six))
    many = tuple(f"note {n}" for n in range(10))
    assert "… and 2 more notes" in told(msgspec.structs.replace(run, notes=many))


def test_a_count_of_no_match_says_that_a_list_is_stale() -> None:
    run = RunSummary("r", "a.csv", 1, 1, 0, 1, {}, {"no match found": 1}, {}, exit_code=6)
    old = ListState("un_sc", "un_sc@2026-01-01#0a1b", "stale")
    assert "○ no match found (a list is stale) 1" in told(
        msgspec.structs.replace(run, lists=(old,))
    )
    assert "○ no match found 1" in told(run)


def test_sources_stand_in_the_order_of_the_finding() -> None:
    """The act that decided is named first; what is left out is counted."""
    acts = [Citation(f"s{n}", f"act {n}") for n in range(5)]
    listing = Listing("x-1", "x", "Company", {"name": ["Acme"]}, citations=tuple(acts))
    match = Match("x-1", 0.9, "x", "Acme", "Company", Comparison(0.9), listing)
    held = Finding("party", "party", Outcome.HOLD, "", listing="x-1", citations=tuple(acts[::-1]))

    def sources(findings: tuple[Finding, ...]) -> list[str]:
        stream = io.StringIO()
        print_matches(Console(file=stream, width=200), [match], findings)
        return re.findall(r"act \d|… and \d more sources?", stream.getvalue())

    assert sources((held,)) == ["act 4", "act 3", "act 2", "… and 2 more sources"]
    assert sources(()) == ["act 0", "act 1", "act 2", "… and 2 more sources"]


def test_a_fault_says_its_parts_in_one_order() -> None:
    fault = ListError("it is cut", where="a.xml, line 3", why="Rows are lost.", remedy="fetch it")
    assert fault_text(fault).splitlines() == [
        "[CF200] it is cut",
        "  Where: a.xml, line 3",
        "  Why:   Rows are lost",
        "  Do:    fetch it",
    ]
    assert fault_text(ListError("it is cut")) == "[CF200] it is cut"


@given(st.text(), st.text())
def test_a_fault_steers_no_terminal_and_adds_no_line(what: str, where: str) -> None:
    lines = fault_text(ListError(what, where=where)).split("\n")
    assert len(lines) == 1 + bool(where)
    assert all(harmless(line) == line for line in lines)


def test_a_refused_row_is_one_line() -> None:
    row = Refusal("cells are missing.", "a.csv", row=7, line=8, remedy="fill them.")
    assert refused(row) == "a.csv, line 8: cells are missing. Do: fill them."
    assert refused(Refusal("it is empty")) == "it is empty."


@given(st.text(), st.integers(2, 40))
def test_what_is_cut_keeps_its_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (
            ("Sahara", "Thunder"),
            "2 names are checked, one by one. If they are one name, use quotes",
        ),
        (("Sahara Thunder", "Acme"), ""),
        (("Sahara",), ""),
    ],
)
def test_words_without_quotes_are_noticed(names: tuple[str, ...], hint: str) -> None:
    assert _quoting_hint(names).startswith(hint)
    assert bool(_quoting_hint(names)) == bool(hint)


def test_talk_is_a_line_where_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    talk = Talk()
    with talk.bar(10) as advance:
        assert advance is None
        talk("building the index …")
    talk("the index was damaged; it is built anew")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "building the index …", "the index was damaged; it is built anew",
    ]  # fmt: skip
    Talk(quiet=True)("building the index …")
    assert capsys.readouterr().err == ""


class Screen(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_the_bar_tells_that_outputs_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    talk = Talk()
    with talk.bar(4) as advance:
        assert advance
        talk("building the index …")
        advance(2)
        advance(2)
        talk("writing out.xlsx …")
    text = screen.getvalue()
    assert "screening" in text
    assert "writing out.xlsx …" in text


def test_the_last_line_says_what_it_is_told_of_the_exit_code() -> None:
    stream = io.StringIO()
    run = RunSummary("r", "a.csv", 0, 0, 0, 0, {}, {}, {}, exit_code=8)
    print_summary(Console(file=stream, width=100), run)
    print_summary(Console(file=stream, width=100), run, end="a screening would exit with 8")
    assert "run r, exit code 8" in stream.getvalue()
    assert "run r, a screening would exit with 8" in stream.getvalue()
