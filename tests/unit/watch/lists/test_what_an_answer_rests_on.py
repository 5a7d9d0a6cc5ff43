"""Impossible days, lists under another's name, companions that are gone, accepted versions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.days import today
from counterflow.core.errors import GuardError, ListUsageError
from counterflow.core.model.snapshots import ListState
from counterflow.watch.lists import marks
from counterflow.watch.lists.addresses import load_addresses
from counterflow.watch.lists.admission import AHEAD_DAYS, stated_day
from counterflow.watch.lists.history import import_history, past_versions
from counterflow.watch.lists.identity import check_identity
from counterflow.watch.lists.in_use import remedy_of, snapshots_in_use, states_in_use
from counterflow.watch.lists.store import ListStore
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.reading import READERS

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
BY = {"who": "A. Auditor", "why": "a test"}
COMPANIONS = {"alias": "aliases", "address": "addresses"}


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "lists")


def un(folder: Path, day: str, word: str = "") -> Path:
    """Write an invented UN list that states a day; with a word, other bytes of the same day."""
    text = (LISTS / "un_sc" / "consolidated.xml").read_text("utf-8")
    assert text.count('dateGenerated="2026-01-15') == 1
    text = text.replace('dateGenerated="2026-01-15', f'dateGenerated="{day}')
    (path := folder / f"un_{day}{word}.xml").write_text(f"{text}<!--{word}-->", "utf-8")
    return path


def states(store: ListStore, as_of: dt.date | None = None) -> dict[str, ListState]:
    day = as_of or today()
    used = snapshots_in_use(store, None, as_of)
    found = states_in_use(store, used, asked=None, as_of=day, stale_after_days=10**6)
    return {one.list: one for one in found}


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2031-01-01", "the file states 2031-01-01 as its day of publication, which is after the"),
        ("2026-02-30", "2026-02-30"),
    ],
)
def test_an_impossible_day_of_the_file_never_dates_anything(
    store: ListStore, tmp_path: Path, day: str, told: str
) -> None:
    """Found in review: it stopped every command, or hid good versions until it comes.

    A reader may mark the day itself and give none: then the version is of its import.
    """
    good, _ = store.import_list([un(tmp_path, "2026-01-15")], name="un_sc")
    other, _ = store.import_list(
        [LISTS / "ofac_sdn"], name="us_ofac_sdn", published_on="2026-01-01"
    )
    said = ""
    try:
        store.import_list([un(tmp_path, day)], name="un_sc")
    except GuardError as fault:
        said = fault.what
    if said:
        assert told in said
        assert store.current() == [good, other]
        assert states(store)["un_sc"].state == "refused"
    days = {one.snapshot.published_on for one in store.versions("un_sc")}
    assert days <= {"", "2026-01-15"}
    assert states(store)["us_ofac_sdn"].snapshot == other.id
    last = today().isoformat()
    newer, _ = store.import_list([un(tmp_path, last, "new")], name="un_sc")
    assert store.current() == store.current(today()) == [newer, other]


def test_an_accepted_version_of_an_impossible_day_counts_from_its_import(
    store: ListStore, tmp_path: Path
) -> None:
    store.import_list([un(tmp_path, "2026-01-15")], name="un_sc")
    with pytest.raises(GuardError, match="after the day of its import"):
        store.import_list([un(tmp_path, "2031-01-01")], name="un_sc")
    (aside,) = [one.snapshot for one in store.versions("un_sc") if one.state == "refused"]
    assert aside.published_on == ""
    marks.accept(store, "un_sc", aside.id, **BY)
    assert store.current() == store.current(today()) == [aside]
    state = states(store)["un_sc"]
    assert state.state == "stale"
    assert "its age is unknown" in state.why
    assert f"accepted by A. Auditor on {today()} (a test) although: the file states" in state.why


def test_the_past_is_dated_by_its_file_name_where_the_file_states_no_day_that_can_be(
    store: ListStore, tmp_path: Path
) -> None:
    (folder := tmp_path / "past").mkdir()
    un(tmp_path, "2031-01-01").rename(folder / "un_2026-01-10.xml")
    with past_versions(folder) as past:
        (step,) = import_history(store, past, "un_sc")
    assert step.version.startswith("un_sc@2026-01-10#")
    assert any("2031-01-01" in trip for trip in step.trips)


@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), ahead=st.integers(-900, 900))
def test_a_stated_day_is_believed_where_it_had_come(day: dt.date, ahead: int) -> None:
    told = (day + dt.timedelta(days=ahead)).isoformat()
    found, fault = stated_day(Account("un_xml", published_on=told), f"{day}T08:00:00Z")
    assert (found == told) == (ahead <= AHEAD_DAYS)
    assert bool(fault) == (found != told)


@given(text=st.text(min_size=1))
def test_no_text_is_an_error(text: str) -> None:
    found, fault = stated_day(Account("un_xml", published_on=text), "2026-11-21T08:00:00Z")
    assert found in ("", text)
    assert bool(found) != bool(fault)
    if found:
        assert dt.date.fromisoformat(found).isoformat() == text


@pytest.mark.parametrize(
    ("name", "folder", "meant"),
    [
        ("us_ofac_sdn", "un_sc", "did you mean --as un_sc?"),
        ("un_sc", "ofac_sdn", "did you mean --as us_ofac_sdn or --as us_ofac_cons?"),
        ("us_ofac_cons", "ofac_sdn", "did you mean --as us_ofac_sdn?"),
        ("eu_fsf", "eu_journal_csv", "did you mean --as eu_journal?"),
        ("jp_meti", "jp_export_bans", "choose another name, for instance own_copy"),
    ],
)
def test_a_list_under_anothers_name_changes_nothing(
    store: ListStore, name: str, folder: str, meant: str
) -> None:
    """Found by a newcomer: the UN's list as us_ofac_sdn, and doctor called US law covered."""
    path = sorted(
        one for one in (LISTS / folder).iterdir() if one.suffix in (".xml", ".csv", ".txt")
    )
    given = [LISTS / folder] if folder.startswith("ofac") else path[:1]
    with pytest.raises(ListUsageError) as fault:
        store.import_list(given, name=name)
    assert fault.value.remedy == meant
    assert fault.value.what.startswith(f"the files are no {name} (")
    assert (store.names(), store.log()) == ([], [])


