"""Hypothesis profiles, the path of the shared generators, and the real lists where they are."""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# `--import-mode=importlib` puts no test folder on the path; the generators stand beside this file.
if str(Path(__file__).parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile(
    "ci", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", settings.get_profile("ci"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give ``../shared/data``, or skip where this checkout stands alone."""
    if not (SHARED / "data").is_dir():
        pytest.skip("../shared/data is not beside this checkout: the real lists are absent")
    return SHARED / "data"


@pytest.fixture(scope="session")
def shared_facts() -> Path:
    """Give ``../shared/facts``, or skip where this checkout stands alone."""
    if not (SHARED / "facts").is_dir():
        pytest.skip("../shared/facts is not beside this checkout: the research files are absent")
    return SHARED / "facts"


@pytest.fixture(scope="session")
def authority() -> Any:
    """Give the authority that the client of the tests trusts, and nobody else."""
    import trustme

    return trustme.CA()


@pytest.fixture
def net(authority: Any, tmp_path: Path) -> Any:
    """Give a ``Net`` of the hosts of ``publishers``."""
    from publishers import HOST, STORAGE, Net

    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST, STORAGE).configure_cert(server)
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return Net(trust, server, ca_file)


@pytest.fixture
def publisher(net: Any) -> Iterator[Any]:
    """Give a running ``Publisher``, whose answers the test sets."""
    from publishers import serving

    with serving(net.server) as found:
        yield found
