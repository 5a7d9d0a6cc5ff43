"""Find what a cue attributes where the parser does not hang it on the cue.

A cue may stand in the midst of the words ("The plan, he said, would …"), behind them at the end of
the sentence, or before a clause whose subject the parser took for the cue's own.
"""

from __future__ import annotations

from typing import Any

from counterflow.evidence.reports.cues import Cues, load_cues
from counterflow.evidence.reports.trees import subject_of

Token = Any

_TOLD = frozenset({"VBD", "VBZ"})
_LONGEST = 8  # words of an insertion behind its verb
_FEWEST = 4  # words from a colon on that can be what is said


def words_around(verb: Token) -> list[Token]:
    """Give the words around a cue set between commas ("The plan, he said, with …").

    Args:
        verb: The cue.

    Returns:
        The words of the clause in which it stands, without the cue and its subject; empty where
        the cue is no insertion.
    """
    if verb.head.pos_ not in ("VERB", "AUX"):
        return []
    if verb.dep_ != "parataxis" and not (verb.dep_ == "ccomp" and verb.i < verb.head.i):
        return []
    followed = any(verb.i < c.i and c.dep_ == "nsubj" for c in verb.head.lefts)
    if verb.dep_ == "ccomp" and followed and not _set_apart(verb):
        return []  # "Bees can learn it, scientists found": what is said, and no insertion
    subject = subject_of(verb)
    if subject is None or subject.head != verb:
        return []
    own = {word.i for word in subject.subtree} | {verb.i}
    own |= _up_to_comma(verb, min(own))
    own |= {w.i for word in verb.head.children if _goes_on(verb, word) for w in word.subtree}
    words = [word for word in verb.head.subtree if word.i not in own]
    first, last = min(own), max(own)
    lead = [word for word in words if word.i < first]
    return lead + [word for word in words if word.i > last]


def _goes_on(verb: Token, word: Token) -> bool:
    """Tell whether a participle right behind a cue tells of the speaker (", he said, adding …")."""
    near = word.left_edge.i - verb.i in (1, 2)
    return near and word.tag_ == "VBG" and word.lemma_.lower() in load_cues().verbs


def inserted_name(verb: Token, cues: Cues) -> Token | None:
    """Give the name of an inserted cue that goes before its speaker (", said Mr. Lee, ").

    Args:
        verb: The cue.
        cues: The words that attribute.

    Returns:
        The last word of the name; ``None`` where the cue is no such insertion.
    """
    if verb.i < verb.sent.start + 2 or verb.nbor(-1).text != "," or verb.tag_ not in _TOLD:
        return None
    if cues.verb(cues.lemma(verb), "clause") is None:
        return None
    if any(word.text == '"' for word in verb.doc[verb.sent.start : verb.i]):
        return None
    for word in verb.doc[verb.i + 1 : min(verb.i + _LONGEST, verb.sent.end)]:
        if word.text == "," and word.nbor(-1) != verb and word.i + 2 < verb.sent.end:
            goes_on = word.nbor().pos_ in ("AUX", "VERB")  # no ", said Mr. Lee, who …"
            return word.nbor(-1) if goes_on else None
        if word.pos_ not in ("PROPN", "NOUN", "DET", "ADJ", "PRON"):
            return None
    return None


def _set_apart(verb: Token) -> bool:
    """Tell whether nothing but adverbs stands before the subject of a cue set first."""
    subject = subject_of(verb)
    first = verb.sent.start
    before = subject.doc[first : subject.left_edge.i] if subject is not None else ()
    return verb.nbor().text == "," and all(w.pos_ in ("ADV", "CCONJ", "PUNCT") for w in before)


def _up_to_comma(verb: Token, first: int) -> set[int]:
    """Give the words of an insertion behind its verb (", he said on Friday,")."""
    if first == 0 or verb.doc[first - 1].text != ",":
        return set()
    for word in verb.doc[verb.i + 1 : min(verb.i + _LONGEST, verb.sent.end)]:
        if word.text == ",":
            return set(range(verb.i + 1, word.i + 1))
    return set()


def words_before_trailing(verb: Token, cues: Cues) -> list[Token]:
    """Give what goes before a cue at the end of a sentence that the parser did not join to it.

    Args:
        verb: The cue.
        cues: The words that attribute.

    Returns:
        The words before the speaker's name; empty where the cue does not trail.
    """
    if verb.dep_ != "conj" or verb.tag_ not in ("VBD", "VBZ") or _own_subject(verb):
        return []
    if cues.verb(verb.lemma_.lower(), "quote") is None:
        return []
    if any(child.dep_ == "cc" for child in verb.head.rights):
        return []
    named = trailing_name(verb)
    if named is None:
        return []
    first = named.i
    while first > verb.sent.start and verb.doc[first - 1].text != ",":
        first -= 1
    words = [word for word in verb.sent if word.i < first]
    return words if any(word.pos_ in ("VERB", "AUX") for word in words) else []


