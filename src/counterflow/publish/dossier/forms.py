"""Write a dossier in the form asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterflow.core.dossiers import Dossier, Edition
from counterflow.publish.dossier.building import record_of

FORMS = {
    "html": "dossier.html",
    "pdf": "dossier.pdf",
    "json": "dossier.json",
    "ftm": "dossier.ftm.ndjson",
    "stix": "dossier.stix.json",
    "prov": "dossier.prov.json",
}
"""Each form with the name under which the store keeps it."""


def write_dossier(
    dossier: Dossier,
    form: str,
    *,
    editions: Sequence[Edition] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Write a dossier.

    Args:
        dossier: What is written; of a withdrawal, what was withdrawn.
        form: One of ``FORMS``.
        editions: All editions up to the one written, the last being it; none for a draft.
        pictures: Bytes of exhibits by SHA-256, for the forms that show them.

    Returns:
        The bytes; the same input gives the same.

    Raises:
        DossierError: the package that the form needs is not installed.
        EntityError: FollowTheMoney refuses an entity.
        KeyError: there is no such form.
    """
    edition = editions[-1] if editions else None
    if form == "json":
        return record_of(dossier)
    # The packages of the other forms take long to load; one form needs one of them.
    if form == "html":
        from counterflow.publish.dossier.html_page import write_html

        return write_html(dossier, editions, pictures)
    if form == "pdf":
        from counterflow.publish.dossier.pdf_pages import write_pdf

        return write_pdf(dossier, editions, pictures)
    if form == "ftm":
        from counterflow.publish.dossier.ftm_entities import write_ftm

        return write_ftm(dossier)
    if form == "stix":
        from counterflow.publish.dossier.stix_bundle import write_stix

        return write_stix(dossier, edition)
    if form == "prov":
        from counterflow.publish.dossier.prov_document import write_prov

        return write_prov(dossier, edition)
    raise KeyError(form)