def test_the_other_list_of_the_same_publisher_is_told_by_its_programmes(
    store: ListStore, tmp_path: Path
) -> None:
    path = tmp_path / "cons_prim.csv"
    rest = ",-0- " * 8 + "\r\n"
    path.write_bytes(f'901,"INVENTED LLC",-0- ,"CMIC-EO13959"{rest}'.encode() + b"\x1a")
    with pytest.raises(ListUsageError, match=r"read as ofac_cons.*--as us_ofac_cons\?"):
        store.import_list([path], name="us_ofac_sdn")
    assert (store.names(), store.log()) == ([], [])
    assert store.import_list([path], name="us_ofac_cons").snapshot.listings == 1


def test_every_reader_of_ours_may_stand_under_its_own_name_and_copies_under_any() -> None:
    rows = load_addresses()
    formats = {one.format for one in READERS}
    for row in rows.values():
        for format_ in (row.format, *row.formats):
            assert format_ in formats
            check_identity(row.name, format_, rows, {row.label} if row.label else ())
        for copy in ("ftm_json", "senzing_json", "opensanctions_simple_csv", "own_list"):
            check_identity(row.name, copy, rows)
        check_identity("my_own_name", row.format, rows)


def test_a_users_own_row_adds_its_reader(store: ListStore, tmp_path: Path) -> None:
    """Whoever fetches the list from another address still has the same list."""
    store.folder.mkdir()
    (store.folder / "lists.yaml").write_text(
        "sources:\n  own: {issuer: Zavrelka, title: Mirror, read_via: own}\n"
        "lists:\n- {name: un_sc, format: ftm_json, source: own, verified: true,\n"
        "   files: [{name: a.json, url: 'https://mirror.example/a.json'}]}\n",
        "utf-8",
    )
    store.import_list([un(tmp_path, "2026-01-15")], name="un_sc")
    assert store.names() == ["un_sc"]


