"""Reports from addresses: real servers on loopback, and every guard of the way there."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import publishers
from counterflow.core.errors import ReportError
from counterflow.evidence.online.fetching import Fetcher, is_address
from counterflow.report_run import read_reports
from counterflow.storage.downloads.download import Downloader
from publishers import HOST, QUICK, STORAGE, Net, Publisher, body

PAGE = (
    b"<!doctype html><html><head><title>Truck stopped</title></head><body><article>"
    b"<p>BAKU, 4 March 2031 - The customs service said that Vostok Motor Trading had sent engines "
    b"to Russia.</p><p>The company denied that it had sent engines.</p></article></body></html>"
)


def fetcher(net: Net, store: Path, *hosts: str, **more: Any) -> Fetcher:
    given = {"trust": net.trust, "resolve": net.resolve, "allowed": net.allowed, **more}
    return Fetcher(store, hosts, Downloader(QUICK, purpose="report", pages=True, **given))


def ours(publisher: Publisher) -> str:
    return f"{HOST}:{publisher.port}"


def refused(net: Net, store: Path, url: str, *hosts: str, **more: Any) -> ReportError:
    with pytest.raises(ReportError) as told:
        fetcher(net, store, *hosts, **more).fetch(url)
    assert told.value.remedy
    return told.value


def test_a_page_is_fetched_kept_with_its_hash_and_read(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(PAGE, Content_Type="application/pdf")]  # what it says is not believed
    url = publisher.url("/news?id=7")
    ledger = read_reports(url, fetch=fetcher(net, tmp_path, ours(publisher)).fetch)
    (report,) = ledger.reports
    assert (report.format, report.title, report.url) == ("html", "Truck stopped", url)
    assert report.retrieved.endswith("+00:00")
    assert {one.stance for one in ledger.assertions} == {"assert", "deny"}
    digest = hashlib.sha256(PAGE).hexdigest()
    assert (tmp_path / "fetched" / digest).read_bytes() == PAGE
    with sqlite3.connect(tmp_path / "fetched" / "register.sqlite") as register:
        ((row),) = register.execute("SELECT url, sha256, size, kind FROM fetched").fetchall()
        assert row == (url, digest, len(PAGE), "application/pdf")
        with pytest.raises(sqlite3.IntegrityError, match="stays"):
            register.execute("UPDATE fetched SET sha256 = ''")
    register.close()
    _, headers = publisher.asked[0]
    assert "Cookie" not in headers
    assert "(report)" in headers["User-Agent"]


def test_only_hosts_that_were_named_are_asked(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    for hosts in ((), (HOST,), (STORAGE,), (f"{HOST}:1",)):
        assert "is not allowed" in refused(net, tmp_path, publisher.url(), *hosts).what
    assert publisher.asked == []
    publisher.answers = [body(PAGE)]
    assert fetcher(net, tmp_path, "*").fetch(publisher.url()).size == len(PAGE)


@pytest.mark.parametrize(
    "to",
    [f"https://{STORAGE}/", "https://127.0.0.1/", "https://169.254.169.254/latest", "http://x/"],
)
def test_a_redirect_elsewhere_is_refused_though_every_host_is_allowed(
    to: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [publishers.redirect(to)]
    told = refused(net, tmp_path, publisher.url(), "*")
    assert "redirects to another host" in told.what or "not a plain https" in told.what
    assert len(publisher.asked) == 1


def test_a_redirect_on_the_same_host_is_followed(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [publishers.redirect("/there"), body(PAGE)]
    fetched = fetcher(net, tmp_path, ours(publisher)).fetch(publisher.url("/here"))
    assert (fetched.url, fetched.answered) == (publisher.url("/here"), publisher.url("/there"))


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_into_this_network_is_refused(
    address: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    from counterflow.storage.downloads.hosts import is_public

    net.names[HOST] = address
    told = refused(net, tmp_path, publisher.url(), "*", allowed=is_public)
    assert "is not a public address" in told.what
    assert publisher.asked == []


def test_the_checked_address_is_used_and_the_name_not_asked_again(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(PAGE)]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    fetcher(net, tmp_path, "*", resolve=rebinding).fetch(publisher.url())
    assert asked == [HOST]


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (body(b"x" * (QUICK.most_bytes + 1)), "more than 1,048,576 bytes"),
        (publishers.endless(b"x" * 65_536, 0), "more than 1,048,576 bytes"),
        (publishers.cut(PAGE[:100], len(PAGE)), "broke off"),
        (publishers.without_length(PAGE), "does not say how long"),
        (body(PAGE, Content_Encoding="gzip"), "encoded as 'gzip'"),
        (body(b"", 404), "HTTP 404"),
        (body(b""), "an empty file"),
        (publishers.silent(4), "took longer"),
    ],
    ids=range(8),
)
def test_what_no_report_may_be_is_refused_and_not_kept(
    answer: Callable[..., None], what: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [answer]
    assert what in refused(net, tmp_path, publisher.url(), "*").what
    assert list((tmp_path / "fetched").iterdir()) == []


def test_paths_are_no_addresses() -> None:
    assert all(map(is_address, ("https://a/b", "http://a", "HTTPS://A/b", "ftp://a", "file:/a")))
    assert not any(map(is_address, ("a.txt", "/tmp/a", "C:/a", "C:\\a", "a: b", "./https")))
