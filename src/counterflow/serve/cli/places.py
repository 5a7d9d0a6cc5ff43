"""``counterflow places``: what is watched, a site with its map, the user's own UN/LOCODE."""

from __future__ import annotations

from pathlib import Path

import click

from counterflow.core.errors import InputError
from counterflow.core.settings import read_settings
from counterflow.publish.exports.places_page import places_page, rules_of, site_map
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.places.gazetteer import Place, load_gazetteer
from counterflow.watch.places.locode_table import import_locodes
from counterflow.watch.places.sites import Site, load_sites


@click.group("places")
def places() -> None:
    """Show the watched places and sites; take in your own copy of UN/LOCODE.

    \b
    Examples:
      counterflow places ls
      counterflow places show alabuga --svg alabuga.svg
      counterflow places import-locodes code-list.csv
    """


@places.command("ls")
@form_options
def ls(*, as_json: bool, as_ndjson: bool) -> int:
    """List the watched places with their rules and sources.

    \b
    Example:
      counterflow places ls --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    rows = [
        {
            "id": place.id, "name": place.name, "country": place.country, "kind": place.kind,
            "unlocode": place.unlocode, "lat": place.lat, "lon": place.lon, "role": place.role,
            "rules": [rule.id for rule in rules_of(place)],
            "source": place.citation.title, "verified": place.citation.verified,
        }
        for place in load_gazetteer().places.values()
    ]  # fmt: skip
    if form.machine:
        form.put("places", rows)
        return 0
    print_table(
        ("id", "name", "country", "kind", "code", "rules", "verified"),
        [
            (
                str(row["id"]), str(row["name"]), str(row["country"]), str(row["kind"]),
                str(row["unlocode"]), str(len(row["rules"])), "yes" if row["verified"] else "no",
            )
            for row in rows
            if isinstance(row["rules"], list)
        ],
    )  # fmt: skip
    return 0


@places.command("show")
@click.argument("name", metavar="PLACE")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write a map.")
def show(name: str, svg: Path | None) -> int:
    """Show one watched place: position, footprint, stated distances, rules.

    PLACE is an id of `counterflow places ls`, a name, or a UN/LOCODE.

    \b
    Examples:
      counterflow places show alabuga
      counterflow places show RUASF --svg astrakhan.svg
    """
    place = _place(name)
    site = next((one for one in load_sites() if one.place.id == place.id), None)
    console = open_console()
    lines = [
        f"{place.name} ({place.country}, {place.kind})",
        *(_position(site) if site else ["  position   not established"]),
        f"  why        {place.role}",
        *(_grounds(site) if site else ()),
        *(f"  rule       {rule.id}: {rule.summary}" for rule in rules_of(place)),
    ]
    for line in lines:
        say(console, escape(line))
    if svg is not None and site is None:
        raise InputError(
            f"no map can be drawn: the position of {place.name} is not established",
            where="counterflow places show",
        )
    if svg is not None and site is not None:
        svg.write_text(site_map(site) + "\n", "utf-8")
        say(open_console(talk=True), escape(f"map written to {svg}"))
    return 0


def _position(site: Site) -> list[str]:
    reach = f"footprint {site.radius_km:g} km, near within {site.near_km:g} km"
    return [f"  position   {site.lat}, {site.lon}; {reach} (thresholds of this project)"]


def _grounds(site: Site) -> list[str]:
    """Give what a site's position rests on."""
    lines = [
        f"  source     {site.citation.title}" + ("" if site.citation.verified else ", unverified")
    ]
    lines += [f"  note       {site.note}"] if site.note else []
    lines += [
        f"  stated     {one.stated_km:,.0f} km from {one.origin}; {one.measured_km:,.0f} km by the "
        "great circle: " + ("agrees" if one.agrees else "does not agree")
        for one in site.distances
    ]
    return lines


def _place(name: str) -> Place:
    """Find a watched place by id, name or code, also where its name needs its country beside it.

    In an address "Olya" alone may be anybody's; here a watched place is asked for.

    Raises:
        InputError: no watched place bears that name.
    """
    gazetteer = load_gazetteer()
    if name in gazetteer.places:
        return gazetteer.places[name]
    countries = ("", *(place.country for place in gazetteer.places.values()))
    for country in dict.fromkeys(countries):
        if found := gazetteer.find(name, country):
            return found.place
    raise InputError(
        f"no watched place is called {name!r}",
        where="counterflow places show",
        remedy="see `counterflow places ls`",
    )


@places.command("import-locodes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@store_option
def import_locodes_command(file: Path, store: str | None) -> int:
    """Keep your copy of UN/LOCODE in the store, for names and positions of ports and towns.

    FILE is UNECE's code list as CSV, or a table with the columns locode, name, lat, lon; gzip is
    allowed. It replaces the one before.

    \b
    Example:
      counterflow places import-locodes code-list.csv
    """
    folder = read_settings({"store": store}).store_path / "places"
    made = import_locodes(file, folder)
    words = f"{made.codes:,} codes kept, {made.placed:,} of them with a position"
    say(open_console(), escape(words))
    return 0


@places.command("page")
def page() -> int:
    """Print docs/places.md as the tables of the package give it.

    \b
    Example:
      counterflow places page
    """
    click.echo(places_page(), nl=False)
    return 0
