"""Give the other usual spellings of a Latin word by the language that its shape shows.

Each family has a gate, which a word must meet, and rules that turn the word into the spelling of
another system: Persian gh and q, Greek Chatzi and Hatzi, Kunrei and Hepburn, Uzbek x and kh. A
spelling that nobody uses does no harm: no listed name has it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_Rules = tuple[tuple[re.Pattern[str], str], ...]


class Family(NamedTuple):
    """A gate, and the rules that together make one other spelling, as they are written.

    ``signs`` are letters of which a word must hold one: asked first, as most words hold none.
    """

    signs: tuple[str, ...]
    gate: str
    rules: tuple[tuple[str, str], ...]


def _family(signs: str, gate: str, *rules: tuple[str, str]) -> Family:
    return Family(tuple(signs.split()), gate, rules)


_KANA = (
    "(?:(?:sh|ch|ts|ky|gy|ny|hy|my|ry|by|py|sy|ty|zy|dy|jy|[kgsztdnhbpmyrwjf])?(?:oh(?![aeiou])|[aiueo])"
    "|n(?![aiueoy])|m(?=[bpm])|(?P<twice>[kpst])(?=(?P=twice))|t(?=ch))+"
)
_GREEK = r"(?:p[ou]u?l[ou]u?s?|[ia]d[ie]s|[ia]dou|akis|iou|ellis|oglou|[io]annis|aios|atos)$"
_GREEK_SIGNS = "pou pul idi ide adi ade ido ado akis iou ellis oglou annis onnis aios atos"
_HATZI = r"^[ckx]?h?a(?:tz|dj|dz|tj|dg|g)[iy](?=[a-z]{4})"
_DIVINE = (
    "mic?k?h?ael|mikail|gi?[eo]r?gis|giorg?his|mar[iy]y?am|sell?ass?ie?|silase|kidan|medhin"
    "|me?s[qk]el|[ck]h?ristos"
)
_ETHIOPIAN = (
    f"^(?:gh?[ae]br[ae]|w[oe]ld[ea]|ha[iy]l[ea]|t[ea]kl[ea]|habt[ea]|kidan[ea]|zer[ae]|amd[ea])"
    f"(?:{_DIVINE})"
)
_TURKESTAN = r"(?:[oe]va?|li|lu|zadeh?|bek|jon|jan|boy|bay|iy|xon|xan|iddin|ulla)$"
_UKRAINIAN = r"(?:enko|[cuyi]h?uk|iuk|ko|skyi?y?|skyj|ych|iv|un|ylo|iy|ii)$"
_THAI = (
    r"(?:ph?orn|ph?ong|chai|sak|wat|wath|k[oh]?orn|rat|yuth?|th?ep|vong|wong|boon|siri|krit|phol)"
)

_FAMILIES = (
    # Persian and Azeri, where gh and q sound alike. The other way round is found by comparing.
    _family("q", "q(?!u)", ("q", "gh")),
    # Greek: chi, the pairs of letters for b, d and g, and what is heard as i.
    *(
        _family(
            "atz adj adz atj adg agi agy", _HATZI,
            (_HATZI, head), ("(?<=[a-z])ei", "i"), ("y", "i"),
        )
        for head in ("hatzi", "chatzi", "hadji")
    ),
    _family(
        _GREEK_SIGNS, _GREEK, ("^mp", "b"), ("^nt", "d"), ("gk", "g"), ("mp", "b"), ("nt", "d"),
        ("ch", "h"), ("gi(?=[aou])", "y"), ("ei|oi|y(?![aou])", "i"), ("des$", "dis"),
        ("av(?=[tkps])", "af"), ("ev(?=[tkps])", "ef"), ("tz", "j"),
    ),
    _family(_GREEK_SIGNS, _GREEK, ("ei|oi", "i"), ("des$", "dis"), ("[yg]i(?=[aou])", "y")),
    _family("mp nt gk", "^(?:mp|nt|gk)", ("^mp", "b"), ("^nt", "d"), ("^gk", "g"), ("ei|oi", "i")),
    # Ethiopic and Tigrinya names of two parts.
    _family(
        "ebr abr old eld ail ayl ekl akl abt kidan zer amd", _ETHIOPIAN,
        ("^gh?[ae]br[ae]", "gebre"), ("^w[oe]ld[ea]", "wolde"), ("^ha[iy]l[ea]", "haile"),
        ("^t[ea]kl[ea]", "tekle"), ("^habt[ea]", "habte"), ("^amd[ea]", "amde"),
        ("mic?k?h?ael$|mikail$", "michael"), ("g[ih]*[eo]r?gh?is$", "giorgis"),
        ("mar[iy]y?am$", "mariam"), ("s[ei]ll?ass?ie?$", "selassie"), ("mes[qk]el$", "meskel"),
    ),
    # French spellings of Arabic and Hebrew names.
    _family(
        "ch", "ch.*ou|ou.*ch|[aeiou]che$", ("^ch|(?<=[aeiou])ch", "sh"),
        ("ou(?=[aeiy])", "uw"), ("ou", "u"), ("uwi", "uway"), ("she$", "sh"),
    ),
    _family(
        "ou", "^[a-z]ou[bcdfghklmnrstz].*(?:ou[a-z]?|[aei][dnmlrs]|i)$",
        ("^([a-z])ou", r"\1aw"), ("ou", "u"),
    ),
    _family("oua oue oui", "^ou[aei]", ("^ou", "w")),
    _family("gue gui que qui", "[gq]u[ei]", ("gu(?=[ei])", "g"), ("qu(?=[ei])", "k"), ("ou", "u")),
    _family("tz", "tz", ("tz", "ts")),
    # Uzbek, Tajik, Azeri, Turkmen.
    _family("x", f"x.*{_TURKESTAN}", ("x", "kh"), ("^yo", "yu")),
    _family("c", f"c(?!h).*{_TURKESTAN}", ("c(?!h)", "j"), ("x", "kh"), ("q", "g")),
    _family("yo", f"^yo.*{_TURKESTAN}", ("^yo", "yu"), ("o(?=[^aeiou]+[aeo])", "a")),
    _family("ogl oghl", "(?<=[a-z]{3})o?gh?l[iyu]$", ("o?gh?l[iyu]$", "oglu")),
    _family("j", f"^j.*{_TURKESTAN}", ("^j", "zh")),
    _family("dzh", "dzh", ("dzh", "j")),
    # Ukrainian and Belarusian beside Russian.
    _family(
        "h", f"(?<![szckptgdb])h(?=[aeiouyrln]).*{_UKRAINIAN}",
        ("(?<![szckptgdb])h", "g"), ("y(?![aeiou])", "i"),
    ),
    _family("enka", "enka$", ("enka$", "enko")),
    _family("au eu ou", "[kmnlrtdvsh]a?[oe]u$|kau$", ("au$|ou$", "ov"), ("eu$", "ev")),
    # South Slavic.
    _family(
        "ic itch", "i(?:c|ch|tch)$",
        ("i(?:c|ch|tch)$", "ich"), ("(?<!d)j", "y"), ("^io", "yo"), ("w", "v"),
    ),
    # Japanese: Kunrei into Hepburn, long vowels short, n before b, p and m.
    _family(
        "si ti tu zi hu sy ty zy dy jy oh ou oo uu nb np nm",
        f"^(?=.*(?:si|ti|tu|zi|hu|[stzdj]y|oh(?![aeiou])|ou|oo|uu|n[bpm])){_KANA}$",
        ("sy", "sh"), ("ty", "ch"), ("[zdj]y", "j"), ("si", "shi"), ("(?<!t)ti", "chi"),
        ("tu", "tsu"), ("[zd]i", "ji"), ("(?<![sc])hu", "fu"), ("oh(?![aeiou])", "o"),
        ("o[ou]", "o"), ("uu", "u"), ("n(?=[bpm])", "m"),
    ),
    # Thai and Lao: breathed letters, silent r.
    _family(
        "th ph kh porn", f"[tpk]h.*{_THAI}|{_THAI}.*[tpk]h|ph?orn",
        ("(?<=[tpk])h", ""), ("orn", "on"), ("v", "w"), ("ee", "i"),
    ),
    # India.
    _family("ksh", "ksh", ("ksh", "ks"), ("mi$", "my")),
    _family(
        "aid air eid eir", "[ae]i[dr]$", ("aw(?=[ae])", "av"), ("[ae]i(?=[dr]$)", "e"),
    ),
)  # fmt: skip


_SIGNS = tuple(
    (sign, tuple(at for at, family in enumerate(_FAMILIES) if sign in family.signs))
    for sign in dict.fromkeys(sign for family in _FAMILIES for sign in family.signs)
)
"""Each sign with the numbers of its families."""


_ANY_SIGN = re.compile("|".join(sign for sign, _ in _SIGNS))


@cache
def _gate(at: int) -> re.Pattern[str]:
    """Compile a gate when the first word holds one of its signs."""
    return re.compile(_FAMILIES[at].gate)


@cache
def _rules(at: int) -> _Rules:
    return tuple((re.compile(written), other) for written, other in _FAMILIES[at].rules)


def _changed(word: str, rules: _Rules) -> str:
    for written, standard in rules:
        word = written.sub(standard, word)
    return word


def family_spellings(word: str) -> list[str]:
    """Give other spellings of a folded word, each by the rules of one language.

    Example:
        >>> family_spellings("qolami"), family_spellings("smith")
        (['gholami'], [])
        >>> "hatzikosta" in family_spellings("hadjikosta"), family_spellings("satoh")
        (True, ['sato'])
    """
    found: list[str] = []
    if not _ANY_SIGN.search(word):
        return found
    for sign, families in _SIGNS:
        if sign not in word:
            continue
        found.extend([_changed(word, _rules(at)) for at in families if _gate(at).search(word)])
    return [one for one in dict.fromkeys(found) if one != word]
