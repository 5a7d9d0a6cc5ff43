"""Downloads against real servers on loopback, each with its own way of going wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

import publishers
from counterflow.core.errors import DownloadError, ListError
from counterflow.storage.downloads import replies
from counterflow.storage.downloads.download import Marks
from counterflow.storage.downloads.hosts import checked_addresses, is_public, resolve
from counterflow.watch.lists.download import Downloader
from publishers import HOST, QUICK, STORAGE, Net, Publisher, body, serving

DATA = publishers.edition(40)


def refused(publisher: Publisher, net: Net, tmp_path: Path, **more: Any) -> ListError:
    """Download in vain and give the error."""
    with pytest.raises(ListError) as told:
        net.downloader(**more).download(publisher.url(), tmp_path / "list")
    return told.value


def test_a_file_comes_whole_with_its_marks(publisher: Publisher, net: Net, tmp_path: Path) -> None:
    publisher.answers = [body(DATA, ETag='"a"', Last_Modified="Fri, 28 Aug 2026 14:02:55 GMT")]
    told: list[int] = []
    target = tmp_path / "list"
    reply = net.downloader(told=told.append).download(publisher.url("/list.csv?key=1"), target)
    assert target.read_bytes() == DATA
    assert reply.marks == Marks('"a"', "Fri, 28 Aug 2026 14:02:55 GMT")
    assert (reply.unchanged, reply.size, sum(told)) == (False, len(DATA), len(DATA))
    assert reply.url.endswith("/list.csv"), "a query may hold keys and is not told"
    path, headers = publisher.asked[0]
    assert path == "/list.csv?key=1"
    assert headers["Host"] == f"{HOST}:{publisher.port}"
    assert headers["Accept-Encoding"] == "identity"


def test_what_is_unchanged_is_not_sent_again(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [publishers.conditional(DATA, '"a"')]
    reply = net.downloader().download(publisher.url(), tmp_path / "list", marks=Marks('"a"'))
    assert reply.unchanged
    assert not (tmp_path / "list").exists()


def test_nothing_new_is_refused_from_whoever_was_not_asked(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    """A 304 without a condition would be an empty list."""
    publisher.answers = [lambda handler: handler.head(304, {})]
    assert "HTTP 304" in refused(publisher, net, tmp_path).what


@pytest.mark.parametrize(
    ("etag", "modified"),
    [("plain", "yesterday"), ('"a b"', "Fri, 28 Août 2026"), ('"a"\r\n b', "")],
)
def test_marks_that_cannot_be_said_back_are_dropped(
    etag: str, modified: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    """Else one odd header would make every later fetch fail."""
    publisher.answers = [body(DATA, ETag=etag, Last_Modified=modified)]
    reply = net.downloader().download(publisher.url(), tmp_path / "list")
    assert reply.marks == Marks()


def test_chunks_are_put_together(publisher: Publisher, net: Net, tmp_path: Path) -> None:
    publisher.answers = [publishers.chunks(DATA)]
    assert net.downloader().download(publisher.url(), tmp_path / "list").size == len(DATA)
    assert (tmp_path / "list").read_bytes() == DATA


def test_an_error_that_passes_is_asked_again(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(b"", 500), body(b"", 503, Retry_After="1"), body(DATA)]
    slept: list[float] = []
    net.downloader(sleep=slept.append).download(publisher.url(), tmp_path / "list")
    assert len(publisher.asked) == 3
    assert 0.0 < slept[0] <= 0.01
    assert slept[1] == 1.0, "Retry-After is honoured"


def test_an_error_that_stays_is_told_after_some_tries(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(b"", 500)]
    told = refused(publisher, net, tmp_path)
    assert told.what == "the server answers HTTP 500; tried 3 times"
    assert len(publisher.asked) == 3


def test_who_asks_for_hours_is_asked_another_time(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(b"", 429, Retry_After="7200")]
    told = refused(publisher, net, tmp_path)
    assert "7,200 seconds" in told.remedy
    assert len(publisher.asked) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410, 204, 206])
def test_other_statuses_are_told_at_once(
    status: int, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(b"", status)]
    assert f"HTTP {status}" in refused(publisher, net, tmp_path).what
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (publishers.cut(DATA[:100], len(DATA)), "broke off after 100 of"),
        (publishers.cut_chunks(DATA[:100]), "connection failed"),
        (publishers.without_length(DATA), "does not say how long"),
        (body(DATA, Content_Type="text/html; charset=utf-8"), "a web page"),
        (body(b"\xef\xbb\xbf \n<!-- sorry --><!doctype html><p>503"), "a web page"),
        (body(b""), "an empty file"),
        (body(b" \n\t "), "an empty file"),
        (body(DATA, Content_Encoding="br"), "encoded as 'br'"),
        (body(b"x" * (QUICK.most_bytes + 1)), "more than 1,048,576 bytes"),
        (publishers.endless(b"x" * 65_536, 0), "more than 1,048,576 bytes"),
        (publishers.silent(4), "fell silent"),
        (publishers.redirect(""), "redirects to nowhere"),
        (publishers.redirect("/list.csv"), "redirects more than 3 times"),
        (lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n\r\n"), "connection failed"),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_list_is_refused(
    answer: publishers.Answer, what: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [answer]
    assert what in refused(publisher, net, tmp_path, patience=QUICK._replace(tries=1)).what


@pytest.mark.parametrize(
    "answer", [publishers.endless(b"x", 0.05), publishers.dripping_head(0.05)], ids=["body", "head"]
)
def test_a_server_that_drips_is_hung_up_on(
    answer: publishers.Answer, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    """Each byte comes in time, all of them never would."""
    publisher.answers = [answer]
    started = time.monotonic()
    patience = QUICK._replace(overall=1.0)
    assert "took longer" in refused(publisher, net, tmp_path, patience=patience).what
    assert time.monotonic() - started < 3


def test_a_handshake_that_drips_is_hung_up_on(net: Net, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://{HOST}:{mute.getsockname()[1]}/list.csv"
        downloader = net.downloader(QUICK._replace(connect=30, silence=30, overall=1.0))
        with pytest.raises(ListError, match="took longer"):
            downloader.download(url, tmp_path / "list")


def test_gzip_is_kept_as_it_comes(publisher: Publisher, net: Net, tmp_path: Path) -> None:
    """Bytes are the publisher's; the reader opens gzip, with its own limit."""
    publisher.answers = [body(b"\x1f\x8b\x08...", Content_Encoding="gzip")]
    net.downloader().download(publisher.url(), tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == b"\x1f\x8b\x08..."


def test_a_redirect_is_followed_to_the_hosts_that_the_row_names(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    storage = f"{STORAGE}:{publisher.port}"
    there = f"https://{storage}/kept.csv?signature=secret"
    publisher.answers = [publishers.redirect(there), body(DATA)]
    reply = net.downloader().download(publisher.url(), tmp_path / "list", hosts=[storage])
    assert reply.url == f"https://{storage}/kept.csv"
    assert publisher.asked[1][0] == "/kept.csv?signature=secret"


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "https://lists.example.evil.example/", "//evil.example/list.csv",
     "https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data",
     "https://[::1]/", "https://lists.example:8443/"],
)  # fmt: skip
def test_a_redirect_to_another_host_is_refused(
    to: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [publishers.redirect(to)]
    told = refused(publisher, net, tmp_path)
    assert "redirects to another host" in told.what
    assert len(publisher.asked) == 1


@pytest.mark.parametrize("to", ["http://lists.example/", "file:///etc/passwd", "https://a@b/"])
def test_a_redirect_away_from_https_is_refused(
    to: str, publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [publishers.redirect(to)]
    assert "not a plain https address" in refused(publisher, net, tmp_path).what


def test_a_redirect_into_this_network_is_refused_though_its_name_is_allowed(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    """The storage host's name leads to a private address."""
    net.names[STORAGE] = "10.1.2.3"
    there = f"{STORAGE}:{publisher.port}"
    publisher.answers = [publishers.redirect(f"https://{there}/")]
    with pytest.raises(ListError, match=r"leads to 10\.1\.2\.3, which is not a public address"):
        net.downloader().download(publisher.url(), tmp_path / "list", hosts=[there])


def test_a_name_is_looked_up_once_a_connection(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    """DNS rebinding: the second answer is never asked for, the checked address is used."""
    publisher.answers = [body(DATA)]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    net.downloader(resolve=rebinding).download(publisher.url(), tmp_path / "list")
    assert asked == [HOST]


def test_without_the_tests_own_allowance_loopback_is_refused(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    told = refused(publisher, net, tmp_path, allowed=is_public)
    assert "127.0.0.1, which is not a public address" in told.what
    assert publisher.asked == []


def test_a_second_address_is_tried_where_the_first_is_dead(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(DATA)]
    net.allowed = lambda address: address.startswith("127.")
    both = net.downloader(resolve=lambda host, port: ["127.0.0.99", "127.0.0.1"])
    assert both.download(publisher.url(), tmp_path / "list").size == len(DATA)


@pytest.mark.parametrize("url", ["http://lists.example/a", "ftp://lists.example/a", "a.csv"])
def test_plain_addresses_are_refused(url: str, net: Net, tmp_path: Path) -> None:
    with pytest.raises(ListError, match="not a plain https address"):
        net.downloader().download(url, tmp_path / "list")


def test_a_server_without_tls_is_refused(net: Net, tmp_path: Path) -> None:
    with serving(None) as plain:
        told = refused(plain, net, tmp_path)
    assert "connection failed" in told.what
    assert plain.asked == []


def _server(authority: trustme.CA, *names: str, **more: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **more).configure_cert(context)
    return context


def test_an_expired_certificate_is_refused(authority: trustme.CA, net: Net, tmp_path: Path) -> None:
    ended = dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=1)
    with serving(_server(authority, HOST, not_after=ended)) as old:
        told = refused(old, net, tmp_path)
    assert "certificate has expired" in told.what
    assert old.asked == []


def test_a_certificate_of_another_authority_is_refused(net: Net, tmp_path: Path) -> None:
    with serving(_server(trustme.CA(), HOST)) as stranger:
        told = refused(stranger, net, tmp_path)
    assert "certificate is refused" in told.what
    assert stranger.asked == []


def test_a_certificate_of_another_name_is_refused(
    authority: trustme.CA, net: Net, tmp_path: Path
) -> None:
    """That of the address we connect to does not count either."""
    with serving(_server(authority, "other.example", "127.0.0.1")) as other:
        assert "certificate is refused" in refused(other, net, tmp_path).what


def test_an_authority_of_our_own_is_not_trusted_without_the_tests_allowance(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    told = refused(publisher, net, tmp_path, trust=None)
    assert "certificate is refused" in told.what


def test_nobody_there_is_told(net: Net, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(ListError, match=f"the host {HOST} cannot be reached; tried 3 times"):
        net.downloader().download(f"https://{HOST}:{port}/", tmp_path / "list")


def test_a_name_that_is_not_known_is_told(net: Net, tmp_path: Path) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(ListError, match=f"{HOST} cannot be found: Name or service not known"):
        net.downloader(resolve=unknown).download(f"https://{HOST}/", tmp_path / "list")


def test_a_disk_that_cannot_be_written_is_no_fault_of_the_server(
    publisher: Publisher, net: Net, tmp_path: Path
) -> None:
    publisher.answers = [body(DATA)]
    with pytest.raises(ListError, match="cannot be written"):
        net.downloader().download(publisher.url(), tmp_path)
    assert len(publisher.asked) == 1


def test_by_default_everything_is_strict() -> None:
    downloader = Downloader()
    assert downloader._trust.verify_mode is ssl.CERT_REQUIRED
    assert downloader._trust.check_hostname
    assert downloader._trust.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert downloader._allowed is is_public
    assert downloader._resolve is resolve


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
     "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fc00::1", "fe80::1",
     "ff02::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "64:ff9b:1::1", "x", ""],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(DownloadError, match=r"192\.168\.0\.1"):
        checked_addresses("a.example", 443, resolve=lambda h, p: ["8.8.8.8", "192.168.0.1"])
    with pytest.raises(DownloadError, match="no address"):
        checked_addresses("a.example", 443, resolve=lambda h, p: [])


@given(st.text() | st.from_regex(r"https://[a-z.]{0,9}[/?#@:\[\]%\\a-z0-9 \n]{0,20}"))
def test_any_address_is_taken_apart_or_refused(url: str) -> None:
    """And what is taken apart can be sent as one line."""
    try:
        place = replies.place_of(url)
    except DownloadError:
        return
    assert place.host
    assert "\n" not in place.target
    assert " " not in place.target
    assert place.target.startswith("/")


@given(st.text(), st.text())
def test_headers_may_hold_anything(one: str, other: str) -> None:
    now = dt.datetime.now(tz=dt.UTC)
    assert replies.seconds_to_wait(one, now) >= 0
    with contextlib.suppress(DownloadError):
        replies.check_headers(
            "https://a.example/", {"Content-Length": one, "Content-Type": other}, 9
        )


@given(st.binary(max_size=2000))
def test_any_first_bytes_are_judged_in_time(head: bytes) -> None:
    started = time.monotonic()
    replies.looks_like_page(b"<!--" * 300 + head + b"--><!-->" * 300)
    assert time.monotonic() - started < 1
