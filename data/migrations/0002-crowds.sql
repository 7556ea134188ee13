-- For crowds: what is asked every second or at every change is counted, not searched, and a recipient stands in line
-- once for each area they wait for, so that a small district never waits behind a large one.

-- As before, but by area: that of the sessions waited for. A row may be stale, but an active recipient with pending
-- deliveries always has one, and `due_ms` is never too late.
CREATE TABLE queue_by_area (
  subscriber INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
  area_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  ready INTEGER NOT NULL CHECK (ready IN (0, 1)),
  due_ms INTEGER NOT NULL,
  last_alert_ms INTEGER NOT NULL,
  oldest_ms INTEGER NOT NULL,
  PRIMARY KEY (subscriber, area_id)
) STRICT, WITHOUT ROWID;

INSERT INTO queue_by_area (subscriber, area_id, channel, ready, due_ms, last_alert_ms, oldest_ms)
SELECT subscriber, '', channel, ready, due_ms, last_alert_ms, oldest_ms FROM queue;

DROP TABLE queue;

ALTER TABLE queue_by_area RENAME TO queue;

CREATE INDEX queue_ready ON queue (channel, area_id, last_alert_ms, oldest_ms) WHERE ready = 1;

CREATE INDEX queue_later ON queue (channel, due_ms) WHERE ready = 0;

-- Closings come after all else: their steps count from a billion.
UPDATE fan_outs SET steps = steps + 1000000000 WHERE stage = 'closing';

CREATE INDEX fan_outs_next ON fan_outs (steps, opening);

CREATE INDEX fan_outs_together ON fan_outs (stage, watch, cursor, opening);

CREATE INDEX sessions_by_area ON sessions (area_id, date);

CREATE INDEX sessions_by_pincode ON sessions (pincode, date);

-- Tallies of kind `open`: open slots by area. A session is deleted long after its slots were closed.
INSERT INTO tallies (kind, name, n)
SELECT 'open', s.area_id, count(*) FROM slots x JOIN sessions s ON s.id = x.session
WHERE x.open = 1 GROUP BY s.area_id;

CREATE TRIGGER slots_counted AFTER INSERT ON slots WHEN new.open = 1
BEGIN
  INSERT INTO tallies (kind, name, n) SELECT 'open', area_id, 1 FROM sessions WHERE id = new.session
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER slots_recounted AFTER UPDATE OF open ON slots WHEN old.open <> new.open
BEGIN
  INSERT INTO tallies (kind, name, n)
  SELECT 'open', area_id, new.open - old.open FROM sessions WHERE id = new.session
  ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
END;

CREATE TRIGGER slots_moved AFTER UPDATE OF area_id ON sessions WHEN old.area_id <> new.area_id
BEGIN
  UPDATE tallies SET n = n - (SELECT count(*) FROM slots WHERE session = new.id AND open = 1)
  WHERE kind = 'open' AND name = old.area_id;
  INSERT INTO tallies (kind, name, n)
  SELECT 'open', new.area_id, count(*) FROM slots WHERE session = new.id AND open = 1
  ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
END;

-- Tallies of kind `watch`: active subscribers by what they watch, each counted once for a place.
INSERT INTO tallies (kind, name, n)
SELECT 'watch', w.watch, count(DISTINCT w.subscriber) FROM subscriptions w JOIN subscribers b ON b.id = w.subscriber
WHERE b.state = 'active' GROUP BY w.watch;

CREATE TRIGGER watches_counted AFTER INSERT ON subscriptions
WHEN (SELECT state FROM subscribers WHERE id = new.subscriber) = 'active' AND NOT EXISTS (
  SELECT 1 FROM subscriptions WHERE subscriber = new.subscriber AND watch = new.watch AND id <> new.id
)
BEGIN
  INSERT INTO tallies (kind, name, n) VALUES ('watch', new.watch, 1)
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

-- When a subscriber is deleted, their subscriptions follow without them: `watches_forgotten` has counted them by then.
CREATE TRIGGER watches_uncounted AFTER DELETE ON subscriptions
WHEN (SELECT state FROM subscribers WHERE id = old.subscriber) = 'active' AND NOT EXISTS (
  SELECT 1 FROM subscriptions WHERE subscriber = old.subscriber AND watch = old.watch
)
BEGIN
  UPDATE tallies SET n = n - 1 WHERE kind = 'watch' AND name = old.watch;
END;

CREATE TRIGGER watches_moved AFTER UPDATE OF subscriber ON subscriptions
BEGIN
  INSERT INTO tallies (kind, name, n) SELECT 'watch', new.watch, 1
  WHERE (SELECT state FROM subscribers WHERE id = new.subscriber) = 'active' AND NOT EXISTS (
    SELECT 1 FROM subscriptions WHERE subscriber = new.subscriber AND watch = new.watch AND id <> new.id
  )
  ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
  UPDATE tallies SET n = n - 1
  WHERE kind = 'watch' AND name = old.watch
    AND (SELECT state FROM subscribers WHERE id = old.subscriber) = 'active'
    AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE subscriber = old.subscriber AND watch = old.watch);
END;

CREATE TRIGGER watches_recounted AFTER UPDATE OF state ON subscribers
WHEN (old.state = 'active') <> (new.state = 'active')
BEGIN
  INSERT INTO tallies (kind, name, n)
  SELECT DISTINCT 'watch', watch, (new.state = 'active') - (old.state = 'active') FROM subscriptions
  WHERE subscriber = new.id
  ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
END;

CREATE TRIGGER watches_forgotten BEFORE DELETE ON subscribers WHEN old.state = 'active'
BEGIN
  UPDATE tallies SET n = n - 1
  WHERE kind = 'watch' AND name IN (SELECT watch FROM subscriptions WHERE subscriber = old.id);
END;

-- Whose turn it is to join is no longer written down: 1 waits for a good answer of its area, null is done.
UPDATE subscriptions SET joining = 1 WHERE joining = 2;
