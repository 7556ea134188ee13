-- The first schema. Times are wall-clock milliseconds. Every statement is followed by an empty line.
-- A file that was released is never edited: changes come as the next number.

PRAGMA application_id = 1448563761;

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tells this database from any other, also from an older copy of itself put back.
INSERT INTO meta (name, value) VALUES ('generation', lower(hex(randomblob(16))));

-- Sessions that have been open at least once.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  source_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  area_id TEXT NOT NULL,
  centre_id TEXT NOT NULL,
  centre_name TEXT NOT NULL,
  address TEXT NOT NULL,
  block TEXT NOT NULL,
  district TEXT NOT NULL,
  state TEXT NOT NULL,
  pincode TEXT NOT NULL,
  date TEXT NOT NULL,
  vaccine TEXT NOT NULL,
  age_min_years INTEGER NOT NULL,
  age_max_years INTEGER,
  fee_type TEXT NOT NULL,
  fee_inr TEXT,
  times TEXT NOT NULL,
  UNIQUE (source_id, session_id)
) STRICT;

CREATE INDEX sessions_by_date ON sessions (date);

-- One opening of one dose; `closed_why` is gone, moved (told from now on as other doses) or past.
CREATE TABLE openings (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  dose TEXT NOT NULL CHECK (dose IN ('1', '2', 'any')),
  epoch INTEGER NOT NULL,
  cools INTEGER NOT NULL,
  opened_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  closed_ms INTEGER,
  closed_why TEXT CHECK (closed_why IN ('gone', 'moved', 'past')),
  first_capacity INTEGER NOT NULL,
  capacity INTEGER NOT NULL,
  peak_capacity INTEGER NOT NULL,
  owed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX openings_by_session ON openings (session);

CREATE INDEX openings_by_opened ON openings (opened_ms);

CREATE INDEX openings_by_closed ON openings (closed_ms) WHERE closed_why = 'gone';

-- What is known of each dose; `opening` is the present one, or the last.
CREATE TABLE slots (
  session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  dose TEXT NOT NULL CHECK (dose IN ('1', '2', 'any')),
  capacity INTEGER NOT NULL,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  epoch INTEGER NOT NULL,
  peak_band INTEGER NOT NULL,
  opening INTEGER REFERENCES openings (id) ON DELETE SET NULL,
  PRIMARY KEY (session, dose)
) STRICT, WITHOUT ROWID;

CREATE INDEX slots_open ON slots (session) WHERE open = 1;

CREATE INDEX slots_by_opening ON slots (opening);

-- Openings whose deliveries are not all written yet (or not all closed yet), and how far that got.
CREATE TABLE fan_outs (
  opening INTEGER PRIMARY KEY REFERENCES openings (id) ON DELETE CASCADE,
  stage TEXT NOT NULL CHECK (stage IN ('area', 'pincode', 'everywhere', 'closing')),
  watch TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  capacity INTEGER NOT NULL,
  answered_ms INTEGER NOT NULL
) STRICT;

-- Ids are never used twice: a delivery of a subscriber who was forgotten must not become another's.
CREATE TABLE subscribers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'gone')),
  state_why TEXT NOT NULL,
  secret TEXT,
  created_ms INTEGER NOT NULL,
  last_alert_ms INTEGER,
  UNIQUE (channel, address)
) STRICT;

-- `watch` is the area id, `pin:560011`, or `*`: the key by which an opening finds its candidates.
-- `joining`: 1 waits for a good answer of its area to be told what is open; 2 is to be told now; null is done.
CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subscriber INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
  watch TEXT NOT NULL,
  area_id TEXT,
  pincode TEXT,
  dose TEXT,
  age_years INTEGER,
  vaccine TEXT,
  fee TEXT,
  min_capacity INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  joining INTEGER
) STRICT;

CREATE UNIQUE INDEX subscriptions_once ON subscriptions (
  subscriber, watch, ifnull(pincode, ''), ifnull(dose, ''), ifnull(age_years, -1), ifnull(vaccine, ''),
  ifnull(fee, ''), min_capacity
);

CREATE INDEX subscriptions_by_watch ON subscriptions (watch);

CREATE INDEX subscriptions_joining ON subscriptions (joining, watch) WHERE joining IS NOT NULL;

