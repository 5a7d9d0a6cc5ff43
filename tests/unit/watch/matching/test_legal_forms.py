"""Legal forms written out are the same as their letters, and say nothing beside a name."""

from __future__ import annotations

import pytest

from counterflow.core.text.legal_forms import is_legal_form
from counterflow.core.text.word_weights import LEGAL_WORD, word_weight
from counterflow.watch.matching.names import score_names

_SAME = {
    "S.A. DE C.V.": "Sociedad Anónima de Capital Variable",
    "S.A.P.I. de C.V.": "Sociedad Anonima Promotora de Inversion de Capital Variable",
    "S.A.S.": "Sociedad por Acciones Simplificada",
    "S. de R.L.": "Sociedad de Responsabilidad Limitada",
    "S. de R.L. de C.V.": "Sociedad de Responsabilidad Limitada de Capital Variable",
    "S.A.C.": "Sociedad Anonima Cerrada", "S.A.": "Sociedad Anonima Abierta",
    "Pte. Ltd.": "Pte Limited", "Pty Ltd": "Pty Limited", "Pvt. Ltd.": "Pvt Limited",
    "OJSC": "Open JSC", "OAO": "Open Joint Stock Co", "CJSC": "Closed Joint Stock Co.",
    "JSC": "Joint Stock Co", "PJSC ": "Private Joint Stock Company",
    "PJSC": "Public Joint Stock Co", "Sp. z o.o.": "Sp z oo",
    "Sp. zo.o.": "Spółka z ograniczoną odpowiedzialnością", "SAS": "Société par actions simplifiée",
    "SARL": "Société à responsabilité limitée", "S.p.A.": "Società per Azioni",
    "S.r.l.": "Società a Responsabilità Limitata",
    "GmbH": "Gesellschaft mit beschraenkter Haftung",
    "GesmbH": "Gesellschaft mit beschränkter Haftung",
    "Lda": "Sociedade por Quotas Limitada",
    "B.V.": "Besloten Vennootschap met beperkte aansprakelijkheid",
    "N.V.": "Naamloze Vennootschap",
    "A.Ş.": "Anonim Şirketi", "Ltd. Şti.": "Limited Şirketi", "SA": "Spółka Akcyjna",
    "s.r.o.": "společnost s ručením omezeným", "a.s.": "akciová společnost",
    "Kft.": "Korlátolt Felelősségű Társaság",
    "Zrt.": "Zártkörűen Működő Részvénytársaság", "SRL": "Societate cu răspundere limitată",
    "Tbk": "Perseroan Terbatas", "TNHH": "Công ty Trách nhiệm Hữu hạn",
    "Sahami Khas": "Sherkat Sahami Khas",
}  # fmt: skip


@pytest.mark.parametrize("short", _SAME)
def test_a_legal_form_written_out_is_the_same(short: str) -> None:
    full = _SAME[short]
    assert score_names(f"Brasdol Fengri {short}", f"Brasdol Fengri {full}").score == 1
    assert score_names("Brasdol Fengri", f"BRASDOL FENGRI {full.upper()}").score == 1
    assert is_legal_form(full), full


def test_dots_and_spaces_of_a_legal_form_do_not_matter() -> None:
    forms = ("Sp. z o.o.", "Sp. z o. o.", "Sp.z.o.o.", "sp z oo", "S.A. de C.V.", "SA de CV")
    assert all(map(is_legal_form, forms))


@pytest.mark.parametrize("name", ["Thanh", "Onder", "Betti", "Person"])
def test_a_name_is_no_word_of_a_legal_form(name: str) -> None:
    """Forms that hold a name people bear are left out of the table: it would weigh nothing."""
    assert word_weight(name.lower()) > LEGAL_WORD
