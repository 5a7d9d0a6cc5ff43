"""Turn the names of countries that publishers write into FollowTheMoney's country codes."""

from __future__ import annotations

from counterflow.core.text import countries

LONGEST_CODE = 3


def country_code(text: str) -> str:
    """Tell which country a publisher's text names, without guessing.

    Args:
        text: The country as written.

    Returns:
        ISO 3166-1 alpha-2 in lower case (``xk`` for Kosovo, ``ua`` for Crimea, as FollowTheMoney
        has no code for a region), empty where the text is no name of one country: a region
        ("Region: Gaza"), a state that is no more, several countries.

    Example:
        >>> country_code("Korea, North"), country_code("Iran (Islamic Republic of)")
        ('kp', 'ir')
        >>> country_code("former Soviet Union")
        ''
    """
    # Publishers write names; a short text is a placeholder ("na"), not Namibia's code.
    return countries.country_code(text)[:2].lower() if len(text.strip()) > LONGEST_CODE else ""
