-- What is taken back before it was due is no longer counted as owed.
CREATE TRIGGER deliveries_taken_back AFTER DELETE ON deliveries WHEN old.state = 'pending'
BEGIN
  UPDATE tallies SET n = n - 1 WHERE kind = old.channel AND name = 'pending';
END;
