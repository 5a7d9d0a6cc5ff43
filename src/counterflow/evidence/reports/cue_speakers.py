"""Find who speaks by a verb: its subject, its agent, the name set after or before it."""

from __future__ import annotations

from typing import Any

from counterflow.evidence.reports.attributions import Passage
from counterflow.evidence.reports.cue_positions import trailing_name, words_before_trailing
from counterflow.evidence.reports.cue_rows import cue_before
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import SUBJECTS, agent_of, is_passive, subject_of

Token = Any

_NOBODY = frozenset({"nobody", "none", "nothing", "what"})
_KEEPING_SILENT = frozenset({"decline", "refuse", "fail", "forget", "neglect"})
_NO_NOUNS = frozenset({"VBG", "VBN", "VBD", "JJ", "IN", "RB"})
_NO_PARTY = frozenset({"it", "this", "that", "which"})
_PRONOUNS = frozenset({"i", "we", "you", "it", "they", "he", "she"})
_NAMES = frozenset({"ORG", "GPE", "PERSON", "NORP"})
_OF_PERSONS = (
    "ist",
    "ian",
    "man",
    "woman",
    "eer",
    "ees",
    "crat",
    "maker",
    "holder",
    "goer",
    "ster",
)
_THINGS = frozenset({"list", "mist", "twist", "career", "beer", "register", "disaster", "cluster"})
_INVERTED = 10  # words after an inverted cue within which its speaker's name stands


def speaker_of(passage: Passage, verb: Token) -> tuple[bool, Token | None, Token | None]:
    """Settle who speaks by a verb.

    Args:
        passage: The paragraph being read.
        verb: The cue.

    Returns:
        Whether the verb attributes at all; who speaks, ``None`` where a passive leaves it open; who
        relays it.
    """
    if _no_word_of_anybody(verb):
        return False, None, None
    speaker, via = _by_grammar(passage, verb)
    if passage.quotation_around(verb) and (speaker is None or speaker.lower_ in _PRONOUNS):
        return False, None, None
    if speaker is None:
        speaker = _named_after(verb)
    if speaker is None:
        return is_passive(verb) and not hangs(verb), None, via
    some = any(child.lower_ == "of" for child in speaker.children)
    neither = any(child.lower_ == "neither" for child in speaker.lefts)
    none = any(child.lower_ == "no" and child.dep_ == "det" for child in speaker.lefts)
    if neither or none or speaker.lower_ in _NOBODY or (speaker.lower_ == "one" and not some):
        return False, None, None
    if speaker.i > verb.i and speaker.tag_ in _NO_NOUNS:
        speaker = _named_after(verb) or speaker  # "said Acting Under Secretary A. B."
    if words_before_trailing(verb, passage.cues):
        speaker = trailing_name(verb) or speaker
    return True, speaker, via


def _no_word_of_anybody(verb: Token) -> bool:
    """Tell whether nothing is said: "without asking", or "the mayor, asked whether …"."""
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return True
    if verb.dep_ == "xcomp" and verb.tag_ == "VB" and verb.head.lemma_ in _KEEPING_SILENT:
        return True
    behind_comma = verb.i > 0 and verb.nbor(-1).text == ","
    return bool(verb.lemma_ == "ask" and behind_comma and verb.tag_ in ("VBN", "VBD"))


def _by_grammar(passage: Passage, verb: Token) -> tuple[Token | None, Token | None]:
    if hangs(verb):
        return agent_of(verb), None
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as":
        relay = verb.head.head
        if relay.lemma_ in ("quote", "cite", "report"):
            return _relayed_by(relay)
    if is_passive(verb):
        return agent_of(verb), None
    return _behind(passage, _party(passage, verb)), None