def sdn(folder: Path, rows: int, *companions: str) -> Path:
    """Write an invented SDN set, with the companions named."""
    folder.mkdir()
    rest = ",-0- " * 8 + "\r\n"
    (folder / "sdn.csv").write_bytes(
        "".join(f'{n},"INVENTED {n} LLC",-0- ,"SDGT"{rest}' for n in range(1, rows)).encode()
        + b"\x1a"
    )
    body = {
        "alt": "".join(f'{n},{n},"aka","OTHER {n} LLC",-0- \r\n' for n in range(1, rows)),
        "add": "".join(f'{n},{n},"1 Road","Kiev","Ukraine",-0- \r\n' for n in range(1, rows)),
    }
    for name in companions:
        (folder / f"{name}.csv").write_bytes(body[name].encode() + b"\x1a")
    return folder


@pytest.mark.parametrize(
    ("left", "gone"),
    [((), ("aliases", "addresses")), (("alt",), ("addresses",)), (("add",), ("aliases",))],
)
def test_a_version_without_its_companions_never_takes_the_place_of_a_whole_one(
    store: ListStore, tmp_path: Path, left: tuple[str, ...], gone: tuple[str, ...]
) -> None:
    """Found by a newcomer: a party listed under its alias was no match any more."""
    whole, _ = store.import_list(
        [sdn(tmp_path / "a", 40, "alt", "add")], name="us", published_on="2026-01-01"
    )
    with pytest.raises(GuardError) as fault:
        store.import_list([sdn(tmp_path / "b", 41, *left)], name="us", published_on="2026-01-02")
    for part in ("aliases", "addresses"):
        assert (f"{part} are missing: 0 listings have one" in fault.value.what) == (part in gone)
    assert fault.value.what.count("it is less whole than") == len(gone)
    assert store.current() == [whole]


def test_an_equal_or_fuller_version_passes(store: ListStore, tmp_path: Path) -> None:
    for at, parts in enumerate([(), (), ("alt",), ("alt", "add"), ("alt", "add")], start=1):
        path = sdn(tmp_path / str(at), 40 + at, *parts)
        taken, _ = store.import_list([path], name="us", published_on=f"2026-01-0{at}")
        assert store.current() == [taken]


def test_history_says_what_a_version_in_use_lacks(store: ListStore, tmp_path: Path) -> None:
    store.import_list([sdn(tmp_path / "a", 40, "alt", "add")], name="us", published_on="2026-01-01")
    (folder := tmp_path / "past").mkdir()
    (sdn(tmp_path / "b", 41) / "sdn.csv").rename(folder / "sdn_2026-01-05.csv")
    with past_versions(folder) as past:
        (step,) = import_history(store, past, "us")
    assert any(trip.startswith("aliases are missing") for trip in step.trips)
    state = states(store)["us"]
    assert "kept with the list's history although a guard would have refused it: ad" in state.why
    assert any(lack.startswith("aliases are absent") for lack in state.lacks)


def test_an_accepted_half_read_version_is_never_whole(store: ListStore, tmp_path: Path) -> None:
    """Found by a newcomer: cut off, 95 % smaller, accepted, and no answer said a word of it."""
    text = un(tmp_path, "2026-01-15").read_text("utf-8")
    path = tmp_path / "cut.xml"
    path.write_text(text[: text.rindex("</INDIVIDUAL>")], "utf-8")
    with pytest.raises(GuardError):
        store.import_list([path], name="un_sc")
    (aside,) = [one.snapshot for one in store.versions("un_sc")]
    marks.accept(store, "un_sc", aside.id, **BY)
    state = states(store)["un_sc"]
    assert f"accepted by A. Auditor on {today()} (a test) although: {aside.trips[0]}" in state.why
    assert any(lack.startswith("it was half read: ") for lack in state.lacks)


def test_a_remedy_can_be_followed(store: ListStore, tmp_path: Path) -> None:
    """Found by a newcomer: `lists fetch` of a list that is imported by hand."""
    known = load_addresses()
    for name, said in (("un_sc", "lists fetch un_sc"), ("us_bis_dpl", "lists import FILE --as us")):
        remedy = remedy_of(store, ListState(name, f"{name}@2026-01-15#0", "stale"))
        assert said in remedy
        assert ("fetch" in remedy) == bool(known[name].files)
    taken, _ = store.import_list(
        [LISTS / "uk_conlist_csv" / "conlist_2022_format.csv"], name="old", record_only=True
    )
    remedy = remedy_of(store, ListState("old", taken.id, "ended", official=False))
    assert remedy.startswith("counterflow lists fetch uk_sanctions_list; keep old for answers")
