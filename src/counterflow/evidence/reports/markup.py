"""Take the article out of a web page, with its title, day and paper."""

from __future__ import annotations

import re
from typing import Any

from counterflow.core.errors import ReportError
from counterflow.evidence.reports.plain_text import decode

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|meta)\b", re.IGNORECASE)
_DEEPEST = 2_000
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})"
)


def is_markup(start: bytes) -> bool:
    """Tell whether bytes begin a web page."""
    return bool(_MARKUP.search(start[:2048])) and start[:1] == b"<"


def read_html(data: bytes, where: str) -> dict[str, Any]:
    """Read the article of a web page.

    Args:
        data: The page.
        where: The file, for the error.

    Returns:
        ``text``, ``title``, ``published``, ``publisher``, ``missing``.

    Raises:
        ReportError: the page holds no article, or is nested too deep to be one.
    """
    named = _CHARSET.search(data[:4096])
    text, remarks = decode(data, where, named.group(1).decode() if named else "")
    if _depth(text) > _DEEPEST:
        raise ReportError(
            "the page is nested too deep to be an article",
            where=where,
            remedy="save the article alone",
        )
    import trafilatura

    found = trafilatura.bare_extraction(
        text, favor_recall=True, include_comments=False, with_metadata=True
    )
    article = str(getattr(found, "text", "") or "") if found is not None else ""
    missing = list(remarks)
    if not article.strip():
        article = _bare(text)
        missing.append("no article was recognised: all words of the page were read")
    if not article.strip():
        raise ReportError(
            "the page holds no text", where=where, remedy="save the article, not its frame"
        )
    return {
        "text": re.sub(r"\n+", "\n\n", article.strip()),
        "title": str(getattr(found, "title", "") or ""),
        "published": str(getattr(found, "date", "") or ""),
        "publisher": str(getattr(found, "sitename", "") or ""),
        "missing": tuple(missing),
    }


def _depth(text: str) -> int:
    deepest = depth = 0
    for tag in re.finditer(r"<(/?)(div|span|section|table|ul|b|i|p|font)\b", text, re.IGNORECASE):
        depth += -1 if tag.group(1) else 1
        deepest = max(deepest, depth)
    return deepest


def _bare(text: str) -> str:
    from lxml import html

    try:
        page = html.fromstring(
            text.encode("utf-8", "replace"),
            parser=html.HTMLParser(encoding="utf-8", huge_tree=False),
        )
    except (ValueError, AssertionError, html.etree.LxmlError):
        return ""
    for unread in page.xpath("//script|//style|//nav|//footer"):
        unread.drop_tree()
    blocks = [
        " ".join(node.text_content().split())
        for node in page.xpath("//p|//h1|//h2|//li|//blockquote")
    ]
    return "\n\n".join(block for block in blocks if block)
