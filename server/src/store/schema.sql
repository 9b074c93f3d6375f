-- The hub's database, version 1 (PRAGMA user_version). The log is the truth: every other table
-- but `meta`, `invites`, `publications`, `reads` and `imports` can be rebuilt from it, and `drokpa
-- verify` says whether they agree. Times are seconds since 1970, days are days since 1970 at UTC+08:00.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID, STRICT;

-- The organisation tree. An empty parent is the top.
CREATE TABLE branches (
  branch  TEXT PRIMARY KEY,
  parent  TEXT NOT NULL,
  level   TEXT NOT NULL,
  sector  TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_bo TEXT NOT NULL,
  station INTEGER NOT NULL
) STRICT;
CREATE INDEX branches_by_parent ON branches (parent);

-- The roster, in the order in which it was imported.
CREATE TABLE members (
  place     INTEGER PRIMARY KEY,
  member    TEXT NOT NULL UNIQUE,
  branch    TEXT NOT NULL,
  role      TEXT NOT NULL,
  sector    TEXT NOT NULL,
  category  TEXT NOT NULL,
  exempt    TEXT NOT NULL,
  name_zh   TEXT NOT NULL,
  name_bo   TEXT NOT NULL,
  joined_on TEXT NOT NULL
) STRICT;
CREATE INDEX members_by_branch ON members (branch, place);

