"""Reports are opened whatever they are stored as; what cannot be read is refused or named."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from counterflow.core.errors import ReportError
from counterflow.evidence.reports.documents import Document, open_documents

TEXT = (
    "BAKU, 4 March 2024 - The customs service said that it had stopped a truck with engines.\n\n"
    "The forwarder denied that the engines were meant for drones."
)


def opened(path: Path, data: bytes) -> list[Document]:
    path.write_bytes(data)
    return list(open_documents(path))


def one(path: Path, data: bytes) -> Document:
    (document,) = opened(path, data)
    return document


def as_docx(paragraphs: list[str]) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def test_a_text_stays_as_it_is_so_that_offsets_are_those_of_the_file(tmp_path: Path) -> None:
    text = f"\n {TEXT}\r\n\r\nEnd.\n"
    document = one(tmp_path / "a", text.encode())
    assert document.text == text
    assert document.report.format == "text"
    assert document.report.published == "2024-03-04"
    assert document.report.published_from == "text"
    assert document.report.characters == len(text)


def test_an_encoding_that_is_guessed_is_said(tmp_path: Path) -> None:
    report = one(tmp_path / "a", (TEXT + " Señor Núñez said no.").encode("cp1252")).report
    assert any("encoding" in remark for remark in report.missing)


def test_a_web_page_gives_its_article_and_its_day(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html><head><title>Truck stopped</title>"
        '<meta property="article:published_time" content="2024-03-05"></head>'
        "<body><nav>Home</nav><article>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in TEXT.split("\n\n"))
        + "<script>alert(1)</script></article></body></html>"
    )
    document = one(tmp_path / "a.txt", page.encode())
    assert document.report.format == "html"
    assert document.report.title == "Truck stopped"
    assert "alert" not in document.text
    assert "denied that the engines" in document.text
    assert document.report.published == "2024-03-05"
    assert any(remark.startswith("two dates") for remark in document.report.missing)


def test_a_word_file_gives_its_paragraphs(tmp_path: Path) -> None:
    document = one(tmp_path / "a", as_docx(TEXT.split("\n\n")))
    assert document.report.format == "docx"
    assert document.text == TEXT


def test_a_mail_gives_its_text_and_names_what_is_attached(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "desk@paper.invalid"
    message["Subject"] = "Truck"
    message["Date"] = "Tue, 05 Mar 2024 08:00:00 +0000"
    message.set_content(TEXT)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="photo.pdf")
    document = one(tmp_path / "a", bytes(message))
    assert document.report.title == "Truck"
    assert document.report.published == "2024-03-05"
    assert "attachment not read: photo.pdf" in document.report.missing
    assert "The forwarder denied" in document.text


def test_json_lines_give_a_report_a_line(tmp_path: Path) -> None:
    lines = [
        {"text": TEXT, "date": "2024-03-04", "publisher": "Paper"},
        {"body": "It is the one of the port."},
    ]
    found = opened(tmp_path / "a", "\n".join(json.dumps(line) for line in lines).encode())
    assert [document.report.publisher for document in found] == ["Paper", ""]
    with pytest.raises(ReportError, match=r"line 2"):
        opened(tmp_path / "b", b'{"text": "The ship is in the port."}\n{"no": 1}\n')


def test_a_pdf_without_text_is_said_to_be_a_scan(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    held = io.BytesIO()
    writer.write(held)
    with pytest.raises(ReportError, match="holds no text"):
        opened(tmp_path / "a", held.getvalue())


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 broken", "PDF cannot be parsed"),
        (b"PK\x03\x04 broken", "DOCX cannot be parsed"),
        (b"<html><body></body></html>", "no text"),
        (b"\x00\x01\x02\x03" * 100, "no text, HTML"),
        (
            b"Der Minister sagte, das Schiff sei nicht mit dem Motor aus dem Hafen gekommen.",
            "German",
        ),
        ("Міністр заявив, що корабель не виходив із порту.".encode(), "Cyrillic"),
        (b"[" * 100_000, "not JSON"),
        (("<html>" + "<div>" * 5000).encode(), "nested"),
    ],
    ids=["empty", "pdf", "docx", "page", "bytes", "german", "ukrainian", "json", "deep"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    data: bytes, told: str, tmp_path: Path
) -> None:
    with pytest.raises(ReportError, match=told) as refused:
        opened(tmp_path / "a", data)
    assert str(tmp_path / "a") in refused.value.where
    assert refused.value.remedy


def test_a_zip_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (210 << 20))
    with pytest.raises(ReportError, match="unpacks to more"):
        opened(tmp_path / "a", held.getvalue())


def test_a_paragraph_in_another_language_is_left_out_and_said(tmp_path: Path) -> None:
    german = (
        "Der Minister sagte, das Schiff sei nicht mit dem Motor aus dem Hafen und die Crew nicht."
    )
    document = one(tmp_path / "a", f"{TEXT}\n\n{german}\n\nThe end of it.".encode())
    assert document.report.missing == ("1 paragraphs in German left out",)
    assert "Minister sagte" not in document.text
    assert document.text.index("The end") == len(TEXT) + len(german) + 4


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    data=st.binary(max_size=400).filter(lambda data: not data.lstrip().startswith((b"%PDF", b"PK")))
)
def test_whatever_bytes_are_given_a_report_or_a_refusal_comes_back(
    data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    try:
        found = [document.text for document in open_documents(path)]
    except ReportError as fault:
        found = [fault.where]
    assert found
