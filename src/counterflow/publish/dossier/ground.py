"""Put a dossier on the ground: places, routes, and stated against computed distances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from counterflow.core.assertions import Assertion, Claim, Ledger, Mention
from counterflow.core.dossiers import Distance, Spot, Way
from counterflow.evidence.claims.distances import agrees, stated_distances
from counterflow.publish.dossier.notes import Notes
from counterflow.publish.dossier.subjects import Subject
from counterflow.publish.dossier.wording import form_name, known_words
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.limits import limit


class Ground:
    """The places of one ledger and the assertions that name them.

    Args:
        ledger: What was read.
        notes: Where citations are numbered.
    """

    def __init__(self, ledger: Ledger, notes: Notes) -> None:
        self._ledger = ledger
        self._known = known_words(ledger)
        self._notes = notes
        self._placed = [one for one in ledger.entities if one.latitude is not None]
        # A place under two names is one spot: the first name at a position gives the id.
        at = {_position(one): _own_id(one) for one in reversed(self._placed)}
        self._ids = {_own_id(one): at[_position(one)] for one in self._placed}
        self._named = {
            name.casefold(): self._id(one)
            for one in reversed(self._placed)
            for name in (one.text, one.name, _own_id(one))
        }
        self._countries = {self._id(one): one.country for one in self._placed}

    def _id(self, mention: Mention) -> str:
        own = _own_id(mention)
        return self._ids.get(own, own)

    def spots(self, subject: Subject, said: Sequence[Assertion]) -> tuple[Spot, ...]:
        """Give the places with a position that the words name, the subject's own first.

        Args:
            subject: What the dossier is about.
            said: The assertions of its claims.
        """
        routes = {form for claim in self._claims(said) for form in claim.roles.get("route", ())}
        found: dict[str, list[tuple[Mention, str]]] = {}
        inside = _by_report(said)
        for one in self._placed:
            for each in inside.get(one.report, ()):
                if _holds(each, one):
                    found.setdefault(self._id(one), []).append((one, each.id))
        site = self._ids.get(subject.id, subject.id)
        for one in self._placed:
            if self._id(one) == site:
                found.setdefault(site, []).append((one, ""))
        made = []
        for spot, members in found.items():
            kind = "site" if spot == site else _kind(members[0][0], routes)
            made.append(self._spot(members, kind))
        return tuple(sorted(made, key=lambda spot: (spot.kind != "site", spot.kind != "route")))

    def _claims(self, said: Sequence[Assertion]) -> list[Claim]:
        wanted = {one.claim for one in said}
        return [claim for claim in self._ledger.claims if claim.id in wanted]

    def _spot(self, members: Sequence[tuple[Mention, str]], kind: str) -> Spot:
        mention = members[0][0]
        assert mention.latitude is not None  # only placed mentions are kept
        assert mention.longitude is not None
        notes = self._notes.cite(name for _, name in members if name)
        return Spot(
            self._id(mention), mention.text, mention.latitude, mention.longitude, kind, notes
        )

    def ways(self, spots: Sequence[Spot], said: Sequence[Assertion]) -> tuple[Way, ...]:
        """Give the routes of the claims whose stretch can be drawn: two positions at least."""
        made: dict[tuple[str, ...], Way] = {}
        for claim in self._claims(said):
            if not claim.roles.get("route"):
                continue
            stops = [
                self._among(spots, forms)
                for forms in (
                    (*claim.roles.get("source", ()), *claim.roles.get("actor", ())),
                    claim.roles.get("route", ()),
                    (*claim.roles.get("place", ()), *claim.roles.get("recipient", ())),
                )
            ]
            way = tuple(dict.fromkeys(spot.id for spot in stops if spot is not None))
            if len(way) > 1:
                names = [form_name(self._known, form) for form in claim.roles["route"]]
                notes = self._notes.cite(one.id for one in said if one.claim == claim.id)
                made.setdefault(way, Way(way, f"by way of {', '.join(names)}", notes))
        return tuple(made.values())

    def _among(self, spots: Sequence[Spot], forms: Sequence[str]) -> Spot | None:
        """Find the spot of a role: by its name, or the first that lies in the country named."""
        for form in forms:
            for spot in spots:
                if self._named.get(form.casefold()) == spot.id:
                    return spot
        for form in forms:
            for spot in spots:
                if spot.kind != "route" and self._countries.get(spot.id) == form:
                    return spot
        return None

    def distances(
        self, subject: Subject, said: Sequence[Assertion], spots: Sequence[Spot] = ()
    ) -> tuple[Distance, ...]:
        """Give the distances that the words state, beside those that the positions give.

        Args:
            subject: What the dossier is about.
            said: The assertions of its claims.
            spots: The places of the map, whose names are used.
        """
        names = {spot.id: spot.name for spot in spots}
        made: dict[tuple[str, str, float], tuple[Distance, list[str]]] = {}
        for one in said:
            for distance in self._stated(subject, one, names):
                key = (distance.origin, distance.place, distance.stated_km)
                made.setdefault(key, (distance, []))[1].append(one.id)
        return tuple(
            Distance(
                origin=one.origin,
                place=one.place,
                stated=one.stated,
                stated_km=one.stated_km,
                verdict=one.verdict,
                computed_km=one.computed_km,
                notes=self._notes.cite(ids),
            )
            for one, ids in made.values()
        )

    def _stated(
        self, subject: Subject, said: Assertion, names: Mapping[str, str]
    ) -> Iterator[Distance]:
        for stated in stated_distances(said.text):
            origin = self._called(stated.origin)
            place = self._other(subject, said, origin)
            computed = None
            if origin is not None and place is not None:
                computed = round(_apart(origin, place), 1)
            yield Distance(
                origin=stated.origin,
                place=names.get(self._id(place), place.text) if place else "the place meant",
                stated=stated.words,
                stated_km=round(stated.km, 1),
                verdict=_verdict(stated.km, computed),
                computed_km=computed,
            )

    def _called(self, name: str) -> Mention | None:
        low = name.casefold()
        return next(
            (one for one in self._placed if low in (one.text.casefold(), one.name.casefold())), None
        )

    def _other(self, subject: Subject, said: Assertion, origin: Mention | None) -> Mention | None:
        """Find which place lies so far away: the subject, one the words name, or the claim's."""
        avoid = self._id(origin) if origin else ""
        site = self._ids.get(subject.id, subject.id)
        near = [one for one in self._placed if _holds(said, one) and self._id(one) != avoid]
        own = [one for one in self._placed if self._id(one) == site != avoid]
        forms = {f.casefold() for c in self._claims([said]) for f in c.roles.get("place", ())}
        claimed = [one for one in self._placed if one.name.casefold() in forms]
        return next(iter([*own, *near, *claimed]), None)


