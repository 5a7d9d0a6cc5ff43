"""Real lists, served on loopback and fetched into a store, canaries tried."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.storage.downloads.patience import Patience
from counterflow.watch.lists.fetch import fetch_list
from publishers import HOST, Net, body, conditional, row_of, serving

PATIENT = Patience(tries=1, overall=60)


def _net(tmp_path: Path) -> Net:
    authority = trustme.CA()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(server)
    return Net(trust, server, tmp_path)


@pytest.mark.shared
def test_the_real_canadian_list_comes_whole_and_then_unchanged(
    shared: Path, tmp_path: Path
) -> None:
    """4,759 records, as MANIFEST counts; the second time the server sends nothing."""
    data = (shared / "canada" / "sema-lmes_2025-03.xml").read_bytes()
    net = _net(tmp_path)
    engine = Engine(read_settings({"store": str(tmp_path / "store")}, {}))
    with serving(net.server) as publisher:
        publisher.answers = [conditional(data, '"1"')]
        row = row_of(publisher.url("/sema-lmes.xml"), name="ca_sema", format="ca_sema_xml")
        whats = [
            fetch_list(engine.store, row, net.downloader(PATIENT), bring=engine.import_list)
            for _ in range(2)
        ]
    assert [one.what for one in whats] == ["new", "unchanged"], whats
    (snapshot,) = engine.store.current()
    assert snapshot.listings == 4759
    assert b"".join(engine.store.original(snapshot)) == data


@pytest.mark.shared
def test_half_of_a_real_list_is_kept_aside(shared: Path, tmp_path: Path) -> None:
    """Half a download that the server calls whole: the guards see it, the last good stays."""
    data = (shared / "canada" / "sema-lmes_2025-03.xml").read_bytes()
    net = _net(tmp_path)
    engine = Engine(read_settings({"store": str(tmp_path / "store")}, {}))
    with serving(net.server) as publisher:
        publisher.answers = [body(data), body(data[: len(data) // 2])]
        row = row_of(publisher.url("/sema-lmes.xml"), name="ca_sema", format="ca_sema_xml")
        good, half = (
            fetch_list(engine.store, row, net.downloader(PATIENT), bring=engine.import_list)
            for _ in range(2)
        )
    assert half.what in ("refused", "failed")
    assert [one.id for one in engine.store.current()] == [good.version]
