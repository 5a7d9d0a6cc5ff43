"""What broke a connection, in our words: the network, a certificate, or our own clock."""

from __future__ import annotations

import contextlib
import http.client
import ssl
from collections.abc import Iterator

import urllib3

from counterflow.core.errors import DownloadError
from counterflow.storage.downloads import replies
from counterflow.storage.downloads.patience import Hurry


@contextlib.contextmanager
def telling(url: str, hurry: Hurry) -> Iterator[None]:
    """Tell what the network and TLS raise in our words.

    Args:
        url: What is asked for; shown without its query.
        hurry: The clock: whatever broke after its moment broke because time was over.

    Raises:
        DownloadError: A certificate fails, or time is over.
        PassingError: The connection failed in another way, which may pass.
    """
    try:
        yield
    except DownloadError:
        if hurry.over:
            raise _too_slow(url) from None
        raise
    except ssl.SSLCertVerificationError as fault:
        raise _bad_certificate(url, fault) from fault
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as fault:
        if hurry.over:
            raise _too_slow(url) from fault
        cause = _certificate_fault(fault)
        if cause is not None:
            raise _bad_certificate(url, cause) from fault
        raise replies.PassingError(
            f"the connection failed: {_plain(fault)}", where=replies.shown(url)
        ) from fault


def _certificate_fault(fault: BaseException) -> ssl.SSLCertVerificationError | None:
    """Find the fault of a certificate behind what urllib3 raises."""
    for one in (*fault.args, fault.__cause__, fault.__context__):
        if isinstance(one, ssl.SSLCertVerificationError):
            return one
    return None


def _bad_certificate(url: str, fault: ssl.SSLCertVerificationError) -> DownloadError:
    return DownloadError(
        f"the server's certificate is refused: {fault.verify_message or fault.reason or fault}",
        "certificate",
        where=replies.shown(url),
        why="somebody else may be answering in the publisher's name",
        remedy="check the clock and the certificates of this machine; fetch again later",
    )


def _too_slow(url: str) -> DownloadError:
    return DownloadError(
        "the download took longer than is allowed for one file",
        "slow",
        where=replies.shown(url),
        remedy="fetch again later",
    )


def _plain(fault: BaseException) -> str:
    if isinstance(fault, TimeoutError | urllib3.exceptions.TimeoutError):
        return "the server fell silent"
    text = str(fault.args[-1]) if fault.args else type(fault).__name__
    return f"{type(fault).__name__}, {text}"[:200]
