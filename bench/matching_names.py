"""Print invented people of many countries as JSON lines; runs in the peer's environment (Faker).

    python matching_names.py SEED COUNT LOCALE=COUNTRY,LOCALE=COUNTRY…

Each line: locale, country, given, family; in the script of the locale. Where Faker has a Latin
spelling of its own (Chinese), that is printed.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def people(locale: str, country: str, count: int, seed: int) -> list[dict[str, str]]:
    """Draw given and family names of one locale by Faker's own frequencies."""
    faker: Any = importlib.import_module("faker").Faker(locale)
    faker.seed_instance(seed)
    roman = hasattr(faker, "first_romanized_name")
    made = []
    for _ in range(count):
        given = faker.first_romanized_name() if roman else faker.first_name()
        family = faker.last_romanized_name() if roman else faker.last_name()
        made.append({"locale": locale, "country": country, "given": given, "family": family})
    return made


def main() -> None:
    """Print the people of all locales."""
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    for number, pair in enumerate(sys.argv[3].split(",")):
        locale, _, country = pair.partition("=")
        for person in people(locale, country, count, seed + number):
            print(json.dumps(person, ensure_ascii=False))


if __name__ == "__main__":
    main()
