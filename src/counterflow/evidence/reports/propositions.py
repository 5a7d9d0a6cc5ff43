"""Cut what is attributed into propositions: clauses that can be true or false, one each.

"… were built in Iran, shipped across the sea and then used …" says three things, and somebody may
deny one of them. A clause that hangs on a person or a thing as a description stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.cues import Cues, load_cues
from counterflow.evidence.reports.frames import frame_of
from counterflow.evidence.reports.trees import is_finite, subject_of, trimmed

Token = Any

_HEDGES = frozenset({"appear", "seem", "suspect", "believe", "think", "feel"})
_HEDGING = frozenset({"reportedly", "apparently", "allegedly", "likely", "probably", "perhaps", "possibly", "seemingly", "presumably"})
_MAY = frozenset({"may", "might", "could", "can"})
_SELF = frozenset({"we", "i"})
_READY = frozenset({"prepared", "ready", "determined", "going", "set"})


@dataclass(frozen=True)
class Proposition:
    """One thing said: its words (offsets within the paragraph), and how certain and of what kind."""

    start: int
    end: int
    stance: str
    modality: str
    root: Token | None
    authority: str | None = None


def cut(attribution: Attribution, parsed: Any) -> list[Proposition]:
    """Cut what is attributed into propositions, in order.

    Args:
        attribution: An attribution of the paragraph.
        parsed: The paragraph, parsed.

    Returns:
        At least one proposition.
    """
    found: list[Proposition] = []
    for words in _by_sentence(attribution, parsed):
        found += _of_sentence(words, attribution)
    return found or [
        Proposition(attribution.start, attribution.end, attribution.stance, attribution.modality, attribution.root)
    ]


def _by_sentence(attribution: Attribution, parsed: Any) -> Iterator[list[Token]]:
    inside = [w for w in parsed if w.idx >= attribution.start and w.idx + len(w) <= attribution.end + 1]
    group: list[Token] = []
    for word in inside:
        if group and word.text == ";" and len(group) > 2:
            yield group
            group = []
            continue
        if group and (word.sent != group[-1].sent or (group[-1].text in ".?!" and word.text[:1].isupper())):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _of_sentence(words: list[Token], attribution: Attribution) -> list[Proposition]:
    stance, modality, authority = attribution.stance, attribution.modality, None
    top = _top(words)
    if top is None:
        return []
    words = _without_lead(words)
    words, top, wrapped = _unwrapped(words, top, attribution)
    if wrapped is not None:
        stance, modality, authority = wrapped
    pieces = _pieces(words, top)
    made: list[Proposition] = []
    for piece, head in pieces:
        span = trimmed(piece)
        if span is None or span[1] - span[0] < 4:
            continue
        made.append(
            Proposition(
                *span,
                _stance(stance, head, attribution),
                _modality(modality, head, piece),
                head,
                authority,
            )
        )
    return made


_DISCOURSE = frozenset(
    "however meanwhile moreover furthermore also instead indeed nevertheless nonetheless still thus "
    "therefore consequently additionally separately".split()
)
_DISCOURSE_PAIRS = frozenset({("in", "turn"), ("in", "addition"), ("for", "example"), ("for", "instance"), ("at", "least"), ("of", "course")})


def _without_lead(words: list[Token]) -> list[Token]:
    """Leave out "in turn," and its like before what is said."""
    if len(words) > 3 and words[0].lower_ in _DISCOURSE and words[1].text == ",":
        return words[2:]
    if len(words) > 4 and (words[0].lower_, words[1].lower_) in _DISCOURSE_PAIRS and words[2].text == ",":
        return words[3:]
    if len(words) > 6 and words[0].lower_ in ("as", "per", "according", "citing", "quoting"):
        comma = next((at for at, word in enumerate(words) if word.text == ","), None)
        if comma is not None and comma + 3 < len(words):
            return words[comma + 1 :]
    return words


def _top(words: list[Token]) -> Token | None:
    own = {word.i for word in words}
    tops = [word for word in words if word.head.i not in own or word.head == word]
    verbs = [word for word in tops if word.pos_ in ("VERB", "AUX")]
    if not tops:
        return None
    return max(verbs or tops, key=lambda word: sum(1 for other in word.subtree if other.i in own))


def _unwrapped(words: list[Token], top: Token, attribution: Attribution) -> tuple[list[Token], Token, tuple[str, str, str | None] | None]:
    """Take off "we are concerned that …" and "we have information that …": they tell how it is said."""
    cues = load_cues()
    subject = subject_of(top)
    if subject is None or attribution.stance == "deny":
        return words, top, None
    for child in top.children:
        inner, wrapped = _true_that(child, top, subject)
        if inner is None:
            inner, wrapped = _wrapper(child, top, subject, cues)
        if inner is not None and wrapped is not None:
            first = inner.left_edge.i
            kept = [word for word in words if word.i >= first]
            while kept and kept[0].dep_ == "mark":
                kept = kept[1:]
            if len(kept) > 2:
                return kept, inner, wrapped
    return words, top, None


def _true_that(child: Token, top: Token, subject: Token) -> tuple[Token | None, tuple[str, str, str | None] | None]:
    """Read "it is true that …": what follows is conceded; "it is not true that …" denies it."""
    if top.lemma_ != "be" or subject.lower_ != "it" or child.dep_ not in ("acomp", "attr", "ccomp"):
        return None, None
    word = next((c for c in top.children if c.dep_ in ("acomp", "attr")), None)
    inner = next((c for c in [*top.children, *(word.children if word is not None else ())] if c.dep_ in ("ccomp", "advcl") and is_finite(c)), None)
    if word is None or inner is None or word.lower_ not in ("true", "false", "untrue", "wrong", "correct", "right"):
        return None, None
    negated = any(c.dep_ == "neg" for c in top.children)
    denied = (word.lower_ in ("false", "untrue", "wrong")) != negated
    return inner, ("deny" if denied else "acknowledge", "certain", None)


def _wrapper(child: Token, top: Token, subject: Token, cues: Cues) -> tuple[Token | None, tuple[str, str, str | None] | None]:
    if child.dep_ == "dobj" and top.lemma_ in ("have", "see", "possess", "hold") and child.lemma_.lower() in cues.authorities:
        inner = next((c for c in child.children if c.dep_ in ("acl", "ccomp", "relcl") and is_finite(c)), None)
        return inner, ("assert", "certain", f"{subject.text} {child.text}")
    if child.dep_ == "acomp" and child.lemma_.lower() in cues.adjectives and subject.lower_ in _SELF:
        cue = cues.adjectives[child.lemma_.lower()]
        inner = next((c for c in child.children if c.dep_ == "ccomp"), None)
        return inner, (cue.stance, cue.modality, None)
    if child.dep_ == "ccomp" and (any(c.dep_ == "neg" for c in top.children) or child.left_edge.tag_ in ("WP", "WDT", "WRB") or child.left_edge.lower_ in ("if", "whether")):
        return None, None
    if child.dep_ == "ccomp" and subject.lower_ in _SELF and (cue := cues.verb(top.lemma_.lower(), "clause")):
        return child, (cue.stance, cue.modality, None)
    return None, None


def _pieces(words: list[Token], top: Token) -> list[tuple[list[Token], Token]]:
    own = {word.i: word for word in words}
    heads = [top, *(_heads(top, own))]
    if len(heads) == 1:
        return [(words, top)]
    starts: list[tuple[int, Token]] = []
    for head in heads[1:]:
        first = min(word.i for word in head.subtree if word.i in own)
        if _in_row(head, top):
            first = head.i - 1 if head.nbor(-1).lower_ == "then" else head.i
        starts.append((first, head))
    starts.sort(key=lambda pair: pair[0])
    made: list[tuple[list[Token], Token]] = []
    bounds = [(words[0].i, top), *starts]
    for (at, head), following in zip(bounds, [*starts, (words[-1].i + 1, None)], strict=True):
        run = [word for word in words if at <= word.i < following[0]]
        while run and (run[-1].dep_ in ("cc", "punct", "mark") or run[-1].lower_ in ("and", "but", "that", "which", "for", "over")):
            run = run[:-1]
        if run:
            while len(run) > 2 and (run[0].dep_ == "mark" or run[0].lower_ in ("because", "although", "when", "while", "whereas")):
                run = run[1:]
            made.append((run, head))
    return made


def _heads(top: Token, own: dict[int, Token]) -> Iterator[Token]:
    for word in own.values():
        if word == top or word.pos_ not in ("VERB", "AUX"):
            continue
        if word.dep_ == "conj" and _joined(word, top):
            yield word
        elif word.dep_ in ("relcl", "acl") and _tells(word, top):
            yield word
        elif _in_row(word, top) or _reason(word, top):
            yield word
        elif word.dep_ == "pcomp" and word.head.lower_ in ("for", "over") and _charged(top):
            yield word


def _in_row(word: Token, top: Token) -> bool:
    """Tell whether a participle goes on in a row after a comma or "and" ("built in A, shipped via B")."""
    if word.tag_ != "VBN" or word.i == 0 or word.dep_ in ("amod", "relcl") or top.tag_ != "VBN":
        return False
    before = word.nbor(-1)
    if before.lower_ == "then" and before.i:
        before = before.nbor(-1)
    after = word.nbor() if word.i + 1 < len(word.doc) else None
    alone = not any(child.dep_ in ("nsubj", "nsubjpass") for child in word.children)
    moved = after is not None and (after.pos_ in ("ADP", "ADV") or after.dep_ in ("agent", "prep", "advmod"))
    return before.lower_ in (",", "and") and alone and moved


def _reason(word: Token, top: Token) -> bool:
    """Tell whether a clause gives a reason or a circumstance that can be true or false on its own."""
    if word.dep_ != "advcl" or not is_finite(word) or word.i < top.i:
        return False
    marks = {child.lower_ for child in word.children if child.dep_ in ("mark", "advmod")}
    own = any(child.dep_ in ("nsubj", "nsubjpass") for child in word.children)
    if not own or not marks & {"because", "although", "though", "when", "while", "whereas"}:
        return False
    left = word.left_edge
    return left.i > 0 and left.nbor(-1).text == ","


def _charged(top: Token) -> bool:
    """Tell whether a clause says that somebody was sanctioned: what for is a claim of its own."""
    filled = frame_of(top)
    return filled is not None and filled.frame == "sanction"


def _joined(word: Token, top: Token) -> bool:
    if not (is_finite(word) or word.tag_ == "VBN"):
        return False
    if any(child.dep_ == "mark" and child.lower_ == "that" for child in word.children):
        return True
    if any(child.dep_ in ("nsubj", "nsubjpass") for child in word.children) and is_finite(word):
        return True
    head = word.head
    while head.dep_ == "conj":
        head = head.head
    return head == top


def _tells(word: Token, top: Token) -> bool:
    """Tell whether a relative clause says something of its own, and ends what is said."""
    if top.pos_ not in ("VERB", "AUX") or not is_finite(word):
        return False
    modal = any(child.tag_ == "MD" for child in word.children)
    own_subject = any(child.dep_ == "nsubj" and child.lower_ in ("it", "they", "he", "she") for child in word.children)
    anybody = any(child.dep_ == "nsubj" and child.lower_ in ("you", "one") for child in word.children)
    return not anybody and (modal or own_subject)


def _stance(stance: str, head: Token, attribution: Attribution) -> str:
    if stance != "assert" or head.pos_ not in ("VERB", "AUX"):
        return stance
    if _own_negation(head, attribution):
        return "deny"
    if attribution.cue_word is not None and attribution.cue_word.lemma_ == "confirm" and _of_itself(head):
        return "acknowledge"
    subject = next((c for c in head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None:
        return stance
    future = any(child.lower_ in ("will", "would", "shall", "'ll", "wo") for child in head.children if child.dep_ == "aux")
    ready = any(child.lower_ in _READY for child in head.children) and any(
        grand.dep_ == "xcomp" for child in head.children for grand in [child, *child.children]
    )
    spoken = attribution.speaker
    itself = subject.lower_ in _SELF or (
        attribution.quotation != "direct" and subject.lower_ in ("it", "they", "he", "she") and spoken is not None
    )
    promised = subject.dep_ == "nsubjpass" and subject.lemma_ in ("sanction", "measure", "step", "designation", "penalty")
    if future and (itself or promised):
        return "plan"
    return "plan" if ready and itself else stance


def _of_itself(head: Token) -> bool:
    subject = subject_of(head)
    return subject is not None and subject.lower_ in ("it", "they", "he", "she", "we", "i")


# What is not known, seen or answered is no answer to a charge.
_NO_ANSWER = frozenset({"comment", "know", "respond", "rule", "exclude", "see", "hear", "find", "expect", "understand", "think", "believe", "want", "need", "let", "matter"})
_NOTHING = frozenset({"nothing", "nobody", "none", "neither", "never"})


def _own_negation(head: Token, attribution: Attribution) -> bool:
    """Tell whether somebody says that something was not so: an answer to a charge."""
    if attribution.quotation == "none" and attribution.speaker is None and attribution.cue is None:
        return False
    auxiliaries = {child.lower_ for child in head.children if child.dep_ in ("aux", "auxpass")}
    past = head.tag_ == "VBD" or bool(auxiliaries & {"had", "has", "have", "was", "were", "did"}) or head.lower_ in ("was", "were")
    if auxiliaries & {"will", "would", "can", "could", "should", "may", "might", "does", "do"}:
        return False
    subject = subject_of(head)
    itself = subject is not None and subject.lower_ in _SELF
    if head.lemma_.lower() in _NO_ANSWER or subject is None or not (past or itself):
        return False
    if any(child.dep_ == "neg" for child in head.children):
        return True
    denied = [subject, *subject.lefts, *(c for c in head.children if c.dep_ in ("expl", "attr", "advmod")), *(g for c in head.children if c.dep_ == "attr" for g in c.lefts)]
    return any(word.lower_ in _NOTHING or (word.lower_ == "no" and word.dep_ == "det") for word in denied)


def _modality(modality: str, head: Token, piece: list[Token]) -> str:
    if modality != "certain":
        return modality
    if head.lemma_.lower() in _HEDGES:
        return "hedged"
    for child in head.children:
        if child.dep_ == "aux" and child.lower_ in _MAY:
            return "possible"
        if child.dep_ == "advmod" and child.lower_ in _HEDGING:
            return "hedged"
    return "certain"