-- `name` is the document's canonical bytes; branch, kind and member repeat parts of it for SQL.
CREATE TABLE documents (
  document INTEGER PRIMARY KEY,
  name     BLOB NOT NULL UNIQUE,
  branch   TEXT NOT NULL,
  kind     INTEGER NOT NULL,
  member   TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_branch ON documents (branch);

-- Where each chain ends.
CREATE TABLE tips (
  document   INTEGER NOT NULL REFERENCES documents,
  serial     INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  hash       BLOB NOT NULL,
  PRIMARY KEY (document, serial, generation)
) WITHOUT ROWID, STRICT;

-- One row per accepted changeset. Positions of a branch have no gaps. `rolling` is the hash of
-- the branch's stream up to this row.
CREATE TABLE log (
  branch     TEXT NOT NULL,
  position   INTEGER NOT NULL,
  member     TEXT NOT NULL,
  document   INTEGER NOT NULL REFERENCES documents,
  serial     INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  seq_from   INTEGER NOT NULL,
  seq_to     INTEGER NOT NULL,
  previous   BLOB NOT NULL,
  tip        BLOB NOT NULL,
  rolling    BLOB NOT NULL,
  signature  BLOB NOT NULL,
  columns    BLOB NOT NULL,
  -- By the hub's clock; only a revocation "since" a day asks for it.
  received   INTEGER NOT NULL,
  PRIMARY KEY (branch, position)
) STRICT;
CREATE UNIQUE INDEX log_by_chain ON log (document, serial, generation, seq_to);
CREATE INDEX log_by_member ON log (branch, member, position);

-- What was accepted stays: there is no statement that changes it, and none is let through.
CREATE TRIGGER log_rows_stay BEFORE DELETE ON log
  BEGIN SELECT RAISE(ABORT, 'log rows are never deleted'); END;
-- Erasure alone drops texts out of columns; what signatures cover stays to the bit.
CREATE TRIGGER log_rows_are_final BEFORE UPDATE ON log
  WHEN NOT EXISTS (SELECT 1 FROM meta WHERE name = 'erasing')
    OR NEW.branch <> OLD.branch OR NEW.position <> OLD.position OR NEW.document <> OLD.document
    OR NEW.serial <> OLD.serial OR NEW.generation <> OLD.generation
    OR NEW.seq_from <> OLD.seq_from OR NEW.seq_to <> OLD.seq_to
    OR NEW.previous <> OLD.previous OR NEW.tip <> OLD.tip
    OR NEW.rolling <> OLD.rolling OR NEW.signature <> OLD.signature
  BEGIN SELECT RAISE(ABORT, 'log rows are never changed'); END;

-- Losers of forks, kept as evidence; they never count.
CREATE TABLE forks (
  document   INTEGER NOT NULL REFERENCES documents,
  serial     INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  seq_from   INTEGER NOT NULL,
  seq_to     INTEGER NOT NULL,
  previous   BLOB NOT NULL,
  tip        BLOB NOT NULL,
  signature  BLOB NOT NULL,
  columns    BLOB NOT NULL,
  found_at   INTEGER NOT NULL,
  PRIMARY KEY (document, serial, generation, seq_to, tip)
) STRICT;

-- What the hub itself says under each key of its documents now, with the entry that says it: the
-- last word of its highest generation.
CREATE TABLE said (
  document   INTEGER NOT NULL REFERENCES documents,
  key        BLOB NOT NULL,
  value      BLOB NOT NULL,
  entry      BLOB NOT NULL,
  generation INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  -- The text beside the value: names.
  note       TEXT NOT NULL,
  PRIMARY KEY (document, key)
) WITHOUT ROWID, STRICT;
CREATE INDEX said_by_key ON said (key);

CREATE TABLE devices (
  serial       INTEGER PRIMARY KEY,
  branch       TEXT NOT NULL,
  member       TEXT NOT NULL,
  role         INTEGER NOT NULL,
  public_key   BLOB NOT NULL UNIQUE,
  issued       INTEGER NOT NULL,
  renew        INTEGER NOT NULL,
  enrolled_at  INTEGER NOT NULL,
  revoked      INTEGER NOT NULL DEFAULT 0,
  -- A lock speaks about it; what it says stands in `said`.
  locked       INTEGER NOT NULL DEFAULT 0,
  -- As the phone last told it; a hint for the operator, never used to decide.
  last_contact INTEGER,
  app_version  INTEGER NOT NULL DEFAULT 0,
  outbox       INTEGER NOT NULL DEFAULT 0,
  waiting      INTEGER NOT NULL DEFAULT 0,
  rejected     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX devices_by_branch ON devices (branch, role);

-- From this position of the branch's log on a device has a larger role than before. One whose
-- cursor is older is given first what only the larger role may read.
CREATE TABLE grants (
  serial   INTEGER NOT NULL,
  branch   TEXT NOT NULL,
  position INTEGER NOT NULL,
  before   INTEGER NOT NULL,
  PRIMARY KEY (serial, branch, position)
) WITHOUT ROWID, STRICT;

-- Bytes that a locked device handed in on a day.
CREATE TABLE deposits (
  serial INTEGER NOT NULL,
  day    INTEGER NOT NULL,
  bytes  INTEGER NOT NULL,
  PRIMARY KEY (serial, day)
) WITHOUT ROWID, STRICT;

-- Whose texts were dropped: what comes about them comes without.
CREATE TABLE erased (
  member TEXT PRIMARY KEY
) WITHOUT ROWID, STRICT;

-- Only a salted hash of the secret is kept. An invite of an earlier epoch is void.
CREATE TABLE invites (
  selector    INTEGER PRIMARY KEY,
  epoch       INTEGER NOT NULL,
  branch      TEXT NOT NULL,
  member      TEXT NOT NULL,
  role        INTEGER NOT NULL,
  -- Set aside for the device, so that a phone that scanned the invite can sign before it is known.
  serial      INTEGER NOT NULL,
  salt        BLOB NOT NULL,
  -- Of the secret that is typed, and of the one in the QR code.
  secret_hash BLOB NOT NULL,
  code_hash   BLOB NOT NULL,
  expires_at  INTEGER NOT NULL,
  wrong_tries INTEGER NOT NULL DEFAULT 0,
  used_by     BLOB
) STRICT;

-- Immutable bodies, named by their SHA-256.
CREATE TABLE publications (
  hash      BLOB PRIMARY KEY,
  kind      INTEGER NOT NULL,
  name      TEXT NOT NULL,
  version   INTEGER NOT NULL,
  effective INTEGER NOT NULL,
  sector    TEXT NOT NULL,
  published INTEGER NOT NULL,
  body      BLOB NOT NULL,
  UNIQUE (kind, name, version)
) STRICT;

-- Who looked at whose record: one row for a reader, a device, a kind and a slot of time (see
-- `ReadKind::slot_s`). An empty reader is an operator on the hub's machine; serial 0 is no device.
CREATE TABLE reads (
  member TEXT NOT NULL,
  slot   INTEGER NOT NULL,
  reader TEXT NOT NULL,
  serial INTEGER NOT NULL,
  kind   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (member, slot, reader, serial, kind)
) WITHOUT ROWID, STRICT;
CREATE INDEX reads_by_time ON reads (at);

CREATE TRIGGER reads_stay BEFORE DELETE ON reads
  BEGIN SELECT RAISE(ABORT, 'the access log is never shortened'); END;
CREATE TRIGGER reads_are_final BEFORE UPDATE ON reads
  BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END;

-- What came of imports over HTTP; the last hundred are kept.
CREATE TABLE imports (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  by      TEXT NOT NULL,
  kind    TEXT NOT NULL,
  dry_run INTEGER NOT NULL,
  report  TEXT NOT NULL,
  rows    TEXT NOT NULL
) STRICT;
