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
from counterflow.watch.places.gazetteer import load_gazetteer
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
    site = _site(name)
    console = open_console()
    lines = [
        f"{site.place.name} ({site.place.country}, {site.place.kind})",
        (
            f"  position   {site.lat}, {site.lon}; footprint {site.radius_km:g} km, near within "
            f"{site.near_km:g} km (thresholds of this project)"
        ),
        f"  why        {site.place.role}",
        f"  source     {site.citation.title}" + ("" if site.citation.verified else ", unverified"),
    ]
    lines += [f"  note       {site.note}"] if site.note else []
    lines += [
        f"  stated     {one.stated_km:,.0f} km from {one.origin}; {one.measured_km:,.0f} km by the "
        "great circle: " + ("agrees" if one.agrees else "does not agree")
        for one in site.distances
    ]
    lines += [f"  rule       {rule.id}: {rule.summary}" for rule in rules_of(site.place)]
    for line in lines:
        say(console, escape(line))
    if svg is not None:
        svg.write_text(site_map(site) + "\n", "utf-8")
        say(open_console(talk=True), escape(f"map written to {svg}"))
    return 0


def _site(name: str) -> Site:
    """Find a site by id, name or code.

    Raises:
        InputError: no watched place with a position bears that name.
    """
    found = load_gazetteer().find(name)
    ids = {name, found.place.id if found else name}
    for site in load_sites():
        if site.place.id in ids:
            return site
    raise InputError(
        f"no watched place with a position is called {name!r}",
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
