-- For the operator's console.

-- What the operator has left alone until it is resumed: an area is not polled, a channel sends nothing.
CREATE TABLE holds (
  kind TEXT NOT NULL CHECK (kind IN ('area', 'channel')),
  name TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- What ended unsent is looked for by how it ended, newest first, among millions that were sent.
CREATE INDEX deliveries_unsent ON deliveries (state, id, channel)
WHERE state IN ('gone', 'rejected', 'expired', 'unknown');
