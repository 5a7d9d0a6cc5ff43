"""Every page: no violation of axe or of the policy, nothing outside, readable with scripts off."""

from __future__ import annotations

import json
import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api_server import ask
from chromium import WIDTHS, Seen, opened
from console_store import BIDI, HOSTILE, LONG, PLAIN, SCRIPT, send_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LARGEST = 60_000
"""Bytes of a page as it goes over the wire; the map, drawn twice, is the largest."""
SHOTS = os.environ.get("TESTS_SHOTS", "")
"""A folder that keeps a picture of every page, for a person to look at."""


@pytest.fixture(scope="module")
def paths(address: str) -> dict[str, str]:
    """Name every page of the console, those of one record too."""
    job = send_file(address)
    claim = ask(f"{address}/claims.json")[1]["claims"][0]["claim"]
    return {
        "today": "/",
        "screen": "/screen",
        "files": "/files",
        "file": f"/files/{job}",
        "file review": f"/files/{job}?headline=review",
        "alert": f"/files/{job}/1",
        "hostile alert": f"/files/{job}/39",
        "lists": "/lists",
        "list": "/lists/house",
        "pack": "/lists/watch_pack",
        "changes": "/lists/house/changes",
        "entity": "/entity/house-H-1",
        "history": "/entity/house-H-1?history=yes",
        **{f"entity {key}": f"/entity/house-H-{key}" for key in HOSTILE},
        "ownership": "/ownership",
        "owners": "/ownership?name=Pelrin+Trade+Ltd&country=AE",
        "nobody": "/ownership?name=%3Cb%3ENobody",
        "goods": "/goods",
        "code": "/goods?q=8542.31",
        "words": "/goods?q=drone+servo",
        "no code": "/goods?q=9999.99",
        "nothing known": "/goods?q=%3Cscript%3E",
        "map": "/map",
        "route": "/map?route=Amirabad,+IR+%3E+Olya,+RU+%3E+%3Cb%3Enowhere",
        "claims": "/claims",
        "no claim": "/claims?q=zzzz",
        "claim": f"/claims/{claim}",
        "rules": "/rules",
        "rules found": "/rules?q=end+use&standing=in+force",
        "rule": "/rules/KYC-09",
        "keys": "/keys",
        "nothing": "/no-such-page",
        "no entity": "/entity/nobody",
    }


@pytest.fixture(scope="module")
def wide(browser: Browser, address: str) -> Iterator[Seen]:
    with opened(browser, address) as seen:
        yield seen


def _axe(seen: Seen) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = Axe().run(seen.page).response
    return [
        f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]
    ]


