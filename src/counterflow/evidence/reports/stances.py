"""Settle stance and modality of one proposition: denied, conceded, planned; certain or hedged."""

from __future__ import annotations

from typing import Any

from counterflow.evidence.reports.attributions import Attribution
from counterflow.evidence.reports.frames import frame_of, load_frames
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import is_finite, subject_of

Token = Any

_SELF = frozenset({"we", "i"})
_OTHERS = frozenset({"it", "they", "he", "she"})
_HEDGES = frozenset({"appear", "seem", "suspect", "believe", "think", "feel"})
_HEDGING = frozenset(
    {
        "reportedly", "apparently", "allegedly", "likely", "probably", "perhaps", "possibly",
        "seemingly", "presumably",
    }
)  # fmt: skip
_MAY = frozenset({"may", "might", "could", "can"})
_FUTURE = frozenset({"will", "would", "shall", "'ll", "wo"})
_READY = frozenset({"prepared", "ready", "determined", "going", "set"})
_MEASURES = frozenset({"sanction", "measure", "step", "designation", "penalty"})
# What is not known, seen or answered is no answer to a charge.
_NO_ANSWER = frozenset(
    {
        "comment", "know", "respond", "rule", "exclude", "see", "hear", "find", "expect",
        "understand", "think", "believe", "want", "need", "let", "matter", "care", "remember",
    }
)  # fmt: skip
_NO_DEED = frozenset({"see", "like", "love", "say", "know", "think", "want", "need", "prefer"})
# What a body does or runs itself; said of the time to come it is a plan, from outsiders a forecast.
_WORKS = frozenset(
    {
        "plant", "factory", "inspection", "inquiry", "talk", "review", "investigation", "project",
        "production", "delivery", "listing", "construction", "campaign", "programme", "program",
        "audit", "ban", "flight", "service", "hearing", "report", "decision", "ceremony", "work",
        "election", "vote", "exercise", "test", "trial", "sale",
    }
)  # fmt: skip
_OUTSIDERS = frozenset(
    {"analyst", "expert", "economist", "critic", "trader", "researcher", "resident", "observer",
     "diplomat",
     "study", "poll", "survey", "forecaster", "pundit", "voter"}
)  # fmt: skip
_FINDING = frozenset({"report", "find", "show", "reveal", "conclude", "allege", "note", "complain"})
# Verbs of the field that say as much of ordinary things ("no decision had been made").
_ORDINARY = frozenset(
    {"make", "set", "get", "find", "arrive", "move", "open", "create", "stop", "call",
     "work", "expand", "use", "list", "reach", "enter"}
)  # fmt: skip
_NOTHING = frozenset({"nothing", "nobody", "none", "neither", "never"})
_SEEING = frozenset({"see", "have", "find", "receive"})
_SIGNS = frozenset({"evidence", "indication", "sign", "proof", "trace", "information", "interest"})
_THINGS = frozenset({"nsubj", "nsubjpass", "attr", "dobj", "pobj"})
_OPEN = frozenset({"will", "would", "can", "could", "should", "may", "might", "does", "do"})
_PAST = frozenset({"had", "has", "have", "was", "were", "did"})


def stance_of(stance: str, head: Token, attribution: Attribution) -> str:
    """Settle what a speaker does with one proposition.

    Args:
        stance: The stance of the cue.
        head: The head word of the proposition.
        attribution: Who says it, and by which cue.

    Returns:
        The stance: of the cue, unless the words themselves deny, concede or announce.
    """
    if stance != "assert" or head.pos_ not in ("VERB", "AUX"):
        return stance
    if _knows_no(head, _subject(head), attribution):
        return "deny"
    if says_no(head, attribution) and _concerns(head, attribution):
        return "deny"
    if _confirms_own(head, attribution):
        return "acknowledge"
    return "plan" if _announces(head, attribution) else stance


def modality_of(modality: str, head: Token) -> str:
    """Settle how certain one proposition is: of the cue, or as its own words say."""
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


