"""Tell which of a cue verb's children is what it attributes, and in which form.

"said that …" is a clause, "vowed to …" an infinitive, "denied sending …" a gerund, "denied the
charge" an object, "warned of …" a preposition, "called the work sound" a naming.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from counterflow.evidence.reports.cue_nouns import carried
from counterflow.evidence.reports.cues import Cue, Cues, load_cues
from counterflow.evidence.reports.governments import load_governments
from counterflow.evidence.reports.trees import (
    agent_of,
    is_aside,
    is_finite,
    is_passive,
    phrase,
)

Token = Any

_NAMING = frozenset(
    {
        "call", "label", "dub", "brand", "term", "describe", "characterise", "characterize",
        "depict", "portray", "regard", "deem", "paint", "cast", "view", "frame",
    }
)  # fmt: skip
# "declined to comment": nothing was said.
_SILENCE = frozenset(
    {
        "comment", "answer", "respond", "elaborate", "discuss", "speak", "say", "name", "identify",
        "specify", "disclose", "reveal", "provide", "explain", "talk", "reply", "confirm", "give",
    }
)  # fmt: skip
_PROOFS = frozenset({"evidence", "indication", "sign", "proof", "trace", "flaw", "fault"})
_SAID_OF = frozenset(
    {
        ("put", "at"), ("place", "at"), ("estimate", "at"), ("peg", "at"), ("attribute", "to"),
        ("ascribe", "to"), ("blame", "on"), ("pin", "on"), ("credit", "to"), ("credit", "with"),
        ("blame", "for"),
    }
)  # fmt: skip
_PICTURES = frozenset({"image", "imagery", "photo", "photograph", "footage", "video", "map"})
_SHOWING = frozenset({"show", "find", "indicate", "reveal", "put", "give", "confirm", "list"})
_TELLING = frozenset({"describe", "recount", "recall", "remember", "paint"})
_MEETING = frozenset({"find", "see", "uncover", "detect", "discover"})
# Verbs by which people in a description speak of themselves ("who asked to remain anonymous").
_OF_THEMSELVES = frozenset({"ask", "want", "wish", "decline", "refuse", "prefer"})
_PERCEIVING = frozenset({"see", "find", "notice", "hear", "watch", "remember", "feel"})
_ASIDE = frozenset({"without", "in", "during", "at", "through", "on", "to"})
_POINTING = frozenset({"it", "this", "that", "them", "him", "her", "which"})


@dataclass(frozen=True)
class Content:
    """What a cue attributes: the cue in its form, the head word, all words."""

    cue: Cue
    root: Token
    words: list[Token]


def candidates(verb: Token) -> list[Token]:
    """Give the children of a verb, with what the parser hung on one of them by mistake.

    That is a clause hung on an adverb ("said earlier that …"), and an "of …" hung on who accuses or
    on who is accused.
    """
    found = list(verb.children)
    adverbs = [child for child in verb.rights if child.dep_ in ("advmod", "npadvmod")]
    adverbs += [joined for adverb in adverbs for joined in adverb.conjuncts if joined.i > verb.i]
    found += [grand for child in adverbs for grand in child.children if grand.dep_ == "ccomp"]
    if not any(child.dep_ in ("ccomp", "xcomp", "dobj") for child in found):
        found += _clauses_after_aside(verb)
    if load_cues().verb(verb.lemma_.lower(), "of") is None:
        return found
    persons = [agent_of(verb), *(child for child in found if child.dep_ == "dobj")]
    for person in persons:
        near = person.children if person is not None else ()
        found += [c for c in near if c.dep_ == "prep" and c.lower_ == "of" and _does(c)]
    return found


def _clauses_after_aside(verb: Token) -> list[Token]:
    """Give the clause that an aside took from a cue ("suggested without evidence that …")."""
    asides = [child for child in verb.rights if child.dep_ == "prep" and child.lower_ in _ASIDE]
    nouns = [noun for aside in asides for noun in aside.children if noun.dep_ == "pobj"]
    near = [clause for noun in nouns for clause in noun.children if clause.dep_ in ("acl", "relcl")]
    return [c for c in near if any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)]


def _does(of: Token) -> bool:
    """Tell whether a gerund follows "of", read as such or as a mere adjective."""
    return any(word.tag_ == "VBG" for word in of.doc[of.i + 1 : of.i + 3])


def content_of(cues: Cues, verb: Token, child: Token) -> Content | None:
    """Tell whether a child of a verb is what the verb attributes.

    Args:
        cues: The words that attribute.
        verb: The cue.
        child: One of :func:`candidates`.

    Returns:
        The content with the stance of that form; ``None`` where the child is none.
    """
    lemma = cues.lemma(verb)
    named = _named_as(cues, verb, lemma, child)
    if named is not None:
        return named
    if is_aside(child) or _of_other_clause(verb, child):
        return None
    if child.dep_ == "dobj" and child.lower_ == "which" and verb.dep_ == "relcl":
        cue = cues.verb(lemma, "object")
        answers = cue is not None and cue.stance in ("deny", "acknowledge")
        return Content(cue, verb.head, phrase(verb.head)) if cue and answers else None
    beside = child.dep_ in ("acl", "relcl") and child.head.head.head == verb
    if child.dep_ == "ccomp" or beside or (child.dep_ == "parataxis" and child.i < verb.i):
        return _clause(cues, verb, child)
    if child.dep_ == "xcomp" and child.pos_ in ("VERB", "AUX"):
        return _open_clause(cues, verb, lemma, child)
    return _thing(cues, verb, lemma, child)


def _of_other_clause(verb: Token, child: Token) -> bool:
    """Tell whether a semicolon parts a clause from the verb ("he is charged; they deny it")."""
    between = verb.doc[child.i + 1 : verb.i]
    return child.dep_ == "ccomp" and any(word.text == ";" for word in between)


def _clause(cues: Cues, verb: Token, child: Token) -> Content | None:
    lemma = cues.lemma(verb)
    seen = lemma in _PERCEIVING and not is_finite(child)
    if seen and not (lemma == "see" and verb.tag_ in ("VBZ", "VBP") and child.tag_ == "VBG"):
        return None  # "saw prices fall" tells what happened, not what somebody says
    cue = cues.verb(lemma, "clause") or cues.verb(lemma, "gerund")
    return Content(cue, child, list(child.subtree)) if cue else None


def _thing(cues: Cues, verb: Token, lemma: str, child: Token) -> Content | None:
    """Read what is no clause: an object, "for X to be done", "of" and "about" a thing."""
    shown = lemma in _SHOWING and _is_of_papers(cues, verb)
    if child.dep_ == "dobj" and (shown or _is_told_of(lemma, child)):
        near = verb.subtree if shown else child.subtree
        words = [word for word in near if word.i >= child.left_edge.i]
        return Content(Cue("assert", "certain", frozenset()), child, words)
    if child.dep_ == "dobj" and (cue := cues.verb(lemma, "object")):
        return _object(cues, cue, child)
    if child.dep_ == "advcl" and child.i > verb.i:
        return _wished(cues, lemma, child)
    if child.dep_ == "prep" and child.i > verb.i and (cue := cues.verb(lemma, child.lower_)):
        inner = next((g for g in child.children if g.dep_ in ("pobj", "pcomp")), None)
        if inner is None:
            return None
        return Content(cue, inner, _measured(verb, child) or _with_tail(verb, inner))
    return None


def _is_of_papers(cues: Cues, verb: Token) -> bool:
    """Tell whether papers or figures say something by what they show ("polls show a tie")."""
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    return subject is not None and subject.lemma_.lower() in cues.documents - _PICTURES


def _is_told_of(lemma: str, thing: Token) -> bool:
    """Tell whether a thing is told of: "found no evidence", "described patients arriving …"."""
    if lemma in _MEETING:
        return thing.lemma_.lower() in _PROOFS
    return lemma in _TELLING and any(
        child.dep_ in ("relcl", "acl")
        or (child.dep_ == "prep" and child.lower_ in ("of", "in", "between", "about"))
        for child in thing.rights
    )


def _measured(verb: Token, child: Token) -> list[Token]:
    """Give "the toll at 19", "the rise to bad weather": a thing with what is said of it."""
    thing = next((c for c in verb.rights if c.dep_ == "dobj" and c.i < child.i), None)
    if thing is None or (verb.lemma_, child.lower_) not in _SAID_OF:
        return []
    return [w for w in verb.subtree if thing.left_edge.i <= w.i <= child.right_edge.i]


def _wished(cues: Cues, lemma: str, child: Token) -> Content | None:
    """Read "called for the road to be closed": the clause that "for" begins."""
    marks = [mark for mark in child.children if mark.dep_ == "mark"]
    cue = cues.verb(lemma, "for")
    if cue is None or not marks or marks[0].lower_ != "for":
        return None
    return Content(cue, child, [word for word in child.subtree if word != marks[0]])


def _open_clause(cues: Cues, verb: Token, lemma: str, child: Token) -> Content | None:
    infinitive = any(grand.tag_ == "TO" for grand in child.children)
    cue = cues.verb(lemma, "infinitive" if infinitive else "gerund")
    if (verb.dep_ == "relcl" and lemma in _OF_THEMSELVES) or child.lemma_ in _SILENCE:
        return None
    if cue is None and is_passive(verb) and infinitive and lemma in cues.reported:
        cue = cues.verb(lemma, "clause")  # "is believed to have sent"
    return Content(cue, child, list(child.subtree)) if cue else None


def _named_as(cues: Cues, verb: Token, lemma: str, child: Token) -> Content | None:
    """Read "called the work sound", "described the raid as routine": the thing and its name."""
    if lemma not in _NAMING or child.i < verb.i:
        return None
    if child.dep_ not in ("dobj", "ccomp", "nsubj", "oprd"):
        return None
    cue = cues.verb(lemma, "quote")
    first = child.left_edge.i
    if cue is None or not any(_names(near) for near in [*verb.children, *child.children]):
        return None
    if any(verb.i < c.i < first and c.dep_ == "dobj" for c in verb.children):
        return None
    joined = {w.i for c in verb.rights if c.dep_ in ("conj", "cc") for w in c.subtree}
    words = [w for w in verb.subtree if w.i >= max(first, verb.i + 1) and w.i not in joined]
    if _told(child) and any(w.lemma_.lower() in cues.falsehoods for w in words):
        cue = Cue("deny", cue.modality, cue.forms)
    return Content(cue, child, words)


def _told(thing: Token) -> bool:
    """Tell whether a thing named is what somebody told: an account, a claim."""
    cues = load_cues()
    heads = [thing, *(child for child in thing.children if child.dep_ == "nsubj")]
    told = cues.carriers | {"information", "account"}
    return any(word.lemma_.lower() in told for word in heads)


def _names(word: Token) -> bool:
    if word.dep_ in ("oprd", "acomp", "xcomp"):
        return True
    if word.dep_ == "appos":  # 'called the suit "a shakedown"': a name in marks, no comma
        return bool(word.head.dep_ == "dobj" and word.left_edge.nbor(-1).text == '"')
    if word.dep_ == "prep" and word.lower_ == "in":  # "described himself in a message as …"
        return any(w.lower_ == "as" and w.dep_ == "prep" for w in word.subtree)
    return bool(word.dep_ == "prep" and word.lower_ == "as")


def _object(cues: Cues, cue: Cue, child: Token) -> Content | None:
    if child.lemma_.lower() in cues.carriers:
        inner = carried(child)
        if inner is not None:
            words = _with_tail(child.head, inner)
            return Content(cue, inner, [word for word in words if word.dep_ != "mark"])
    if child.head.lemma_ == "cite" and _is_source(cues, child):
        return None  # who or what is cited is the ground of another cue
    person = child.ent_type_ == "PERSON" or child.lemma_.lower() in load_governments().offices
    if cue.stance == "deny" and person:
        return None
    if child.pos_ == "PRON" and child.lower_ in _POINTING:
        return None
    return Content(cue, child, _with_tail(child.head, child))


def _is_source(cues: Cues, child: Token) -> bool:
    """Tell whether what is cited is a source and no reason ("citing officials")."""
    citing = child.head
    told = citing.dep_ != "advcl" or cues.verb(cues.lemma(citing.head), "clause") is not None
    if citing.tag_ == "VBG" and told:
        return True
    if child.ent_type_ in ("PERSON", "ORG", "GPE"):
        return True
    lemma = child.lemma_.lower()
    return lemma in cues.authorities | cues.documents | load_governments().offices


def _with_tail(verb: Token, inner: Token) -> list[Token]:
    """Give a noun or gerund with what the parser hung on the verb behind it ("… by the firm")."""
    words = list(inner.subtree)
    last = words[-1].i
    carrier = inner.head.head if inner.dep_ in ("pobj", "pcomp") else inner.head
    beside = [*carrier.rights] if carrier.head == verb else []
    for child in [*beside, *verb.rights]:
        close = child.i > last and child.left_edge.i == last + 1 and child.lower_ != "as"
        if close and child.dep_ in ("prep", "advmod", "npadvmod"):
            more = list(child.subtree)
            words += more
            last = more[-1].i
    return words
