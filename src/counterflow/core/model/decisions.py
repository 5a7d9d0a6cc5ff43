"""What a screening found and did not look at: findings, coverage, and the decision of them."""

from __future__ import annotations

import msgspec

from counterflow.core.model.law import Citation
from counterflow.core.model.matches import Comparison
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.snapshots import UNRELIABLE, ListState
from counterflow.core.model.transactions import Transaction


class CitedClaim(msgspec.Struct, frozen=True, omit_defaults=True):
    """A claim of public reports that a finding cites, as a named person accepted it.

    ``claim`` and the assertions are ids of the ledger (``counterflow claims show``); ``against``
    are the assertions that deny or contradict it, ``origins`` counts independent voices, and
    ``entry`` names what of it was accepted.
    """

    claim: str
    entry: str
    assertions: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    origins: int = 0
    accepted_by: str = ""
    accepted_on: str = ""
    because: str = ""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule or listing that speaks to one part of a transaction.

    ``kind`` is ``party``, ``ownership``, ``goods``, ``country``, ``place``, ``address``, ``route``,
    ``vessel``, ``flag`` (a red flag, or what several come to), ``question`` (a person's answer),
    ``clause``, ``licence`` or ``data``;
    ``subject`` is the part (``consignee``, ``goods line 2``, ``leg 1 to``); ``outcome`` is the
    strongest outcome this finding alone supports (*no match found* makes it a note). ``answers``
    are the findings that this one puts together, strongest first: what each regime says of one
    listed owner of one party. It is empty where a finding stands for itself alone. ``claims`` are
    the claims of reports that it rests on; no law stands behind those.
    """

    kind: str
    subject: str
    outcome: Outcome
    summary: str
    rule: str = ""
    listing: str = ""
    list: str = ""
    ours: str = ""
    theirs: str = ""
    score: float | None = None
    effect: str = ""
    next_step: str = ""
    comparison: Comparison | None = None
    citations: tuple[Citation, ...] = ()
    answers: tuple[Finding, ...] = ()
    claims: tuple[CitedClaim, ...] = ()

    @property
    def each(self) -> tuple[Finding, ...]:
        """Give the findings that this one puts together; itself where there are none.

        Example:
            >>> [one.rule for one in Finding("data", "buyer", Outcome.REVIEW, "", rule="a").each]
            ['a']
        """
        return self.answers or (self,)


class Coverage(msgspec.Struct, frozen=True):
    """What was and was not screened, measured against a policy profile.

    ``goods_law`` says which goods tables were asked and which goods law none of them holds; empty
    where there are no goods.
    """

    profile: str
    complete: bool
    lists: tuple[ListState, ...] = ()
    parties: int = 0
    roles: tuple[str, ...] = ()
    goods_lines: int = 0
    legs: int = 0
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    goods_law: str = ""

    @property
    def stale(self) -> tuple[str, ...]:
        """Name the lists that are too old, were refused or had no version yet."""
        return tuple(s.list for s in self.lists if s.state in UNRELIABLE)


class Decision(msgspec.Struct, frozen=True):
    """The outcome and the coverage of one transaction, with all they rest on.

    All fields are always written, so that a record of *no match found* is as full as any (R3).

    ``as_of`` is the day whose lists and rules were used; ``engine`` the program's version;
    ``settings`` and ``rules`` are digests. ``transaction`` is what was screened.
    """

    id: str
    outcome: Outcome
    headline: str
    coverage: Coverage
    findings: tuple[Finding, ...] = ()
    as_of: str = ""
    engine: str = ""
    settings: str = ""
    rules: str = ""
    transaction: Transaction | None = None
