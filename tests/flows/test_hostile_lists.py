"""The issue's list of hostilities, each from the door inwards: refused, and the last good stays.

Readers and downloads are tried one by one in their own tests; here a store holds a good version,
something hostile comes, and afterwards `lists verify` accepts the store and the good version is
in use. ``docs/lists/fuzzing.md`` holds the table of all hostilities and their tests.
"""

from __future__ import annotations

import gzip
import importlib.util
import io
import os
import re
import ssl
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from counterflow.core.errors import ListError
from counterflow.serve.cli.main import run
from counterflow.watch.lists.fetch import fetch_list
from counterflow.watch.lists.store import ListStore
from flows.conftest import LISTS, ROOT
from publishers import (
    HOST,
    STORAGE,
    Answer,
    Net,
    Publisher,
    body,
    cut,
    edition,
    redirect,
    row_of,
    serving,
)

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
UN = (LISTS / "un_sc" / "consolidated.xml").read_bytes()
SDN = (LISTS / "ofac_sdn" / "sdn.csv").read_bytes()
HTML = b"<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>"
BOMB_MIB = 1_100 if SOAK else 64
SLOWEST_SECONDS = 300.0 if SOAK else 30.0


def with_doctype(declared: bytes, used: bytes = b"") -> bytes:
    """Give the UN's list with a document type, and a use of what it declares in a name."""
    at = UN.index(b"<CONSOLIDATED_LIST")
    name = b"<FIRST_NAME>"
    return UN[:at] + b"<!DOCTYPE x [" + declared + b"]>" + UN[at:].replace(name, name + used, 1)


def in_record(giant: bytes) -> bytes:
    """Give the UN's list with something in its first record."""
    return UN.replace(b"<INDIVIDUAL>", b"<INDIVIDUAL>" + giant, 1)


def zipped(data: bytes, name: str = "list.xml") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