def _confirms_own(head: Token, attribution: Attribution) -> bool:
    """Tell whether somebody confirms something of itself: that concedes it."""
    cue = attribution.cue_word
    if cue is None or cue.lemma_ != "confirm":
        return False
    subject = subject_of(head)
    return subject is not None and subject.lower_ in _SELF | _OTHERS


def _announces(head: Token, attribution: Attribution) -> bool:
    """Tell whether somebody says what it will do itself."""
    subject = next((c for c in head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None:
        return False
    itself = subject.lower_ in _SELF or _means_speaker(subject, attribution)
    itself = itself or _takes_up(subject, attribution)
    if any(child.lower_ in _FUTURE for child in head.children if child.dep_ == "aux"):
        if _impersonal(head, subject):
            return False
        if head.lemma_ in _NO_DEED or any(child.lower_ == "have" for child in head.children):
            return False  # "we would have …" and "we'll see" announce nothing
        promised = subject.dep_ == "nsubjpass" and subject.lemma_ in _MEASURES
        if itself or promised:
            return True
    return (itself and _is_ready(head)) or _is_scheduled(head, subject, attribution)


def _impersonal(head: Token, subject: Token) -> bool:
    """Tell whether "it" means nobody ("it would be hard to …")."""
    return subject.lower_ == "it" and any(c.dep_ in ("acomp", "attr") for c in head.children)


def _is_scheduled(head: Token, subject: Token, attribution: Attribution) -> bool:
    """Tell whether works of the speaker are to come ("the plant will employ …", "are planned")."""
    if subject.lemma_.lower() not in _WORKS or attribution.modality != "certain":
        return False
    speaker = attribution.speaker
    told_by_others = speaker is not None and speaker.lemma_.lower() in _OUTSIDERS
    to_come = any(c.lower_ in _FUTURE for c in head.children if c.dep_ == "aux")
    planned = head.lemma_ in ("plan", "schedule") and head.tag_ == "VBN"
    open_end = any(word.lower_ in ("if", "unless") for word in head.subtree)
    return (to_come or planned) and not told_by_others and not open_end


def _means_speaker(subject: Token, attribution: Attribution) -> bool:
    """Tell whether a pronoun in words retold can mean who says them."""
    speaker = attribution.speaker
    if speaker is None or attribution.quotation == "direct":
        return False
    if attribution.modality != "certain" or subject.lower_ not in _OTHERS:
        return False
    many = speaker.tag_ in ("NNS", "NNPS") or speaker.lower_ == "they"
    return not (many and subject.lower_ == "it")


def _is_ready(head: Token) -> bool:
    if not any(child.lower_ in _READY for child in head.children):
        return False
    return any(near.dep_ == "xcomp" for child in head.children for near in [child, *child.children])


def says_no(head: Token, attribution: Attribution) -> bool:
    """Tell whether somebody says that something was not so: an answer, where there is a charge."""
    if attribution.quotation == "none" and not (attribution.speaker or attribution.issued):
        return False
    helping = {child.lower_ for child in head.children if child.dep_ in ("aux", "auxpass")}
    subject = _subject(head)
    if _knows_no(head, subject, attribution):
        return True
    if helping & _OPEN or subject is None or head.lemma_.lower() in _NO_ANSWER:
        return False
    past = head.tag_ == "VBD" or bool(helping & _PAST) or head.lower_ in ("was", "were")
    if not past and subject.lower_ not in _SELF and not _takes_up(subject, attribution):
        return False
    return any(child.dep_ == "neg" for child in head.children) or _of_nothing(head, subject)


def _knows_no(head: Token, subject: Token | None, attribution: Attribution) -> bool:
    """Tell whether somebody has seen no sign, or knows no such firm."""
    things = [child for child in head.children if child.dep_ == "dobj"]
    if subject is None or not things:
        return False
    nothing = any(c.lower_ in ("no", "any") and c.dep_ == "det" for c in things[0].children)
    seen = head.lemma_ in _SEEING and things[0].lemma_ in _SIGNS and nothing
    negated = any(child.dep_ == "neg" for child in head.children)
    own = subject.lower_ in _SELF or _takes_up(subject, attribution)
    return seen or (own and negated and head.lemma_ == "know" and things[0].pos_ != "PRON")


def _subject(head: Token) -> Token | None:
    return next((c for c in head.children if c.dep_ == "expl"), None) or subject_of(head)


def _concerns(head: Token, attribution: Attribution) -> bool:
    """Tell whether what did not happen is what somebody may be charged with.

    "It sent none" answers a charge; "nobody was hurt" and "no date had been set" are facts.
    """
    subject, cue = _subject(head), attribution.cue_word
    if cue is not None and cue.lemma_.lower() in _FINDING:
        return False  # a paper that reports what was not done answers nothing
    done = frame_of(head) is not None and head.lemma_.lower() not in _ORDINARY
    if done or any(child.lower_ == "never" for child in head.children):
        return True
    if subject is None:
        return False
    itself = subject.lower_ in _SELF or _takes_up(subject, attribution)
    return bool(itself or _by_what_it_names(head, subject, attribution))


def _by_what_it_names(head: Token, subject: Token, attribution: Attribution) -> bool:
    """Tell whether a clause names a deed of the field, or what the speaker did not do."""
    nouns = load_frames()[1]
    things = [word for child in (subject, *head.children) for word in (child, *child.subtree)]
    if any(word.lemma_.lower() in nouns for word in things if word.dep_ in _THINGS):
        return True
    active = not any(child.dep_ in ("auxpass", "acomp") for child in head.children)
    if subject.lower_ in _OTHERS and active and head.dep_ == "ccomp":
        return not _another(subject, attribution.speaker)
    return any(
        grand.dep_ in ("acl", "ccomp") and is_finite(grand)
        for child in head.children
        if child.dep_ in ("attr", "nsubj", "dobj")
        for grand in child.children
    )


def _another(subject: Token, speaker: Token | None) -> bool:
    """Tell whether "he" cannot mean the speaker, who is a "she" or one of many."""
    if speaker is None or speaker.pos_ != "PRON":
        return speaker is not None and subject.lower_ == "it" and speaker.ent_type_ == "PERSON"
    return bool(speaker.lower_ != subject.lower_)


def _takes_up(subject: Token, attribution: Attribution) -> bool:
    """Tell whether "the company" in what a company says can mean itself."""
    facts = load_governments()
    if subject.lemma_.lower() not in facts.companies | facts.publics or attribution.speaker is None:
        return False
    if not any(child.lower_ == "the" for child in subject.lefts):
        return False
    speaker = attribution.speaker
    return bool(
        speaker.lower_ == "it" or speaker.lemma_ == subject.lemma_ or speaker.ent_type_ == "ORG"
    )


def _of_nothing(head: Token, subject: Token) -> bool:
    """Tell whether a clause negates by a word ("nobody was …", "there were no …")."""
    words = [subject, *subject.lefts]
    for child in head.children:
        if child.dep_ in ("expl", "attr", "advmod"):
            words.append(child)
        if child.dep_ == "attr":
            words += child.lefts
        if child.dep_ in ("prep", "dative"):
            words += [grand for grand in child.children if grand.dep_ == "pobj"]
    if subject.lower_ in _SELF | _OTHERS:
        things = [child for child in head.children if child.dep_ == "dobj"]
        things = [thing for thing in things if not any(c.tag_ == "TO" for c in thing.subtree)]
        words += [near for thing in things for near in (thing, *thing.lefts)]
    if any(w.lower_ in _NOTHING or (w.lower_ == "no" and w.dep_ == "det") for w in words):
        return True
    return [w.lower_ for w in list(subject.subtree)[:2]] == ["not", "one"]
