"""What stands on a terminal: tables that fit, faults in one order, talk on the bar."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from counterflow.core.errors import ListError
from counterflow.core.model import Coverage, Decision, Finding, Outcome, Refusal, RunSummary
from counterflow.serve.cli.check import _quoting_hint
from counterflow.serve.cli.faults import fault_text, refused
from counterflow.serve.cli.harmless import cut, harmless
from counterflow.serve.cli.terminal import Talk, print_decisions, print_summary


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
