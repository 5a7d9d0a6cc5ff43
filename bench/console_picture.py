"""Take the picture of the console in README: the store of the demo, in Debian's Chromium.

After ``make demo``: ``python bench/console_picture.py --store counterflow-demo``.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from counterflow.serve.cli.demo_kept import opening

LARGEST = 150_000
"""Bytes of the picture at most: it is kept in the repository."""
SIZE = (1100, 760)
COLOURS = 128


def main() -> None:
    """Start a server on the store, take the picture, stop the server."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--store", type=Path, required=True)
    asked.add_argument("--out", type=Path, default=Path("docs/console.png"))
    given = asked.parse_args()
    words = opening(given.store).split()[1:]
    command = [sys.executable, "-m", "counterflow", *words, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            given.out.write_bytes(packed(picture(_address(server))))
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"(http://\S+) answers", line):
            return found[1]
    raise SystemExit("the server did not start: run make demo first")


def picture(address: str) -> bytes:
    """Take the picture of the page of the demo's file."""
    # The address is that of the server which this script started.
    with urllib.request.urlopen(f"{address}/files.json", timeout=60) as answer:  # noqa: S310
        (job, *_) = json.load(answer)["files"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(f"{address}/files/{job['id']}?headline=stop")
        taken = page.screenshot()
        browser.close()
    return taken


def packed(taken: bytes) -> bytes:
    """Make a picture small: few colours, packed well.

    Raises:
        SystemExit: it is still larger than the repository should hold.
    """
    out = io.BytesIO()
    Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    if out.tell() > LARGEST:
        raise SystemExit(f"{out.tell():,} bytes: more than {LARGEST:,}")
    return out.getvalue()


if __name__ == "__main__":
    main()