def words_before_joined(verb: Token, cues: Cues) -> list[Token]:
    """Give what goes before a cue with its own subject, joined to it by a mere comma.

    "The sum is too high, the board's chairman told a radio station" is no row of two deeds.
    """
    subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    if verb.dep_ != "conj" or subject is None or cues.verb(cues.lemma(verb), "quote") is None:
        return []
    if any(child.dep_ == "cc" for child in [*verb.head.rights, *verb.lefts]):
        return []
    first = subject.left_edge.i
    if first == verb.sent.start or verb.doc[first - 1].text != ",":
        return []
    return [word for word in verb.head.subtree if word.i < first]


def words_beside_as(verb: Token, cues: Cues) -> list[Token]:
    """Give the clause beside "as the minister said", without that insertion."""
    marked = any(child.dep_ in ("mark", "advmod") and child.lower_ == "as" for child in verb.lefts)
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if verb.dep_ != "advcl" or not marked or subject is None:
        return []
    put = verb.lemma_ == "put" and any(c.lower_ in ("it", "this") for c in verb.rights)
    if not put and cues.verb(cues.lemma(verb), "clause") is None:
        return []
    own = {word.i for word in verb.subtree}
    return [word for word in verb.head.subtree if word.i not in own]


def words_of_relative(verb: Token) -> list[Token]:
    """Give the rest of a relative clause round a cue ("who, the court found, sold …")."""
    subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    if subject is None or verb.i + 2 >= len(verb.doc) or verb.nbor().text != ",":
        return []
    first = subject.left_edge.i
    if first < 2 or verb.doc[first - 1].text != ",":
        return []
    if verb.doc[first - 2].lower_ not in ("who", "which", "that"):
        return []
    return list(verb.doc[verb.i + 2 : verb.sent.end])


def trailing_name(verb: Token) -> Token | None:
    """Find the name before a cue that ends a sentence ("…, Colonel N., a spokesman, told us.")."""
    at, commas = verb.i - 1, 0
    best: Token | None = None
    while at > verb.sent.start and commas < 3:
        word = verb.doc[at]
        if word.text == ",":
            commas += 1
            if best is not None:
                return best
        elif word.pos_ in ("VERB", "AUX"):
            return best
        elif best is None and word.ent_type_ in ("PERSON", "ORG", "GPE") and _ends_name(word):
            best = word
        at -= 1
    return best


def words_after_misread(verb: Token) -> list[Token]:
    """Give the clause after a cue whose own subject the parser hung on the cue as well."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    later = [child for child in subjects if child.i > verb.i]
    if len(subjects) < 2 or not later or subjects[0].i > verb.i:
        return []
    return [word for word in verb.subtree if word.i >= later[0].left_edge.i]


def after_colon(words: list[Token], verb: Token) -> list[Token]:
    """Leave out what leads to a colon where the cue comes last ("He was blunt: it is, he said")."""
    at = next((n for n, word in enumerate(words) if word.text == ":"), None)
    if at is None or words[at].i > verb.i or len(words) - at < _FEWEST:
        return words
    return words[at + 1 :]


def beside_semicolon(words: list[Token], verb: Token) -> list[Token]:
    """Keep the words on the cue's side of a semicolon ("…, critics contend; others say …")."""
    marks = [word.i for word in verb.sent if word.text == ";"]
    if marks and marks[-1] < verb.i and not any(_has_cue(w, verb) for w in verb.sent[: marks[-1]]):
        return words  # "A removed them; B issued papers; C took them, it said": all of it is said
    first = max((at for at in marks if at < verb.i), default=-1)
    last = min((at for at in marks if at > verb.i), default=len(verb.doc))
    return [word for word in words if first < word.i < last]


def _has_cue(word: Token, verb: Token) -> bool:
    cues = load_cues()
    told = word.pos_ == "VERB" and cues.verb(cues.lemma(word), "clause") is not None
    return told and word != verb


def within_relative(words: list[Token], verb: Token) -> list[Token]:
    """Keep what a cue says within its relative clause ("…, which critics say would hurt, …")."""
    if verb.dep_ != "relcl" or not words or words[0].lower_ not in ("which", "who", "that"):
        return words
    kept = [word for word in words if word.i > verb.i]
    if words[0].i == 0 or words[0].nbor(-1).text != ",":
        return kept
    end = next((word.i for word in kept if word.text == ","), len(verb.doc))
    return [word for word in kept if word.i < end]


def _ends_name(word: Token) -> bool:
    return bool(word.i + 1 >= len(word.doc) or word.nbor().ent_type_ != word.ent_type_)


def _own_subject(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