-- One row for each message that was composed; ids are never used twice.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  subscriber INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('sending', 'resend', 'settled')),
  key TEXT NOT NULL,
  resend INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL,
  composed_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  ref TEXT,
  closing_due_ms INTEGER,
  closing_telling INTEGER NOT NULL DEFAULT 0,
  closing_attempts INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX messages_by_subscriber ON messages (subscriber);

CREATE INDEX messages_sending ON messages (channel) WHERE state = 'sending';

CREATE INDEX messages_resend ON messages (channel, not_before_ms) WHERE state = 'resend';

CREATE INDEX messages_closing ON messages (channel, closing_due_ms) WHERE closing_due_ms IS NOT NULL;

CREATE INDEX messages_telling ON messages (channel) WHERE closing_telling = 1;

-- One opening owed to one subscriber. `subscriber` is null once the person was forgotten;
-- `capacity` and `shown_ms` are what the message said.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  opening INTEGER NOT NULL REFERENCES openings (id) ON DELETE CASCADE,
  subscriber INTEGER,
  channel TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (
    state IN ('pending', 'sending', 'sent', 'gone', 'rejected', 'expired', 'unknown')
  ),
  why TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  seen_ms INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  settled_ms INTEGER,
  message INTEGER,
  capacity INTEGER,
  shown_ms INTEGER,
  closing TEXT NOT NULL DEFAULT 'none' CHECK (closing IN ('none', 'due', 'told'))
) STRICT;

-- The promise: nobody is told of an opening twice, for ever.
CREATE UNIQUE INDEX deliveries_once ON deliveries (opening, subscriber);

CREATE INDEX deliveries_loose ON deliveries (subscriber, state) WHERE message IS NULL;

CREATE INDEX deliveries_of_message ON deliveries (message) WHERE message IS NOT NULL;

CREATE INDEX deliveries_waiting ON deliveries (created_ms) WHERE state = 'pending';

-- Recipients with pending deliveries, so that a claim touches those it takes and no others. A row may be stale
-- (nothing pending any more) but none is ever missing for an active subscriber, and `due_ms` is never too late.
CREATE TABLE queue (
  subscriber INTEGER PRIMARY KEY REFERENCES subscribers (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  ready INTEGER NOT NULL CHECK (ready IN (0, 1)),
  due_ms INTEGER NOT NULL,
  last_alert_ms INTEGER NOT NULL,
  oldest_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX queue_ready ON queue (channel, last_alert_ms, oldest_ms) WHERE ready = 1;

CREATE INDEX queue_later ON queue (channel, due_ms) WHERE ready = 0;

-- Sums the screen asks for every second; kept by the triggers below, so that they cannot drift. Deliveries count by
-- channel and state, for ever; subscribers by state, and the active ones by channel.
CREATE TABLE tallies (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER deliveries_counted AFTER INSERT ON deliveries
BEGIN
  INSERT INTO tallies (kind, name, n) VALUES (new.channel, new.state, 1)
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER deliveries_recounted AFTER UPDATE OF state ON deliveries WHEN old.state <> new.state
BEGIN
  UPDATE tallies SET n = n - 1 WHERE kind = old.channel AND name = old.state;
  INSERT INTO tallies (kind, name, n) VALUES (new.channel, new.state, 1)
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER subscribers_counted AFTER INSERT ON subscribers
BEGIN
  INSERT INTO tallies (kind, name, n) VALUES ('subscribers', new.state, 1)
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
  INSERT INTO tallies (kind, name, n) VALUES ('active', new.channel, new.state = 'active')
  ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
END;

CREATE TRIGGER subscribers_recounted AFTER UPDATE OF state ON subscribers WHEN old.state <> new.state
BEGIN
  UPDATE tallies SET n = n - 1 WHERE kind = 'subscribers' AND name = old.state;
  INSERT INTO tallies (kind, name, n) VALUES ('subscribers', new.state, 1)
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
  UPDATE tallies SET n = n - (old.state = 'active') + (new.state = 'active')
  WHERE kind = 'active' AND name = new.channel;
END;

CREATE TRIGGER subscribers_uncounted AFTER DELETE ON subscribers
BEGIN
  UPDATE tallies SET n = n - 1 WHERE kind = 'subscribers' AND name = old.state;
  UPDATE tallies SET n = n - (old.state = 'active') WHERE kind = 'active' AND name = old.channel;
END;

-- What posts on X have cost, by UTC day, in millionths of a US dollar.
CREATE TABLE x_spend (
  day TEXT PRIMARY KEY,
  micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
