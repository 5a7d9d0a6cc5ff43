"""The HTML report: what it says, what it never does, and that its memory stays flat."""

from __future__ import annotations

import html
import io
import itertools
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.matches import Comparison
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.model.parties import Detail, Identifier, Party
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.publish.exports import kept
from counterflow.publish.exports.kept import LISTED, Kept
from counterflow.publish.exports.report import FULL, LISTED_REFUSALS, OPENED, write_report
from counterflow.publish.exports.whom import whom
from counterflow.watch.matching.compare import compare as compare_entities
from counterflow.watch.sources.ofac_acts import SDN, effect_sources

PACK = ListState("watch_pack", "watch_pack@2026-11-21#0123456789ab", "example", official=False)
OFFICIAL = ListState("un_sc", "un_sc@2026-11-20#aaaaaaaaaaaa", "current")
STALE = ListState("ofac_sdn", "ofac_sdn@2026-10-01#bbbbbbbbbbbb", "stale", why="51 days old")
ACT = Citation(
    "act", "Regulation 0/0", "An issuer", "2024-11-18", "https://example.org/act", "read in part"
)
OPEN = Citation("list", "A list", "Another issuer", "2023-02-01", "https://example.org/list")
DOUBTFUL = Citation("note", "A note", "A third", url="ftp://example.org/x", verified=False)

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page strictly: every element must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({key for key, _ in attrs}) == len(attrs), f"attribute twice in {tag}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.words.append(data)
        if any(re.fullmatch("h[1-6]", tag) for tag in self.open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def finding(kind: str, outcome: Outcome, **more: Any) -> Finding:
    given: dict[str, Any] = {"subject": "consignee", "summary": f"a {kind} finding", "rule": kind}
    return Finding(kind=kind, outcome=outcome, **{"citations": (ACT,), **given, **more})


def party_finding(score: float, outcome: Outcome, ours: str = "OOO Primer Mashin") -> Finding:
    sentence = f"“{ours}” compared with listed “Primer Machinery LLC”: {score:.2f}."
    return finding(
        "party",
        outcome,
        summary="unconfirmed strong match: Primer Machinery LLC (An authority; PROGRAMME)",
        listing="watch_pack-primer",
        list="watch_pack",
        ours=ours,
        theirs="Primer Machinery LLC",
        score=score,
        effect="blocking",
        next_step="compare identifiers, address and dates with the listing",
        comparison=Comparison(score, explanation=sentence),
        citations=(OPEN, DOUBTFUL),
    )


def place_finding(name: str, outcome: Outcome, kind: str = "place") -> Finding:
    return finding(kind, outcome, subject="leg 1 to", ours=name.upper(), theirs=name)


def decision(
    name: str,
    findings: Sequence[Finding] = (),
    *,
    missing: tuple[str, ...] = (),
    lists: tuple[ListState, ...] = (PACK, OFFICIAL),
    **transaction: Any,
) -> Decision:
    outcome = max(
        (item.outcome for item in findings), key=lambda o: o.strength, default=Outcome.NO_MATCH
    )
    partial = outcome is Outcome.NO_MATCH and missing
    coverage = Coverage(
        "shipment", not missing, lists, parties=2, goods_lines=1, legs=1, missing=missing
    )
    base: dict[str, Any] = {
        "date": "2025-03-14",
        "parties": (
            Party("shipper", "Trzy Sosny Sp. z o.o.", country="PL", country_text="Poland"),
            Party(
                "end_user",
                "OOO Primer Mashin",
                country="RU",
                country_text="Russia",
                address="Sosnovaya 1, Kazan",
                identifiers=(Identifier("innCode", "0000000000"),),
            ),
        ),
        "goods": (GoodsLine("8542.31", "Microcontrollers", quantity="200", unit="pcs"),),
        "legs": (Leg("Gdansk", "PL", "Makhachkala", "RU", "Baku", "AZ"),),
        "rows": (7,),
    }
    return Decision(
        name,
        outcome,
        NOT_FULLY_SCREENED if partial else str(outcome),
        coverage,
        tuple(findings),
        "2026-11-21",
        "0.1.0",
        "5e77" * 16,
        "4u1e5" * 12,
        Transaction(name, **{**base, **transaction}),
    )


def realistic() -> list[Decision]:
    """Twenty-one alerts of all kinds, and a few transactions without."""
    stop, hold, review, note = Outcome
    way = Leg("Olya", "RU", "Amirabad", "IR")
    back = Leg("Amirabad", "IR", "Astrakhan", "RU", mode="sea")
    made = [
        decision(
            "T-01", [place_finding("Astrakhan", stop), party_finding(0.95, hold)], legs=(way,)
        ),
        decision("T-02", [party_finding(1.0, stop), place_finding("Olya", hold)], legs=(way, back)),
        decision(
            "T-03",
            [
                finding("goods", hold, subject="goods line 1", ours="8542.31"),
                place_finding("Bandar Amirabad", note),
            ],
        ),
        decision("T-04", [finding("country", hold, ours="Iran", theirs="IR")]),
        decision("T-05", [place_finding("Kerch", hold, "country")]),
        decision("T-06", [place_finding("Yelabuga (Alabuga SEZ)", hold)]),
        decision("T-07", [place_finding("Ust-Luga", review)]),
        decision("T-08", [place_finding("Makhachkala", review, "route")]),
    ]
    places = ("Bandar Abbas", "Shahid Rajaee", "Baku", "Aktau", "Mersin", "Astrakhan", "Olya")
    for number, name in enumerate(places, start=9):
        found = [place_finding(name, review, "route"), party_finding(0.71, review)]
        made.append(decision(f"T-{number:02}", found, legs=(back,)))
    made += [decision(f"T-{n}", [party_finding(0.7 + n / 100, hold)]) for n in range(16, 22)]
    made.append(decision("T-22", [place_finding("Batumi", note, "route")]))
    made.append(decision("T-23", missing=("no destination country",)))
    made.append(decision("T-24"))
    return made


def summary_of(decisions: Sequence[Decision], **more: Any) -> RunSummary:
    alerts = (f for d in decisions for f in d.findings if f.outcome is not Outcome.NO_MATCH)
    base: dict[str, Any] = {
        "run": "20261121T101500-a1b2c3",
        "source": "orders.csv",
        "rows_in": len(decisions),
        "rows_out": len(decisions),
        "rows_refused": 0,
        "transactions": len(decisions),
        "outcomes": dict(Counter(str(d.outcome) for d in decisions)),
        "headlines": dict(Counter(d.headline for d in decisions)),
        "findings": dict(Counter(f"{f.kind}: {f.outcome}" for f in alerts)),
        "missing": dict(Counter(text for d in decisions for text in d.coverage.missing)),
        "lists": (PACK, OFFICIAL),
        "seconds": 1.25,
        "exit_code": 8,
    }
    return RunSummary(**{**base, **more})


def render(
    decisions: Sequence[Decision], refusals: Sequence[Refusal] = (), **more: Any
) -> tuple[str, Page]:
    target = io.BytesIO()
    more.setdefault("rows_refused", len(refusals))
    write_report(summary_of(decisions, **more), iter(decisions), iter(refusals), target)
    text = target.getvalue().decode()
    return text, Page(text)


def test_shows_every_alert_strongest_first() -> None:
    """Stops before holds before reviews, each with its findings."""
    _, page = render(realistic())
    cards = [text.split(": ") for level, text in page.headings if level == 3 and "T-" in text]
    outcomes = [word.strip() for word, _ in cards]
    assert len(cards) == 21
    assert outcomes == sorted(outcomes, key=lambda word: -Outcome(word).strength)
    assert "“OOO Primer Mashin” compared with listed “Primer Machinery LLC”: 0.95." in page.text
    for shown in ("compare identifiers, address", "blocking", "goods line 1", "tax number (INN)"):
        assert shown in page.text


def test_is_one_self_contained_file_under_its_policy() -> None:
    """No scripts, no handlers, nothing loaded, and the policy says so."""
    text, page = render(realistic())
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": policy}) in page.elements
    for tag, attributes in page.elements:
        assert tag not in {"script", "img", "link", "iframe", "object", "form", "use", "image"}
        assert not any(key.startswith("on") or key == "src" for key in attributes)
    style = text.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_can_be_read_without_sight() -> None:
    """Language, one h1, headings in order, a skip link, named drawings, unique ids."""
    _, page = render(realistic(), [Refusal("bad", "a.csv", 1, 2)])
    assert ("html", {"lang": "en"}) in page.elements
    levels = [level for level, _ in page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    links = [a["href"] for tag, a in page.elements if tag == "a"]
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    assert links[0] == "#main"
    assert len(ids) == len(set(ids))
    named = [a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a]
    inside = [link[1:] for link in links if link and link.startswith("#")]
    assert set(named) | set(inside) <= set(ids)
    for tag, attributes in page.elements:
        if tag == "svg":
            assert attributes.get("role") == "img" or attributes.get("aria-hidden") == "true"


def test_never_says_clear() -> None:
    """The word that no screening can justify appears nowhere, not even in the style."""
    for decisions in (realistic(), [decision("T-1")], []):
        text, _ = render(decisions)
        assert "clear" not in text.lower()


def test_says_that_it_is_not_legal_advice() -> None:
    _, page = render([])
    assert "it is not legal advice" in page.text
    assert "watch pack shipped with the program is an example" in page.text


def test_zero_alerts_point_to_the_coverage() -> None:
    _, page = render([decision("T-1", missing=("no goods line",))])
    assert "No transaction is a stop, a hold or a review." in page.text
    assert "No finding touched a watched place" in page.text
    assert "Coverage was incomplete for all 1 transaction." in page.text


def test_an_empty_run_is_a_page() -> None:
    _, page = render([])
    assert "not known: no transaction was screened" in page.text


def test_lists_are_loud_where_they_do_not_cover() -> None:
    """No official list, a stale one, a refused one: at the top, before the headlines."""
    _, page = render(realistic(), lists=(PACK,))
    assert page.headings[1] == (2, "Read this first")
    assert "No official list was used." in page.text
    assert "example, not coverage" in page.text
    refused = msgspec.structs.replace(STALE, list="uk_sl", state="refused", why="half its size")
    _, page = render(realistic(), lists=(PACK, OFFICIAL, STALE, refused))
    assert "List stale: ofac_sdn . Parties listed since then" in page.text
    assert "List refused: uk_sl . It was not searched. half its size" in page.text
    assert "No official list" not in page.text


def test_no_tile_contradicts_the_warning_above_it() -> None:
    """Under a red box no tile says that all was screened."""
    whole = "nothing found, all required parts screened"
    made = [decision("T-1")]
    for lists, told in (
        ((PACK, OFFICIAL), whole),
        ((PACK, OFFICIAL, STALE), "nothing found, but a list is stale"),
        ((PACK,), "cannot be reached without an official list"),
    ):
        _, page = render(made, lists=lists)
        assert told in page.text
        assert (whole in page.text) == (told == whole)
        assert ("but not every list is current" in page.text) == (STALE in lists)


def test_the_coverage_of_a_card_reads_as_sentences() -> None:
    one = decision("T", [party_finding(0.9, Outcome.HOLD)])
    notes = ("not screened: ECCN, maker", "goods line 1: 8541.1 taken as 854110")
    coverage = msgspec.structs.replace(one.coverage, notes=notes)
    _, page = render([msgspec.structs.replace(one, coverage=coverage)])
    assert (
        "Coverage: screened as a shipment: 2 parties, 1 goods line and 1 leg, "
        "against 2 lists ." in page.text
    )
    assert "Given in the file, but not compared with anything: ECCN, maker" in page.text
    assert "Noted: goods line 1: 8541.1 taken as" in page.text


def test_a_card_shows_what_rules_asked_about() -> None:
    """Found in review: a finding on a licence number that stood nowhere in the card."""
    one = decision("T", [party_finding(0.9, Outcome.HOLD)])
    assert one.transaction is not None
    line = GoodsLine("8542.31", eccn="3A001", maker="Invented Chips", origin_country="US")
    party = Party("buyer", "Primer", details=(Detail("founded_on", "2024-01-02"),))
    said = (Detail("licence", "EX-9"), Detail("no_reexport_clause", "no"))
    changed = msgspec.structs.replace(
        one.transaction, goods=(line,), parties=(party,), details=said
    )
    _, page = render([msgspec.structs.replace(one, transaction=changed)])
    for told in ("ECCN: 3A001 ; maker: Invented Chips ; origin: US", "founded on : 2024-01-02",
                 "licence : EX-9", "no reexport clause : no"):  # fmt: skip
        assert told in page.text


def test_many_findings_are_a_list_of_steps_and_a_fold() -> None:
    """What to do stands once and first; of the findings the weightiest stand open."""
    lines = [
        finding("goods", Outcome.HOLD, subject=f"goods line {at}", next_step=f"step {at % 3}")
        for at in range(1, 12)
    ]
    text, page = render([decision("T", lines)])
    assert "What to do, the weightiest first" in page.text
    assert text.split("What to do, the weightiest first")[1].split("</ol>")[0].count("<li>") == 3
    assert "5 more findings of no greater weight: 5 goods (hold)" in page.text


def test_alerts_are_filtered_by_kind_without_a_script() -> None:
    """A choice for each kind that some alerts lack; none where all have the same."""
    goods = decision("A", [finding("goods", Outcome.HOLD)])
    party = decision("B", [party_finding(0.9, Outcome.HOLD)])
    text, page = render([goods, party])
    assert "Show alerts with a finding of" in page.text
    assert "body:has(#kind-goods:checked) :is(.alert, .card):not(.has-goods)" in text
    assert text.count(" has-goods") == 2
    assert "Show alerts with a finding of" not in render([goods])[1].text


def test_nothing_to_warn_of_gives_no_warning() -> None:
    _, page = render(realistic())
    assert "Read this first" not in page.text


def test_counts_that_contradict_are_said_first() -> None:
    """Decisions lost between run and report never pass in silence."""
    _, page = render(realistic(), transactions=99)
    assert "counted 99 transactions, but this report was given 24 decisions" in page.text
    _, page = render(realistic(), outcomes={"stop": 5})
    assert "counted 5 alerts, but this report was given 21" in page.text
    other = msgspec.structs.replace(decision("X"), as_of="2026-01-01")
    _, page = render([decision("Y"), other])
    assert "Decisions differ in “as of”" in page.text


def test_unfinished_and_cut_short_are_said_first() -> None:
    far = [Refusal("bad row", row=n) for n in range(LISTED_REFUSALS + 5)]
    far.append(Refusal("the file ends in a quote", "a.csv", line=1234, fatal=True))
    _, page = render(realistic(), far, finished=False)
    assert "The run is not finished." in page.text
    assert "The input was cut short at line 1,234 of a.csv : the file ends in a quote" in page.text


def test_refused_rows_are_listed_and_the_rest_counted() -> None:
    rows = [Refusal(f"what {n}", "a.csv", n, n + 1, "HS", "mend it") for n in range(1, 301)]
    _, page = render([], rows)
    assert "what 200 mend it" in page.text
    assert "what 201" not in page.text
    assert "100 more are not shown here" in page.text
    assert "300 rows could not be used and were not screened" in page.text


def test_marks_second_hand_and_unverified() -> None:
    _, page = render([decision("T", [finding("goods", Outcome.HOLD, citations=(ACT, DOUBTFUL))])])
    assert "second-hand: read in part" in page.text
    assert page.text.count("unverified") == 1
    _, page = render([decision("T", [finding("goods", Outcome.HOLD, citations=(OPEN,))])])
    assert "second-hand" not in page.text
    assert "unverified" not in page.text


def test_only_web_addresses_become_links() -> None:
    hostile = ("javascript:alert(1)", " JAVASCRIPT:x", "data:text/html,x", "//evil", "http://[bad")
    cited = tuple(Citation("s", f"t{n}", url=url) for n, url in enumerate(hostile))
    good = Citation("s", "good", url='https://example.org/?a="><b>')
    _, page = render([decision("T", [finding("goods", Outcome.HOLD, citations=(*cited, good))])])
    links = [a["href"] or "" for tag, a in page.elements if tag == "a"]
    assert [link for link in links if not link.startswith("#")] == ['https://example.org/?a="><b>']


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>x</script>",
    "{{ 7*7 }}{% raw %}",
    "שלום عليكم",
    "a\x00b\x1b\x85\u202ec\u2069d\ud800",
    "N" * 5000,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(name: str) -> None:
    """Whatever stands in a cell, the page's elements are the same as for an ordinary name."""

    def elements(text: str) -> tuple[list[str], Page]:
        one = party_finding(0.95, Outcome.HOLD, text)
        one = msgspec.structs.replace(one, summary=text, theirs=text)
        made = decision(
            text,
            [one, finding("data", Outcome.NO_MATCH, summary=text)],
            missing=(text,),
            parties=(Party("buyer", text, country_text=text, address=text),),
            goods=(GoodsLine(text, text),),
            legs=(Leg(text, text, text, text),),
        )
        refusal = Refusal(text, text, 1, 1, text, text)
        page = render([made, decision("x", missing=(text,))], [refusal], source=text, notes=(text,))
        # The mark of a cut text is the one element that a long value adds.
        drop = ("class", "cut")
        return [tag for tag, a in page[1].elements if drop not in a.items()], page[1]

    hostile, page = elements(name)
    ordinary, _ = elements("Acme")
    assert hostile == ordinary
    assert not re.search("[\x00-\x08\x1b\x85\u202e\u2069]", "".join(page.words))


def test_a_long_name_is_cut_with_its_whole_in_the_title() -> None:
    name = "Very long " * 500
    text, page = render(
        [decision("T", parties=(Party("buyer", name),), findings=realistic()[2].findings)]
    )
    assert name in [a.get("title") for _, a in page.elements]
    assert "cut: 400 of 5,000 characters" in page.text
    assert text.count(html.escape(name)) == 1


def test_users_text_has_its_own_direction() -> None:
    _, page = render([decision("T", [party_finding(0.9, Outcome.HOLD, "شركة مثال")])])
    directions = [a.get("dir") for tag, a in page.elements if tag == "bdi"]
    assert directions
    assert set(directions) == {"auto"}


def test_places_are_counted_by_transaction_and_drawn() -> None:
    """The map's twin: total, outcomes, notes, and places without a position said to be so."""
    text, page = render(realistic())
    assert "Astrakhan (RU) 2 1 0 1 0 46.35° N 48.04° E a place finding; a route" in page.text
    assert "Batumi (GE) 1 0 0 0 1 41.62° N" in page.text
    assert "not established, not drawn" in page.text
    assert "Olya (RU) to Bandar Amirabad (IR): 2 transactions" in text
    assert "Bandar Amirabad (IR) to Astrakhan (RU): 8 transactions" in text
    assert "Positions only" in page.text


def test_transactions_not_fully_screened_are_listed_with_what_they_lack() -> None:
    """All of them; what every transaction lacked is told once."""
    everywhere = "no official list"
    made = [
        decision("A-17", missing=(everywhere,)),
        decision("B-18", missing=(everywhere, "did you mean Iran (IR)?")),
    ]
    text, page = render(made)
    assert "Not fully screened (2)" in page.text
    listed = page.text[page.text.index("Customer, destination Missing") :]
    assert listed.index("A-17") < listed.index("only what every transaction lacked")
    assert listed.index("B-18") < listed.index("Did you mean Iran (IR)?")
    assert "no official list 2 (all)" in page.text
    assert "?</bdi>." not in text


def test_those_that_lack_something_of_their_own_are_listed_first() -> None:
    """Where there are more than the page lists."""
    found = Kept(frozenset({"no official list"}))
    plain = decision("A", missing=("no official list",))
    for _ in range(kept.LISTED_INCOMPLETE):
        found.add(plain)
    found.add(decision("B", missing=("no official list", "no buyer")))
    assert (found.incomplete[0].id, found.incomplete_more) == ("B", 1)
    assert len(found.incomplete) == kept.LISTED_INCOMPLETE


def test_alerts_at_a_glance_name_the_customer_and_the_destination() -> None:
    """A row that says “bank” alone would send its reader to the file."""
    _, page = render(realistic())
    assert "Transaction Customer, destination About Strongest reason" in page.text
    customer, country = whom(realistic()[0].transaction)
    assert customer
    assert f"{customer} {country}".strip() in page.text


def test_a_version_is_broken_between_its_day_and_its_hash_alone() -> None:
    text, _ = render(realistic())
    assert re.search(r'nowrap"><bdi[^>]*>2026-11-20</bdi>', text)


def test_large_transactions_are_cut_with_a_count() -> None:
    goods = tuple(GoodsLine(f"{n:06}") for n in range(40))
    found = [finding("goods", Outcome.HOLD, subject=f"goods line {n}") for n in range(40)]
    _, page = render([decision("T", found, goods=goods)])
    assert "15 goods lines more of this transaction" in page.text
    assert "15 findings more of this transaction" in page.text


def test_a_decision_without_its_transaction_is_still_a_card() -> None:
    bare = msgspec.structs.replace(realistic()[0], transaction=None)
    _, page = render([bare])
    assert "was not kept with this decision" in page.text


def test_same_input_gives_the_same_bytes() -> None:
    assert render(realistic())[0] == render(realistic())[0]


def many(count: int) -> Iterator[Decision]:
    """One alert in five; stops come last, so that keeping the first would miss them."""
    alert = (party_finding(0.8, Outcome.REVIEW),)
    stop = (party_finding(1.0, Outcome.STOP),)
    for number in range(count):
        found = stop if number >= count - 3 else alert if number % 5 == 0 else ()
        yield decision(f"T-{number}", found, extra={"cell": "x" * 2000 + str(number)})


def test_keeps_the_strongest_of_many_in_flat_memory() -> None:
    """A hundred thousand decisions, read once: memory does not follow their number."""
    peaks, target = [], io.BytesIO()
    for count in (20_000, 100_000):
        alerts = sum(1 for n in range(count - 3) if n % 5 == 0)
        outcomes = {"stop": 3, "review": alerts, "no match found": count - 3 - alerts}
        summary = summary_of([], transactions=count, outcomes=outcomes, headlines=outcomes)
        target = io.BytesIO()
        tracemalloc.start()
        write_report(summary, many(count), iter(()), target)
        peaks.append(tracemalloc.get_traced_memory()[1] - len(target.getvalue()))
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2
    assert peaks[1] < 40 << 20
    text = target.getvalue().decode()
    assert text.count('<article class="card tone-stop ') == 3
    assert text.count("<article") == FULL
    assert "19,003 of 20,003 alerts are not shown here" in Page(text).text
    assert "this report was given" not in text


@given(st.lists(st.tuples(st.sampled_from(list(Outcome)), st.floats(0, 1)), max_size=30))
@settings(deadline=None, max_examples=40)
def test_no_shown_alert_is_weaker_than_one_left_out(drawn: list[tuple[Outcome, float]]) -> None:
    """Whatever comes in whatever order, the heap keeps the strongest."""
    found = Kept(frozenset())
    limit, kept.LISTED = kept.LISTED, 5
    try:
        for number, (outcome, score) in enumerate(drawn):
            found.add(decision(str(number), [party_finding(score, outcome)]))
    finally:
        kept.LISTED = limit
    shown = [one.outcome.strength for one in found.strongest()]
    alerts = sorted((outcome.strength for outcome, _ in drawn if outcome.strength), reverse=True)
    assert shown == alerts[:5]
    assert found.alerts == len(alerts)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_from_their_ground(scheme: int) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text, on the page and on the cards."""
    text, _ = render([])
    blocks = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    colours = dict(re.findall(r"--cf-(\w+): (#[0-9a-f]{6})", blocks[scheme]))
    assert len(colours) == 11
    for name in ("stop", "hold", "review", "none", "partial", "ink", "muted", "link"):
        for ground in ("ground", "soft"):
            one, two = sorted((luminance(colours[name]), luminance(colours[ground])))
            assert (two + 0.05) / (one + 0.05) >= 4.5, (name, ground)


# --- What a reader finds quickly


def details(page: Page, name: str) -> list[bool]:
    """Say of each <details> that bears a class, or stands first in what does, if it is open."""
    found = []
    for at, (tag, attributes) in enumerate(page.elements):
        inside = page.elements[at - 1][1] if at else {}
        if tag == "details" and name in (attributes.get("class") or inside.get("class") or ""):
            found.append("open" in attributes)
    return found


def test_an_index_leads_to_every_alert_and_only_the_strongest_are_open() -> None:
    _, page = render(realistic())
    links = [a["href"] for tag, a in page.elements if tag == "a" and "#alert-" in (a["href"] or "")]
    assert links == [f"#alert-{number}" for number in range(1, 22)]
    assert details(page, "card") == [True] * OPENED + [False] * (21 - OPENED)
    # Up to a screenful of alerts, no table is folded.
    assert details(page, "index") == [True, True, True]


def test_few_alerts_are_all_open_and_many_tables_are_folded() -> None:
    _, page = render(realistic()[:5])
    assert details(page, "card") == [True] * 5
    stop = decision("S", [party_finding(1.0, Outcome.STOP)])
    _, page = render(
        [stop, *(decision(f"H{n}", [party_finding(0.9, Outcome.HOLD)]) for n in range(80))]
    )
    assert details(page, "index") == [True, False]


def test_five_thousand_alerts_give_a_page_that_says_where_the_rest_is() -> None:
    made = [decision(f"H{n}", [party_finding(0.95, Outcome.HOLD)]) for n in range(5000)]
    text, page = render(made)
    assert text.count("<article") == text.count('href="#alert-') == FULL
    assert len([1 for tag, a in page.elements if a.get("scope") == "row"]) > LISTED
    assert "4,000 of 5,000 alerts are not shown here" in page.text
    assert "hold : the 1,000 strongest of 5,000 alerts" in page.text
    assert f"The {LISTED:,} strongest are named below, {FULL} of them shown in full" in page.text
    assert "every row with its outcome in the CSV, Parquet and XLSX output" in page.text
    assert len(text) < 5_000_000


def test_the_title_holds_the_name_of_the_file_only() -> None:
    text, page = render(realistic(), source="/home/somebody/orders/march.csv")
    assert page.headings[0] == (1, "Screening report of march.csv")
    assert "<title>Screening report: march.csv</title>" in text


def test_coverage_and_headlines_do_not_contradict_each_other() -> None:
    """The tile counts what was found nothing in; the sentence says how the two belong together."""
    lacking = ("no official list",)
    made = [
        decision("A", [party_finding(0.95, Outcome.HOLD)], missing=lacking),
        decision("B", missing=lacking),
        decision("C", missing=lacking),
    ]
    _, page = render(made)
    said = "Coverage was incomplete for all 3 transactions. 1 of them is an alert and counts under"
    assert said in page.text
    assert "In the other 2 nothing was found: their headline is not fully screened" in page.text


def test_guidance_that_holds_is_not_a_puzzle() -> None:
    _, page = render([decision("T", [finding("goods", Outcome.HOLD, effect="caution only")])])
    assert (
        "forbids nothing by itself (caution only); its question must be answered first" in page.text
    )


def test_a_party_on_two_lists_is_shown_once_with_both() -> None:
    """The pack's finding and the official one are one box, with both versions and dates."""
    ours = "OOO Primer Mashin"
    pack = party_finding(0.95, Outcome.HOLD, ours)
    un = msgspec.structs.replace(
        pack, list="un_sc", listing="un_sc-1", theirs="PRIMER MACHINERY LLC"
    )
    text, page = render([decision("T", [pack, un])])
    assert text.count('<div class="finding') == 1
    assert "2 lists hold this name or number:" in page.text
    assert "un_sc , version of 2026-11-20 (aaaaaaaaaaaa) : entry un_sc-1" in page.text
    assert "watch_pack , version of 2026-11-21 (0123456789ab), not an official list" in page.text
    assert page.text.index("un_sc-1") < page.text.index("watch_pack-primer")


def test_an_official_hit_names_its_list_version_and_date() -> None:
    un = msgspec.structs.replace(
        party_finding(0.95, Outcome.HOLD), list="un_sc", listing="un_sc-1", citations=()
    )
    _, page = render([decision("T", [un])])
    assert "List: un_sc , version of 2026-11-20 (aaaaaaaaaaaa) ; entry un_sc-1" in page.text


def test_a_comparison_is_laid_out_word_by_word() -> None:
    compared = compare_entities(
        {
            "schema": "Company",
            "properties": {"name": ["Primer Mashinery Trading"], "country": ["ae"]},
        },
        {"schema": "Company", "properties": {"name": ["PRIMER MACHINERY LLC"], "country": ["ir"]}},
    )
    one = msgspec.structs.replace(party_finding(0.9, Outcome.HOLD), comparison=compared)
    _, page = render([decision("T", [one])])
    assert "your file: mashinery , the list: machinery spelt otherwise" in page.text
    assert "your file: trading , the list: – only in your file" in page.text
    assert "country AE IR no country in common: takes 0.05 off" in page.text


def test_one_known_place_is_not_drawn() -> None:
    text, page = render([decision("T", [place_finding("Olya", Outcome.HOLD)])])
    assert 'class="map"' not in text
    assert "coastlines" not in page.text
    assert "Olya (RU) 1 0 1 0 0" in page.text


def test_alerts_are_counted_over_time() -> None:
    made = [
        decision(str(n), [place_finding("Olya", Outcome.HOLD)], date=f"2025-{month:02}-03")
        for n, month in enumerate((3, 3, 4, 6))
    ]
    made.append(decision("undated", [place_finding("Olya", Outcome.HOLD)], date=""))
    text, page = render(made)
    assert "2025-03: 2 hold; 2025-04: 1 hold; 2025-06: 1 hold" in text
    assert "1 alert without a date is not drawn" in page.text


@given(st.lists(st.dates().map(str), max_size=80))
@settings(deadline=None, max_examples=40)
def test_no_dated_alert_is_lost_from_the_periods(days: list[str]) -> None:
    found = Kept(frozenset())
    for day in days:
        found.add(decision(day, [place_finding("Olya", Outcome.HOLD)], date=day))
    periods = found.periods()
    assert [label for label, _ in periods] == sorted({label for label, _ in periods})
    assert not periods or sum(counts.total() for _, counts in periods) == len(days)


def test_a_score_is_cut_and_never_rounded_up() -> None:
    """0.8979 is a review; shown as 0.90 it would contradict the words beside it."""
    _, page = render([decision("T", [party_finding(0.8979, Outcome.REVIEW)])])
    assert "[0.89]" in page.text
    assert "Score 0.89" in page.text
    assert "Score 0.90" not in page.text


def test_guidance_on_an_effect_stands_behind_the_listing() -> None:
    """The preface of another list of OFAC's reads as a second listing unless it is explained."""
    page_of_list = Citation(SDN.source, SDN.title, "US Treasury, OFAC")
    (preface,) = effect_sources(SDN, ())
    found = party_finding(0.95, Outcome.HOLD)
    found = msgspec.structs.replace(found, citations=(preface, page_of_list))
    text = render([decision("T", [found])])[1].text
    assert text.index(SDN.title) < text.index("Guidance on what the SDN List does in law")
