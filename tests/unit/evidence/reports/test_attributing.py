"""Who says what, construction by construction; all sentences are invented."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.evidence.reports.reading import read_text

DIRECT = [
    ('"The crates were empty," said Ivo Brandt.', "Ivo Brandt", "The crates were empty"),
    ('"The crates were empty," Ivo Brandt said.', "Ivo Brandt", "The crates were empty"),
    ('Ivo Brandt said: "The crates were empty."', "Ivo Brandt", "The crates were empty"),
    (
        "“The crates were empty,” said Ivo Brandt, a customs officer.",
        "Ivo Brandt",
        "The crates were empty",
    ),
]
INDIRECT = [
    ("Ivo Brandt said that the crates were empty.", "said", "the crates were empty"),
    ("The crates were empty, Ivo Brandt said.", "said", "The crates were empty"),
    (
        "The tanker left the port empty, Colonel Ivo Brandt, a spokesman for the navy, told us.",
        "told",
        "The tanker left the port empty",
    ),
    ("According to Ivo Brandt, the crates were labelled as pumps.", "According to", None),
    ("The crates were labelled as pumps, according to Ivo Brandt.", "according to", None),
    ("Ivo Brandt's claim that the crates were empty was repeated.", "claim", None),
    ("Ivo Brandt is concerned that the plant will close.", "concerned", "the plant will close"),
    ("Corvus News quoted Ivo Brandt as saying that the ship had sailed.", "saying", None),
]


def said(text: str) -> list[tuple[str, str, str]]:
    return [(one.speaker, one.stance, one.text) for one in read_text(text).assertions]


@pytest.mark.parametrize(("text", "speaker", "words"), DIRECT)
def test_a_direct_quotation_goes_to_who_is_named_beside_it(
    text: str, speaker: str, words: str
) -> None:
    (one,) = read_text(text).assertions
    assert (one.speaker, one.text, one.quotation) == (speaker, words, "direct")


@pytest.mark.parametrize(("text", "cue", "words"), INDIRECT)
def test_indirect_speech_is_found_by_its_cue(text: str, cue: str, words: str | None) -> None:
    (one,) = read_text(text).assertions
    assert (one.speaker, one.cue, one.quotation) == ("Ivo Brandt", cue, "indirect")
    assert words is None or one.text == words


def test_words_partly_quoted_are_mixed_and_each_clause_is_one() -> None:
    found = read_text('The ministry said the firm was "a known broker" and had moved two cargoes.')
    assert [one.quotation for one in found.assertions] == ["mixed", "mixed"]
    assert found.assertions[1].text == "had moved two cargoes"


def test_a_cue_in_the_midst_leaves_the_clause_and_the_whole() -> None:
    text = "The plan, Ivo Brandt said on Friday, would cost three million euros."
    (one,) = read_text(text).assertions
    assert one.text == "would cost three million euros"
    assert text[one.content_start : one.content_end].startswith("The plan")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The firm was accused by prosecutors of evading controls.", "evading controls"),
        ("Prosecutors accused the Dravian firm of supplying engines.", "supplying engines"),
    ],
)
def test_an_accusation_is_of_who_accuses(text: str, words: str) -> None:
    assert said(text) == [("prosecutors" if "by" in text else "Prosecutors", "assert", words)]


def test_a_passive_without_agent_is_of_somebody_unnamed() -> None:
    (one,) = read_text("The company is believed to have shipped 40 engines.").assertions
    assert (one.speaker, one.modality) == ("unnamed", "hedged")


def test_an_answer_denies_what_goes_before_it() -> None:
    found = said("The firm sold chips to a broker in Odrin, a claim that Moscow rejects.")
    assert found == [("Russia", "deny", "The firm sold chips to a broker in Odrin")]


def test_an_embedded_denial_is_of_who_denies() -> None:
    found = said("The ministry said that Tehran rejects the accusation of having sent missiles.")
    assert found == [("Iran", "deny", "having sent missiles")]


def test_a_second_verb_brings_its_own_stance() -> None:
    found = said("The minister denied sending drones, but admitted that parts were sold in May.")
    assert [(stance, words) for _, stance, words in found] == [
        ("deny", "sending drones"),
        ("acknowledge", "parts were sold in May"),
    ]


def test_a_number_denies_nothing() -> None:
    found = said("The inspector repeated that a number of crates had gone but denied any was open.")
    assert {speaker for speaker, _, _ in found} == {"inspector"}


def test_a_survey_is_not_the_voice_of_those_it_counts() -> None:
    found = said("A poll showed that most voters opposed the plan.")
    assert found == [("poll", "assert", "most voters opposed the plan")]


def test_a_quotation_carried_on_is_of_the_last_speaker() -> None:
    found = read_text('"It is late," said Ms Velden. "They knew it all along."').assertions
    assert [one.speaker_id for one in found] == ["velden", "velden"]
    assert found[1].speaker_text == "(quote continued)"


def test_a_colon_names_the_speaker() -> None:
    found = read_text(
        '"It is late," said Ms Velden. Mr Oskar Lind disagreed: "It is far too early for that."'
    ).assertions
    assert found[-1].speaker == "Oskar Lind"


@pytest.mark.parametrize(
    "text",
    [
        "The minister did not say that the ship was sunk.",
        "The bank declined to comment.",
        "She would not say whether the crates were opened.",
    ],
)
def test_what_was_not_said_is_nobodys_word(text: str) -> None:
    assert said(text) == []


def test_what_is_not_believed_is_denied_and_a_question_stays_open() -> None:
    assert said("Ms Velden does not believe that the ship was sunk.")[0][1] == "deny"
    (one,) = read_text("Reporters asked whether the ship was sunk.").assertions
    assert one.modality == "possible"


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        (
            "Citing newly declassified satellite images, the White House said the plant was built.",
            "newly declassified satellite images",
        ),
        ("The officials, citing intercepted calls, said the ship was loaded.", "intercepted calls"),
        ("Based on shipping records, the bank concluded the cargo was false.", "shipping records"),
        ("The crates were empty, according to records reviewed by the institute.", "records"),
    ],
)
def test_what_a_speaker_rests_on_is_its_authority(text: str, authority: str) -> None:
    assert read_text(text).assertions[0].authority == authority


def test_an_agency_that_quotes_is_a_relay() -> None:
    (one,) = read_text(INDIRECT[-1][0]).assertions
    assert one.via == "Corvus News"


def test_a_semicolon_parts_two_voices() -> None:
    found = said("The bill would raise taxes; supporters counter that it closes a loophole.")
    assert found == [("supporters", "assert", "it closes a loophole")]


def test_a_call_on_somebody_is_for_the_deed() -> None:
    assert said("Mr Osei called on parliament to act.") == [("Osei", "assert", "to act")]


def test_he_may_be_who_is_spoken_of() -> None:
    text = "Mr Osei was expected to run, although he has said he is not interested."
    assert said(text)[-1][0] == "Osei"