def zip_bomb() -> bytes:
    """Give a zip archive of one file that is the list, and then blanks without end."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("list.xml", "w", force_zip64=True) as member,
    ):
        member.write(UN)
        for _ in range(BOMB_MIB):
            member.write(b" " * (1 << 20))
    return held.getvalue()


def several_files() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.xml", UN)
        archive.writestr("b.xml", UN)
    return held.getvalue()


def laughs() -> bytes:
    return b"".join(
        b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10 if at else b"ha") for at in range(12)
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    "document type": lambda: with_doctype(b""),
    "entity expansion": lambda: with_doctype(laughs(), b"&l11;"),
    "external entity": lambda: with_doctype(
        b'<!ENTITY x SYSTEM "file:///etc/hostname">', b"&x;"
    ),
    "external document type": lambda: UN.replace(
        b"<CONSOLIDATED_LIST", b'<!DOCTYPE x SYSTEM "https://evil.example/x"><CONSOLIDATED_LIST', 1
    ),
    "deep nesting": lambda: in_record(b"<a>" * 100_000 + b"</a>" * 100_000),
    "one long text": lambda: in_record(b"<a>" + b"A" * 20_000_000 + b"</a>"),
    "one long record": lambda: in_record(b"<a>b</a>" * 2_000_000),
    "one long attribute": lambda: UN.replace(
        b"<INDIVIDUAL>", b'<INDIVIDUAL a="' + b"A" * 20_000_000 + b'">', 1
    ),
    "one long name": lambda: in_record(b"<" + b"A" * 20_000_000 + b"/>"),
    "zip bomb": zip_bomb,
    "archive in an archive": lambda: zipped(zipped(UN), "list.zip"),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(UN, mtime=0), mtime=0),
    "archive of several files": several_files,
    "error page": lambda: HTML,
    "mixed encodings": lambda: UN.replace(
        b"<FIRST_NAME>", b"<FIRST_NAME>" + "Ж".encode("utf-16") + b"\xe9\xff", 1
    ),
    "half of it in another encoding": lambda: UN[:700].decode().encode("utf-16-le") + UN[700:],
    "trailing control-Z": lambda: UN + b"\x1a",
    "half a file": lambda: UN[: len(UN) // 2],
    "an archive behind the list": lambda: UN + gzip.compress(UN, mtime=0),
}  # fmt: skip


def told(folder: Path, name: str) -> list[str]:
    """Say which versions are in use, and that all that is kept is whole."""
    assert run(["lists", "verify", "--store", str(folder)]) == 0
    return [one.id for one in ListStore(folder).current() if one.list == name]


@pytest.mark.parametrize("hostility", HOSTILE)
def test_a_hostile_file_is_refused_and_the_last_good_stays(
    hostility: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, good, bad = tmp_path / "store", tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(UN)
    assert run(["lists", "import", str(good), "--as", "un_sc", "--store", str(store)]) == 0
    before = told(store, "un_sc")
    bad.write_bytes(HOSTILE[hostility]())
    capsys.readouterr()
    started = time.monotonic()
    code = run(["lists", "import", str(bad), "--as", "un_sc", "--store", str(store)])
    assert time.monotonic() - started < SLOWEST_SECONDS
    assert code in (1, 2, 6), "1: it cannot be read; 2: it is no list; 6: a guard keeps it aside"
    assert "CF2" in capsys.readouterr().err
    assert told(store, "un_sc") == before
    assert len(before) == 1
    left = [path.name for path in store.iterdir() if path.name.startswith(("tmp", "fetching"))]
    assert left == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.rstrip(b"\x1a"),
        lambda data: data[: len(data) // 2],
        lambda data: data + data,
        lambda data: data + b"36,a,b\r\n",
    ],
    ids=["control-Z missing", "half a file", "rows behind control-Z", "a row behind control-Z"],
)
def test_the_end_mark_of_ofac_must_be_the_end(
    spoil: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """OFAC ends its files with control-Z: missing, or in the middle, it is no whole file."""
    folder, path = tmp_path / "store", tmp_path / "sdn.csv"
    path.write_bytes(SDN)
    # Past the engine, whose canaries want real names of a list in this format.
    ListStore(folder).import_list([path], name="us", published_on="2026-01-15")
    before = told(folder, "us")
    path.write_bytes(spoil(SDN))
    with pytest.raises(ListError, match=r"cut off|columns|records were refused"):
        ListStore(folder).import_list([path], name="us", published_on="2026-01-16")
    assert told(folder, "us") == before
    assert len(before) == 1


NETWORK: dict[str, tuple[Answer, str]] = {
    "error page with status 200": (body(HTML), "a web page"),
    "error page of another type": (body(b"<html>", Content_Type="text/xml"), "a web page"),
    "half a download": (cut(edition(20), 99_999), "broke off after"),
    "redirect to another host": (redirect("https://evil.example/a.json"), "another host"),
    "redirect to a private address": (redirect("https://10.0.0.1/a.json"), "another host"),
    "redirect to this machine": (redirect("https://127.0.0.1/a.json"), "another host"),
    "redirect away from TLS": (redirect("http://lists.example/a.json"), "not a plain https"),
    "more bytes than any list": (body(b"x" * (1 << 21)), "more than 1,048,576 bytes"),
    "another list": (body(UN), ""),
    "nothing": (body(b""), "an empty file"),
}


@pytest.mark.parametrize("hostility", NETWORK)
def test_a_hostile_answer_is_refused_and_the_last_good_stays(
    hostility: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    store = ListStore(folder)
    answer, what = NETWORK[hostility]
    publisher.answers = [body(edition(40)), answer]
    good = fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    refuse(store, publisher, net, what)
    assert told(folder, "house") == [good.version]


def refuse(store: ListStore, publisher: Publisher, net: Net, what: str) -> None:
    """Fetch in vain; the failure is in the log."""
    fetched = fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    assert fetched.what in ("failed", "refused")
    assert what in fetched.told
    assert [event.what for event in store.log("house")][-1] == fetched.what


def test_a_redirect_to_an_allowed_name_at_a_private_address_is_refused(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    store = ListStore(folder)
    publisher.answers = [body(edition(40)), redirect(f"https://{STORAGE}:{publisher.port}/a")]
    row = row_of(publisher.url("/a.json"), hosts=(f"{STORAGE}:{publisher.port}",))
    good = fetch_list(store, row, net.downloader())
    net.names[STORAGE] = "192.168.1.1"
    fetched = fetch_list(store, row, net.downloader())
    assert fetched.what == "failed"
    assert "192.168.1.1, which is not a public address" in fetched.told
    assert told(folder, "house") == [good.version]


def test_a_certificate_that_fails_is_refused_and_the_last_good_stays(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    store = ListStore(folder)
    publisher.answers = [body(edition(40))]
    good = fetch_list(store, row_of(publisher.url("/a.json")), net.downloader())
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(HOST).configure_cert(stranger)
    with serving(stranger) as other:
        refuse(store, other, net, "certificate is refused")
        assert other.asked == [], "nothing was asked of a server that is not the publisher's"
    assert told(folder, "house") == [good.version]


def test_the_table_of_hostilities_names_tests_that_exist() -> None:
    page = (ROOT / "docs" / "lists" / "fuzzing.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)(?:\[([^]]+)\])?`", page)
    assert len(named) > 30
    for module, test, case in named:
        paths = [*(ROOT / "tests").rglob(module)]
        assert paths, module
        # Rooms of other floors may have a module of the same name.
        text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
        assert f"def {test}(" in text, (module, test)
        assert f'"{case}"' in text if case else True, (module, case)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is not None, reason="atheris is here")
def test_the_guided_search_says_what_is_missing() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "fuzz_guided.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "atheris is not installed" in ran.stderr
    assert "docs/lists/fuzzing.md" in ran.stderr
