"""``counterflow exhibit``: keep an image or PDF beside a claim or a site."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from counterflow.core.days import today
from counterflow.core.settings import read_settings
from counterflow.evidence.exhibits.cabinet import Cabinet
from counterflow.evidence.exhibits.footprints import given_footprint
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say


@click.group()
def exhibit() -> None:
    """Keep images and PDFs beside claims and sites, by their hash.

    \b
    Examples:
      counterflow exhibit add plant.tif --site Fjellvik --released-by "A ministry" --date 2031-03
      counterflow exhibit ls
    """


@exhibit.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--claim", default="", metavar="ID", help="The claim that it belongs to.")
@click.option("--site", default="", metavar="NAME", help="The site that it belongs to.")
@click.option("--released-by", required=True, metavar="WHO", help="Who made it public.")
@click.option("--date", required=True, metavar="YYYY-MM-DD", help="When; a month or year will do.")
@click.option("--footprint", metavar="W,S,E,N", help="The ground that it shows, in degrees; "
              "a GeoTIFF says it itself.")  # fmt: skip
@click.option("--by", "by", default="", metavar="NAME", help="Who keeps it here.")
@store_option
def add(
    file: Path, *, claim: str, site: str, released_by: str, date: str, footprint: str | None,
    by: str, store: str | None,
) -> int:  # fmt: skip
    """Keep a file: PNG, JPEG, TIFF or PDF. Damaged and other files are refused.

    \b
    Example:
      counterflow exhibit add photo.png --claim c-12ab --released-by "A ministry" --date 2031
    """
    kept = Cabinet(read_settings({"store": store}).store_path).add(
        file,
        released_by=released_by,
        date=date,
        claim=claim,
        site=site,
        footprint=given_footprint(footprint) if footprint else None,
        added=str(today()),
        added_by=by,
    )
    ground = kept.footprint.source if kept.footprint else "no footprint"
    words = [f"{kept.name}: {kept.media_type}, SHA-256 {kept.sha256}, {ground}", *kept.missing]
    for line in words:
        say(open_console(), escape(line))
    return 0


@exhibit.command("ls")
@form_options
@store_option
def ls(*, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """List the exhibits with who released them.

    \b
    Example:
      counterflow exhibit ls --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    kept = Cabinet(read_settings({"store": store}).store_path).all()
    if form.machine:
        form.put("exhibits", [msgspec.to_builtins(one) for one in kept])
        return 0
    print_table(
        ("sha256", "name", "type", "date", "released by", "belongs to"),
        [
            (one.sha256[:12], one.name, one.media_type, one.date, one.released_by,
             one.claim or one.site)
            for one in kept
        ],
    )  # fmt: skip
    return 0
