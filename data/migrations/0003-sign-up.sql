-- For people who sign up by themselves: where they came from, when they want to be left alone, how they prove who
-- they are, and a fair turn for each when many wait.

ALTER TABLE subscribers ADD COLUMN origin TEXT NOT NULL DEFAULT 'operator'
  CHECK (origin IN ('operator', 'import', 'telegram', 'page', 'api', 'command'));

ALTER TABLE subscribers ADD COLUMN verified_ms INTEGER;

-- When a pause ends by itself; null: not by itself.
ALTER TABLE subscribers ADD COLUMN resumes_ms INTEGER;

CREATE INDEX subscribers_resuming ON subscribers (resumes_ms) WHERE resumes_ms IS NOT NULL;

-- Whole hours in India, from and until which alerts wait; both null: never.
ALTER TABLE subscribers ADD COLUMN quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 23);

ALTER TABLE subscribers ADD COLUMN quiet_to INTEGER CHECK (quiet_to BETWEEN 0 AND 23);

-- Sends in a row that did not arrive.
ALTER TABLE subscribers ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

-- 1: a public Telegram channel. One message there serves many, so it is sent before all others.
ALTER TABLE subscribers ADD COLUMN broadcast INTEGER
  GENERATED ALWAYS AS (channel = 'telegram' AND substr(address, 1, 1) = '@') VIRTUAL;

-- 1: asks for nothing until it is resumed.
ALTER TABLE subscriptions ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));

-- When the answer arrived that their last alert told of. Whoever was told of the same are equals in line, however long
-- it took to tell them all: who came last by chance must not come last ever after.
ALTER TABLE subscribers ADD COLUMN told_of_ms INTEGER;

UPDATE subscribers SET told_of_ms = last_alert_ms;

ALTER TABLE queue RENAME COLUMN last_alert_ms TO told_of_ms;

-- A fan-out goes round once, from anywhere: it begins behind the subscription `start`, and `cursor` is below that only
-- on the way from the first one back to it. Whoever signed up early would be found first otherwise.
ALTER TABLE fan_outs ADD COLUMN start INTEGER NOT NULL DEFAULT 0;

-- `oldest_ms` is when the answer arrived that they wait to be told of. `lot` is drawn anew for each turn: among equals,
-- being early in a table is no advantage.
ALTER TABLE queue ADD COLUMN broadcast INTEGER NOT NULL DEFAULT 0;

ALTER TABLE queue ADD COLUMN lot INTEGER NOT NULL DEFAULT 0;

UPDATE queue SET broadcast = (SELECT b.broadcast FROM subscribers b WHERE b.id = queue.subscriber), lot = random() & 2147483647;

DROP INDEX queue_ready;

CREATE INDEX queue_ready ON queue (channel, area_id, told_of_ms, oldest_ms, lot) WHERE ready = 1;

CREATE INDEX queue_broadcasts ON queue (channel, oldest_ms) WHERE ready = 1 AND broadcast = 1;

-- How long something is owed counts from when it might first have been told: quiet hours make nothing late.
DROP INDEX deliveries_waiting;

CREATE INDEX deliveries_waiting ON deliveries (max(created_ms, seen_ms)) WHERE state = 'pending';

-- Subscriptions that are paused count for nobody. As in 0002 otherwise.
DROP TRIGGER watches_counted;

CREATE TRIGGER watches_counted AFTER INSERT ON subscriptions
WHEN new.paused = 0 AND (SELECT state FROM subscribers WHERE id = new.subscriber) = 'active' AND NOT EXISTS (
  SELECT 1 FROM subscriptions
  WHERE subscriber = new.subscriber AND watch = new.watch AND paused = 0 AND id <> new.id
)
BEGIN
  INSERT INTO tallies (kind, name, n) VALUES ('watch', new.watch, 1)
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

DROP TRIGGER watches_uncounted;

CREATE TRIGGER watches_uncounted AFTER DELETE ON subscriptions
WHEN old.paused = 0 AND (SELECT state FROM subscribers WHERE id = old.subscriber) = 'active' AND NOT EXISTS (
  SELECT 1 FROM subscriptions WHERE subscriber = old.subscriber AND watch = old.watch AND paused = 0
)
BEGIN
  UPDATE tallies SET n = n - 1 WHERE kind = 'watch' AND name = old.watch;
END;

CREATE TRIGGER watches_paused AFTER UPDATE OF paused ON subscriptions
WHEN old.paused <> new.paused AND (SELECT state FROM subscribers WHERE id = new.subscriber) = 'active'
  AND NOT EXISTS (
    SELECT 1 FROM subscriptions
    WHERE subscriber = new.subscriber AND watch = new.watch AND paused = 0 AND id <> new.id
  )
BEGIN
  INSERT INTO tallies (kind, name, n) VALUES ('watch', new.watch, old.paused - new.paused)
  ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
END;

DROP TRIGGER watches_moved;

CREATE TRIGGER watches_moved AFTER UPDATE OF subscriber ON subscriptions WHEN new.paused = 0
BEGIN
  INSERT INTO tallies (kind, name, n) SELECT 'watch', new.watch, 1
  WHERE (SELECT state FROM subscribers WHERE id = new.subscriber) = 'active' AND NOT EXISTS (
    SELECT 1 FROM subscriptions
    WHERE subscriber = new.subscriber AND watch = new.watch AND paused = 0 AND id <> new.id
  )
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
  UPDATE tallies SET n = n - 1
  WHERE kind = 'watch' AND name = old.watch
    AND (SELECT state FROM subscribers WHERE id = old.subscriber) = 'active'
    AND NOT EXISTS (
      SELECT 1 FROM subscriptions WHERE subscriber = old.subscriber AND watch = old.watch AND paused = 0
    );
END;

DROP TRIGGER watches_recounted;

CREATE TRIGGER watches_recounted AFTER UPDATE OF state ON subscribers
WHEN (old.state = 'active') <> (new.state = 'active')
BEGIN
  INSERT INTO tallies (kind, name, n)
  SELECT DISTINCT 'watch', watch, (new.state = 'active') - (old.state = 'active') FROM subscriptions
  WHERE subscriber = new.id AND paused = 0
  ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
END;

DROP TRIGGER watches_forgotten;

CREATE TRIGGER watches_forgotten BEFORE DELETE ON subscribers WHEN old.state = 'active'
BEGIN
  UPDATE tallies SET n = n - 1
  WHERE kind = 'watch' AND name IN (SELECT watch FROM subscriptions WHERE subscriber = old.id AND paused = 0);
END;

-- One-time codes that were sent. `whom` is a keyed hash of channel and address, `code` one of the code; the key is
-- not in the database. `code` is null once it was used or burnt; the row stays a day, for the limits.
CREATE TABLE codes (
  id INTEGER PRIMARY KEY,
  whom BLOB NOT NULL,
  code BLOB,
  ask TEXT NOT NULL,
  sent_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX codes_by_whom ON codes (whom, sent_ms);

CREATE INDEX codes_by_time ON codes (sent_ms);

-- Wrong codes typed for an address, since the first of them.
CREATE TABLE code_tries (
  whom BLOB PRIMARY KEY,
  tries INTEGER NOT NULL,
  since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX code_tries_by_time ON code_tries (since_ms);

-- Whom the operator wants told nothing: the same keyed hash, so that a block outlives being forgotten.
CREATE TABLE blocks (
  whom BLOB PRIMARY KEY,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
