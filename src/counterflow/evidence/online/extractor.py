"""Ask a language model who says what; only what stands in the report word for word is taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from counterflow.core.assertions import NEWSROOM, Assertion, Report
from counterflow.core.errors import DownloadError, SettingsError
from counterflow.evidence.online.prompt import STANCES, question
from counterflow.storage.downloads.asking import ask, check_own_address
from counterflow.storage.downloads.replies import shown

SECONDS: Final = 120.0
MOST_BYTES: Final = 1 << 20
PORTION: Final = 12_000
"""Characters of a report that are sent at once."""
MOST_PORTIONS: Final = 20
MOST_ASSERTIONS: Final = 500
_LONGEST: Final = 2_000
_FENCED: Final = re.compile(r"\s*```(?:json)?\s*(.*?)\s*```\s*", re.DOTALL)


class Extracted(NamedTuple):
    """What a model gave of one report.

    Attributes:
        assertions: Those whose words stand in the report, each with ``read_by``.
        remarks: What could not be had or was refused, with counts.
    """

    assertions: tuple[Assertion, ...] = ()
    remarks: tuple[str, ...] = ()


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Answer(msgspec.Struct):
    choices: list[_Choice]


class _Listed(msgspec.Struct):
    assertions: list[Any]


class _Said(msgspec.Struct):
    text: str
    stance: str
    speaker: str = ""
    cue: str = ""


def open_extractor(address: str, model: str, key_file: str = "") -> Extractor:
    """Open the extractor that the settings name.

    Raises:
        SettingsError: No address or model is set, the address is refused, or the file of the key
            cannot be read.
    """
    if not address or not model:
        raise SettingsError(
            "no language model is set",
            why="none is asked unless an address and a model are named",
            remedy="set report_extractor and report_model (docs/reports.md)",
        )
    try:
        check_own_address(address)
        key = Path(key_file).read_text("ascii").strip() if key_file else ""
    except DownloadError as fault:
        raise SettingsError(fault.what, where="report_extractor", remedy=fault.remedy) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(
            "the file of the key cannot be read", where=key_file, remedy="check report_key_file"
        ) from fault
    if not key.isprintable():
        raise SettingsError("the file holds more than a key", where=key_file)
    return Extractor(address, model, key)


class Extractor:
    """Asks one model at one address (OpenAI-compatible, ``POST …/chat/completions``).

    Args:
        address: The whole address of the endpoint.
        model: The model's name there.
        key: Sent as a bearer token; empty for none.
        seconds: For one answer.
        most_bytes: Of one answer.
    """

    def __init__(
        self,
        address: str,
        model: str,
        key: str = "",
        *,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.name = f"model {model} at {shown(address)}"
        self._address, self._model = address, model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._seconds, self._most_bytes = seconds, most_bytes

    def extract(self, report: Report, text: str) -> Extracted:
        """Ask about a report.

        Whatever goes wrong is a remark: the reading by the parser does not depend on it. The words
        of a report cannot reach further than to what is listed here: an answer is only ever held
        against the text.

        Args:
            report: The report.
            text: Its text.

        Returns:
            What stands in the text, and what was refused.
        """
        kept: list[Assertion] = []
        refused: Counter[str] = Counter()
        faults: Counter[str] = Counter()
        portions = list(_portions(text))
        for start, end in portions[:MOST_PORTIONS]:
            try:
                listed = self._asked(text[start:end])
            except _NoAnswerError as fault:
                faults[str(fault)] += 1
                continue
            refused["too many"] += max(0, len(listed) - MOST_ASSERTIONS)
            kept += self._checked(report, text, (start, end), listed[:MOST_ASSERTIONS], refused)
        remarks = [f"{self.name}: {what} ({count} of {len(portions)} portions)"
                   for what, count in sorted(faults.items())]  # fmt: skip
        remarks += [f"{self.name}: {count} refused: {why}"
                    for why, count in sorted(refused.items()) if count]  # fmt: skip
        if len(portions) > MOST_PORTIONS:
            remarks.append(f"{self.name}: not asked after character {portions[MOST_PORTIONS][0]}")
        unique = {one.id: one for one in kept}
        return Extracted(tuple(sorted(unique.values(), key=_place)), tuple(remarks))

    def _asked(self, portion: str) -> list[Any]:
        words = question(self._model, portion)
        try:
            data = ask(
                self._address, words, self._headers,
                seconds=self._seconds, most_bytes=self._most_bytes,
            )  # fmt: skip
            content = msgspec.json.decode(data, type=_Answer).choices[0].message.content
            fenced = _FENCED.fullmatch(content)
            held = fenced.group(1) if fenced else content
            return msgspec.json.decode(held.encode(), type=_Listed).assertions
        except DownloadError as fault:
            raise _NoAnswerError(fault.what) from fault
        except (msgspec.DecodeError, IndexError, UnicodeError, RecursionError) as fault:
            raise _NoAnswerError("its answer is not the JSON that was asked for") from fault

    def _checked(
        self,
        report: Report,
        text: str,
        portion: tuple[int, int],
        listed: list[Any],
        refused: Counter[str],
    ) -> Iterator[Assertion]:
        """Hold each member of an answer against the portion that was sent."""
        after: Counter[str] = Counter()
        for one in listed:
            try:
                said = msgspec.convert(one, _Said)
            except (msgspec.ValidationError, RecursionError):
                refused["not of the form asked for"] += 1
                continue
            at = text.find(said.text, max(portion[0], after[said.text]), portion[1])
            fault = _fault(said, at, text[slice(*portion)])
            if fault:
                refused[fault] += 1
                continue
            after[said.text] = at + 1
            first_byte = len(text[:at].encode())
            yield Assertion(
                id=f"{report.id}:{at}-{at + len(said.text)}@{self.name}",
                report=report.id,
                start=at,
                end=at + len(said.text),
                text=said.text,
                speaker=said.speaker or NEWSROOM,
                speaker_text=said.speaker,
                cue=said.cue,
                stance=said.stance,
                quotation="unknown",
                byte_start=first_byte,
                byte_end=first_byte + len(said.text.encode()),
                content_start=at,
                content_end=at + len(said.text),
                read_by=self.name,
            )


class _NoAnswerError(Exception):
    """Say why a model gave nothing that could be held against the text."""


def _fault(said: _Said, at: int, portion: str) -> str:
    """Say why a member is refused; empty where it stands."""
    if not said.text.strip() or len(said.text) > _LONGEST:
        return "of no use as a span"
    if at < 0:
        return "its words are not in the text"
    if said.speaker and said.speaker not in portion:
        return "its speaker is not in the text"
    if said.cue and said.cue not in portion:
        return "its cue is not in the text"
    return "" if said.stance in STANCES else "its stance is none"


def _portions(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text at the ends of paragraphs into what is sent at once."""
    at = 0
    while at < len(text):
        end = at + PORTION
        if end < len(text):
            cut = text.rfind("\n\n", at + 1, end)
            end = cut if cut > at else end
        yield at, min(end, len(text))
        at = end


def _place(one: Assertion) -> tuple[int, int]:
    return one.start, one.end