def _by_report(said: Sequence[Assertion]) -> dict[str, list[Assertion]]:
    """Group assertions by report: a mention lies in those of its own report alone."""
    groups: dict[str, list[Assertion]] = {}
    for one in said:
        groups.setdefault(one.report, []).append(one)
    return groups


def _own_id(mention: Mention) -> str:
    return mention.entity or mention.text.casefold()


def _position(mention: Mention) -> tuple[float | None, float | None]:
    return mention.latitude, mention.longitude


def _holds(said: Assertion, mention: Mention) -> bool:
    inside = said.start <= mention.start and mention.end <= said.end
    return said.report == mention.report and inside


def _kind(mention: Mention, routes: set[str]) -> str:
    named = {mention.text, mention.name, mention.entity}
    return "route" if named & routes else "place"


def _apart(one: Mention, other: Mention) -> float:
    assert None not in (one.latitude, one.longitude, other.latitude, other.longitude)
    return great_circle_km(
        one.latitude or 0.0, one.longitude or 0.0, other.latitude or 0.0, other.longitude or 0.0
    )


def _verdict(stated: float, computed: float | None) -> str:
    if computed is None:
        return "not computed: a position is not known"
    share = limit("stated_distance_share")
    return f"{'agrees' if agrees(stated, computed) else 'does not agree'} (within {share:.0%})"
