"""The tables in which a store keeps its lists, and how they came about."""

from __future__ import annotations

from typing import Final

FILE: Final = "lists.sqlite"
"""The database of lists in the folder of a store."""

STEPS: Final = (
    """
CREATE TABLE blob (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    packing TEXT NOT NULL CHECK (packing IN ('parts', 'difference')),
    base TEXT REFERENCES blob (sha256)
) WITHOUT ROWID;
CREATE INDEX blob_base ON blob (base) WHERE base IS NOT NULL;
CREATE TABLE blob_part (
    sha256 TEXT NOT NULL REFERENCES blob (sha256) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (sha256, number)
);
CREATE TABLE snapshot (
    number INTEGER PRIMARY KEY,
    list TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('kept', 'refused')),
    published_on TEXT NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (list, sha256),
    UNIQUE (list, ordinal)
);
CREATE TABLE piece (
    snapshot INTEGER NOT NULL REFERENCES snapshot (number) ON DELETE CASCADE,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES blob (sha256),
    PRIMARY KEY (snapshot, role, name)
) WITHOUT ROWID;
CREATE TABLE appearance (
    number INTEGER PRIMARY KEY,
    snapshot INTEGER NOT NULL REFERENCES snapshot (number) ON DELETE CASCADE,
    at TEXT NOT NULL
);
CREATE INDEX appearance_snapshot ON appearance (snapshot);
CREATE TABLE pin (
    list TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    list TEXT NOT NULL,
    version TEXT NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL
);
CREATE TRIGGER event_stays BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
""",
)
"""Scripts that bring a file from one version of the tables to the next; only ever added to."""
