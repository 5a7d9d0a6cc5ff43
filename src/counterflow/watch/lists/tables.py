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
    # Every appearance has the day that was stated for it; acceptances and pins have their days. An
    # older program kept those in the log alone, from which they are taken. The last 12 digits of a
    # version's id are those of its hash: they stay where its day was learnt later.
    """
ALTER TABLE appearance ADD COLUMN published_on TEXT NOT NULL DEFAULT '';
UPDATE appearance SET published_on =
    (SELECT published_on FROM snapshot WHERE snapshot.number = appearance.snapshot);
ALTER TABLE snapshot ADD COLUMN accepted_at TEXT NOT NULL DEFAULT '';
UPDATE snapshot SET accepted_at = coalesce((
    SELECT max(at) FROM event AS accepted
    WHERE accepted.what = 'accepted' AND accepted.list = snapshot.list
        AND substr(accepted.version, -12) = substr(snapshot.sha256, 1, 12)
        AND NOT EXISTS (
            SELECT 1 FROM event AS removed
            WHERE removed.what = 'removed' AND removed.number > accepted.number
                AND removed.list = accepted.list
                AND substr(removed.version, -12) = substr(accepted.version, -12)
        )
), '') WHERE state = 'kept';
ALTER TABLE pin RENAME TO pin_before;
CREATE TABLE pin (
    number INTEGER PRIMARY KEY,
    list TEXT NOT NULL,
    version TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    lifted_at TEXT NOT NULL DEFAULT ''
);
INSERT INTO pin (list, version, at, who, why, lifted_at)
    SELECT list, version, at, who, why, coalesce((
        SELECT at FROM event AS later
        WHERE later.list = event.list AND later.number > event.number
            AND later.what IN ('pinned', 'unpinned')
        ORDER BY later.number LIMIT 1
    ), '') FROM event WHERE what = 'pinned' ORDER BY number;
UPDATE pin SET version = (SELECT version FROM pin_before WHERE pin_before.list = pin.list)
    WHERE lifted_at = '' AND list IN (SELECT list FROM pin_before);
DROP TABLE pin_before;
CREATE UNIQUE INDEX pin_in_force ON pin (list) WHERE lifted_at = '';
""",
    # Hashes of rows (``seals.py``). Those of a store of before are written by whoever opens it
    # next: SQLite has no SHA-256. ``sealed`` has its row once that is done. Seals of the log have
    # a table of their own, as its lines are never changed.
    """
ALTER TABLE snapshot ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE pin ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
CREATE TABLE event_seal (
    number INTEGER PRIMARY KEY REFERENCES event (number),
    sha256 BLOB NOT NULL
);
CREATE TABLE sealed (number INTEGER PRIMARY KEY);
""",
)
"""Scripts that bring a file from one version of the tables to the next; only ever added to."""