def _party(passage: Passage, verb: Token) -> Token | None:
    """Give the subject of a verb; where it shares that of a thing told of, who told of it.

    "… repeated that a number had been sent but denied that any had followed": numbers deny nothing.
    """
    first = cue_before(passage.cues, verb)
    if first is not None:
        return _party(passage, first)
    subject = _inverted(passage, verb) or _behind_lead(subject_of(verb))
    if subject is None or subject.head == verb or verb.dep_ != "conj" or can_speak(subject):
        return subject
    for above in verb.ancestors:
        if passage.cues.lemma(above) in passage.cues.verbs:
            outer = subject_of(above)
            if outer is not None and outer != subject:
                return outer
    return subject


def _behind_lead(subject: Token | None) -> Token | None:
    """Give the subject that the parser took for a second name of what leads the sentence.

    "In the journal Nature, a team led by … showed": the journal shows nothing.
    """
    if subject is None or subject.i == 0:
        return subject
    second = next((c for c in subject.rights if c.dep_ == "appos" and c.pos_ == "NOUN"), None)
    first = subject.sent[0]
    lead = first.tag_ == "IN" and first.dep_ == "prep"
    if second is None or not lead or second.left_edge.tag_ != "DT":
        return subject
    apart = any(word.text == "," for word in subject.doc[first.i : subject.left_edge.i])
    return subject if apart or first.i == subject.left_edge.i else second


def _inverted(passage: Passage, verb: Token) -> Token | None:
    """Give the speaker behind a cue that the parser took for its object ('"No," shouted a man')."""
    if any(child.dep_ in SUBJECTS for child in verb.children):
        return None
    if not any(child.dep_ == "ccomp" and child.i < verb.i for child in verb.children):
        return None
    if passage.cues.verb(passage.cues.lemma(verb), "quote") is None:
        return None
    return next((c for c in verb.rights if c.dep_ == "dobj" and can_speak(c)), None)


def _relayed_by(relay: Token) -> tuple[Token | None, Token | None]:
    """Read "AFP quoted her as saying" and "she was quoted by AFP as saying"."""
    if is_passive(relay):
        return subject_of(relay), agent_of(relay)
    spoken = next(
        (c for c in relay.children if c.dep_ in ("dobj", "nsubj") and c.i > relay.i), None
    )
    return spoken, subject_of(relay)


def _behind(passage: Passage, speaker: Token | None) -> Token | None:
    """Give who issued a statement that "warns", where the sentence says it."""
    if speaker is None or speaker.lemma_.lower() not in passage.cues.documents:
        return speaker
    head = speaker.head.head if speaker.dep_ == "pobj" else speaker.head
    if speaker.dep_ in ("dobj", "pobj") and head.pos_ == "VERB":
        return subject_of(head) or speaker
    return speaker


def _named_after(verb: Token) -> Token | None:
    """Find a speaker right after an inverted cue that the parser took for something else."""
    for word in verb.doc[verb.i + 1 : min(verb.i + _INVERTED, verb.sent.end)]:
        ends = word.i + 1 == len(verb.doc) or word.nbor().ent_type_ != "PERSON"
        if word.ent_type_ == "PERSON" and ends:
            return word
        if word.is_punct:
            return None
    return None


def can_speak(speaker: Token) -> bool:
    """Tell whether a subject can mean to do something: a person, a body, a country."""
    if speaker.pos_ in ("PROPN", "PRON"):
        return speaker.lower_ not in _NO_PARTY
    facts = load_governments()
    lemma = speaker.lemma_.lower()
    if lemma in facts.offices or lemma in facts.body_words or speaker.ent_type_ in _NAMES:
        return True
    alone = speaker.tag_ == "NN" and speaker.text[:1].isupper() and not list(speaker.lefts)
    if alone or any(child.lower_ == "who" for near in speaker.rights for child in near.children):
        return True
    return lemma.endswith(_OF_PERSONS) and lemma not in _THINGS


def hangs(verb: Token) -> bool:
    """Tell whether a passive verb describes a noun ("materials required to …")."""
    if verb.dep_ not in ("acl", "advcl", "amod") or verb.tag_ not in ("VBN", "VBD"):
        return False
    own = ("nsubj", "nsubjpass", "aux", "auxpass", "mark")
    return not any(child.dep_ in own for child in verb.children)
