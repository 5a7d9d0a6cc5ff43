"""Questions about a parsed sentence: whose verb is it, which words does it govern."""

from __future__ import annotations

from typing import Any

Token = Any

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_EDGE = frozenset("\"'`.,;:!?-–—()[] ")


def subject_of(verb: Token) -> Token | None:
    """Find who does what a verb says, through shared and hanging verbs.

    ``None`` says that the sentence names nobody (a bare infinitive, an imperative).
    """
    seen = 0
    while verb is not None and seen < 6:
        seen += 1
        helping = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
        own = [c for near in (verb, *helping) for c in near.children if c.dep_ in SUBJECTS]
        if own:
            return _antecedent(own[-1] if own[-1].i < verb.i or len(own) == 1 else own[0], verb)
        aside = next((child for child in verb.lefts if is_aside(child)), None)
        if aside is not None and seen == 1:
            return next(child for child in aside.children if child.dep_ in SUBJECTS)
        if verb.dep_ in ("conj", "xcomp", "advcl", "ccomp") and verb.head != verb:
            verb = verb.head
        elif verb.dep_ in ("acl", "relcl"):
            return verb.head
        elif verb.dep_ == "pcomp" and verb.head.head != verb.head:
            verb = verb.head.head
        else:
            return None
    return None


def is_aside(verb: Token) -> bool:
    """Tell whether a participle set behind a name took the name from the verb of the sentence.

    "The senator, asked about the vote, said …": who was asked is who said.
    """
    if verb.tag_ not in ("VBN", "VBD") or verb.dep_ not in ("parataxis", "advcl", "ccomp"):
        return False
    subject = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
    if subject is None or verb.head.i < verb.i:
        return False
    after = subject.doc[subject.right_edge.i + 1 : verb.i]
    helped = any(child.dep_ in ("aux", "auxpass") for child in verb.children)
    return not helped and len(after) > 0 and after[0].text == ","


def _antecedent(subject: Token, verb: Token) -> Token:
    if subject.lower_ in _RELATIVE and verb.dep_ == "relcl":
        return verb.head
    return subject


def agent_of(verb: Token) -> Token | None:
    """Find who did what a passive verb says ("was accused by Kyiv")."""
    for child in verb.children:
        if child.dep_ == "agent":
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    return None


def is_passive(verb: Token) -> bool:
    """Tell whether a verb stands in the passive."""
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)


def is_finite(verb: Token) -> bool:
    """Tell whether a verb makes a clause of its own: it has a tense or an auxiliary."""
    if verb.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(child.dep_ in ("aux", "auxpass") and child.tag_ != "TO" for child in verb.children)


def trimmed(words: list[Token]) -> tuple[int, int] | None:
    """Give the characters from the first to the last of some words, without marks at the edges."""
    kept = list(words)
    while kept and (kept[0].is_punct or kept[0].is_space or set(kept[0].text) <= _EDGE):
        kept.pop(0)
    while kept and (kept[-1].is_space or (kept[-1].is_punct and set(kept[-1].text) <= _EDGE)):
        if kept[-1].text == ")" and any(word.text == "(" for word in kept):
            break
        kept.pop()
    if not kept:
        return None
    return kept[0].idx, kept[-1].idx + len(kept[-1])


def phrase(head: Token) -> list[Token]:
    """Give the words of a noun with what stands before and close after it, no clauses."""
    left = min((word.i for word in head.lefts), default=head.i)
    left = min([left, *(word.i for child in head.lefts for word in child.subtree)])
    right = head.i
    for child in head.rights:
        if child.dep_ in ("prep", "flat", "compound", "poss", "case", "nummod"):
            inner = [word.i for word in _without_clauses(child)]
            if child.dep_ == "prep" and not _names_on(child):
                break
            right = max(right, *inner)
        elif (
            child.dep_ == "appos" and child.ent_type_ == "PERSON" and right + 2 >= child.left_edge.i
        ):
            right = max(word.i for word in child.subtree if word.dep_ not in ("relcl", "acl"))
    return list(head.doc[left : right + 1])


def _without_clauses(child: Token) -> list[Token]:
    """Give the words of a naming without the clauses that describe a part of it."""
    clauses = [word for word in child.subtree if word.dep_ in ("relcl", "acl")]
    told = {word.i for clause in clauses for word in clause.subtree}
    return [word for word in child.subtree if word.i not in told]


def _names_on(preposition: Token) -> bool:
    """Tell whether a naming goes on ("of", "for"), and no deed follows ("of evading …")."""
    after = preposition.nbor() if preposition.i + 1 < len(preposition.doc) else None
    deed = after is not None and after.tag_ == "VBG"
    return not deed and preposition.lower_ in ("of", "for", "in", "at", "with")