def _keep(seen: Seen, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        seen.page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_keeps_the_policy(
    browser: Browser, address: str, paths: dict[str, str], width: str, dark: bool
) -> None:
    """No violation of axe, nothing refused by the policy, no other host, nothing cut off."""
    wrong: list[str] = []
    with opened(browser, address, width=WIDTHS[width], dark=dark) as seen:
        for name, path in paths.items():
            answer = seen.page.goto(address + path)
            assert answer is not None
            missing = name in ("nothing", "no entity")
            assert answer.status == (404 if missing else 200), (name, answer.status)
            _keep(seen, f"{name} {width} {'dark' if dark else 'light'}")
            wrong += [f"{name}: policy: {one}" for one in seen.refused]
            wrong += [f"{name}: axe: {one}" for one in _axe(seen)]
            if seen.overflow > 0:
                wrong.append(f"{name}: {seen.overflow} pixels wider than {width}")
        assert seen.outside == []
        wrong += [one for one in seen.said if "404" not in one]
    assert not wrong, "\n".join(wrong)


def test_every_page_reads_with_scripts_off(
    browser: Browser, address: str, paths: dict[str, str]
) -> None:
    with opened(browser, address, scripts=False) as seen:
        for name, path in paths.items():
            seen.page.goto(address + path)
            assert seen.page.locator("h1").count() == 1, name
            assert seen.page.locator("main").inner_text().strip(), name
            assert seen.page.locator("[style], [onclick], [onload], [onerror]").count() == 0, name
            inline = seen.page.locator("script:not([src]), style").count()
            assert inline == 0, name
        assert seen.outside == []


def test_what_a_page_may_not_do_is_counted(wide: Seen, address: str) -> None:
    """The tests above would see it: a style in the page, a script in the page, another host."""
    wide.page.goto(address)
    assert wide.refused == []
    wide.page.evaluate("document.body.setAttribute('style', 'color: red')")
    wide.page.evaluate("document.body.append(Object.assign(document.createElement('script'), "
                       "{textContent: 'window.ran = true'}))")  # fmt: skip
    wide.page.evaluate("fetch('https://other.example/').catch(() => 0)")
    assert [one.split()[0] for one in wide.refused] == [
        "style-src-attr", "script-src-elem", "connect-src"
    ]  # fmt: skip
    assert wide.page.evaluate("window.ran === undefined")
    wide.page.goto(address)


def test_scripts_of_pages_are_our_own_and_one(
    wide: Seen, address: str, paths: dict[str, str]
) -> None:
    """No third-party script is loaded anywhere; htmx would be the only one allowed."""
    for path in paths.values():
        wide.page.goto(address + path)
        found = wide.page.eval_on_selector_all("script", "all => all.map((one) => one.src)")
        assert [re.sub(r"\.[0-9a-f]{16}\.", ".", one) for one in found] == [
            f"{address}/static/keys.js"
        ]


@pytest.mark.parametrize("key", HOSTILE)
def test_a_hostile_name_stays_text(wide: Seen, address: str, key: str) -> None:
    wide.page.goto(f"{address}/entity/house-H-{key}")
    assert wide.page.evaluate("document.querySelectorAll('main script, main img').length") == 0
    shown = wide.page.locator("h1").inner_text()
    if key == "script":
        assert shown.startswith(SCRIPT[:20])
    if key == "bidi":
        assert "\u202e" not in shown
        assert "⟨U+202E⟩" in shown
    if key == "long":
        assert len(shown) < len(LONG)
        assert "10,000 characters" in wide.page.locator("main").inner_text()
    assert wide.refused == []


@pytest.mark.parametrize("key", HOSTILE)
def test_a_hostile_field_of_a_form_comes_back_as_typed(
    browser: Browser, address: str, key: str
) -> None:
    text = HOSTILE[key]
    fields = (("/", "#q"), ("/goods", "#q"), ("/ownership", "#name"), ("/map", "#route"),
              ("/claims", "#q"), ("/rules", "#q"))  # fmt: skip
    with opened(browser, address, scripts=False) as seen:
        for path, field in fields:
            seen.page.goto(address + path)
            seen.page.fill(field, text)
            with seen.page.expect_navigation():
                seen.page.locator("main form button[type=submit]").first.click()
            assert seen.page.locator("h1").count() == 1, path
            assert seen.page.locator("main script, main img, main [onload]").count() == 0, path
        assert seen.outside == []


def test_a_file_is_sent_by_a_plain_form_and_its_alerts_are_linked(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    """From upload to the card of an alert, with scripts off; progress survives a reload."""
    file = tmp_path / "<b>ships.csv"
    from flows.conftest import csv_bytes, forty

    file.write_bytes(csv_bytes(forty()))
    with opened(browser, address, scripts=False) as seen:
        seen.page.goto(f"{address}/files")
        seen.page.set_input_files("#file", file)
        seen.page.select_option("#kind", "shipment")
        seen.page.click("main form button[type=submit]")
        assert "/files/2" in seen.page.url
        # While it runs the page asks again by itself: no script does.
        seen.page.wait_for_selector(".strip .figure", timeout=60_000)
        seen.page.reload()
        assert "<b>ships.csv" in seen.page.locator("h1").inner_text()
        job = seen.page.url.rsplit("/", 1)[1]
        counted = ask(f"{address}/v1/screen-file/{job}")[1]["summary"]["headlines"]
        seen.page.click(".strip a:has-text('hold')")
        assert seen.page.locator("main table").first.locator("tbody tr").count() == counted["hold"]
        seen.page.locator("main tbody th a").first.click()
        assert "hold" in seen.page.locator("h1").inner_text()
        assert seen.page.locator("article.card").count() == 1
        assert seen.outside == []


@pytest.mark.parametrize("state", ["waiting", "running", "failed"])
def test_a_file_says_how_far_it_is(browser: Browser, address: str, kept: Path, state: str) -> None:
    """It asks again by a header while something runs, and can be told to stop."""
    job = f"20260101T00000{len(state)}-0123abcd"
    folder = kept / "uploads" / job
    folder.mkdir(parents=True)
    told = {"id": job, "name": "big.csv", "state": state, "rows": 1200, "error": "no header",
            "sent_at": "2026-01-01T00:00:00+00:00"}  # fmt: skip
    (folder / "job.json").write_text(json.dumps(told), "utf-8")
    try:
        with opened(browser, address) as seen:
            for path in ("/files", f"/files/{job}"):
                answer = seen.page.goto(address + path)
                assert answer is not None
                assert ("refresh" in answer.headers) == (state != "failed"), path
                assert _axe(seen) == []
                answer = seen.page.goto(f"{address}{path}?still=yes")
                assert answer is not None
                assert "refresh" not in answer.headers
            text = seen.page.locator("main").inner_text()
            assert ("no header" if state == "failed" else "1,200 rows done") in text
            _keep(seen, f"file {state}")
    finally:
        shutil.rmtree(folder)


def test_a_form_of_another_site_is_refused(address: str) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"},
        {"Origin": "https://other.example"},
        {"Origin": "null"},
    ):
        asked = urllib.request.Request(f"{address}/screen", b"what=party&name=a", {
            "Content-Type": "application/x-www-form-urlencoded", **headers})  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as fault:
            urllib.request.urlopen(asked, timeout=60)
        with fault.value as told:
            assert told.code == 403


def test_tables_have_twins_that_no_spreadsheet_runs(address: str, paths: dict[str, str]) -> None:
    for name in ("files", "file", "lists", "list", "changes", "entity", "entity quotes", "owners",
                 "code", "map", "claims", "claim", "rules", "rule"):  # fmt: skip
        path, _, query = paths[name].partition("?")
        status, told = ask(f"{address}{path}.json?{query}", raw=True)
        assert status == 200, name
        rows = max((one for one in json.loads(told).values() if isinstance(one, list)), key=len)
        status, text = ask(f"{address}{path}.csv?{query}", raw=True)
        assert status == 200, name
        lines = text.decode().split("\r\n")
        assert len(lines) > 1, name
        assert len(rows) > 0, name
        assert not any(re.match(r'"?[=+@]', line) for line in lines), name


def test_faults_are_pages_for_people_and_json_for_programs(address: str) -> None:
    def answer(path: str, accept: str) -> tuple[int, str, bytes]:
        asked = urllib.request.Request(address + path, headers={"Accept": accept})
        with pytest.raises(urllib.error.HTTPError) as fault:
            urllib.request.urlopen(asked, timeout=60)
        with fault.value as told:
            return told.code, told.headers["content-type"], told.read()

    for path in ("/no-such-page", "/lists/none", "/rules/none", "/files/none", "/claims/none"):
        status, kind, body = answer(path, "text/html")
        assert (status, kind.partition(";")[0]) == (404, "text/html"), path
        assert b"<h1>Nothing here" in body
        status, kind, _ = answer(path, "application/json")
        assert (status, kind) == (404, "application/json"), path
    for path in ("/v1/lists/none", "/entities/none", "/lists/none.json"):
        status, kind, _ = answer(path, "text/html")
        assert (status, kind) == (404, "application/json"), path


def test_keys_lead_and_can_be_turned_off(browser: Browser, address: str) -> None:
    with opened(browser, address) as seen:
        page = seen.page
        page.goto(address)
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type("g l")  # typed into a field it is text
        assert page.url == f"{address}/"
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("l")
        page.wait_for_url(f"{address}/lists")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.tagName") == "A"
        page.keyboard.press("?")
        page.wait_for_url(f"{address}/keys")
        page.click("#keys-switch button")
        page.keyboard.press("g")
        page.keyboard.press("r")
        page.wait_for_timeout(300)
        assert page.url == f"{address}/keys"


def test_an_entity_shows_each_source_and_what_became_of_it(wide: Seen, address: str) -> None:
    wide.page.goto(f"{address}/entity/house-H-1?history=yes")
    text = wide.page.locator("main").inner_text()
    assert PLAIN in text
    assert "Данволл" in text
    assert "2026-01-18" in text
    assert "changed" in text
    wide.page.goto(f"{address}/lists/house/changes")
    assert f"Added: {len(HOSTILE)}" in wide.page.locator("main").inner_text()


def test_owners_are_drawn_with_their_intervals(
    wide: Seen, address: str, paths: dict[str, str]
) -> None:
    wide.page.goto(address + paths["owners"])
    told = wide.page.locator("figure.tree svg desc").first.text_content() or ""
    assert "Kevmav Holding" in told
    assert wide.page.locator("th:has-text('US')").count() >= 1
    # Drawn with colour although no style stands in the page.
    fill = wide.page.eval_on_selector("figure.tree svg text", "one => getComputedStyle(one).fill")
    assert fill != "rgb(0, 0, 0)"


def test_a_name_from_right_to_left_is_kept_apart(wide: Seen, address: str) -> None:
    wide.page.goto(f"{address}/entity/house-H-bidi")
    assert wide.page.locator("main h1 bdi[dir=auto]").count() >= 1
    assert BIDI[-5:] in wide.page.locator("main").inner_text()


def test_pages_stay_small(address: str, paths: dict[str, str]) -> None:
    """As packed on the way; docs/console.md says the figures."""
    for name, path in paths.items():
        if name in ("nothing", "no entity"):
            continue
        asked = urllib.request.Request(address + path, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert len(answer.read()) <= LARGEST, name
