-- One row for each commit, written in its transaction, and the file parley.mark speaks of the last one that may have
-- been acknowledged. The first row stands for all that was stored before commits were numbered.
CREATE TABLE commits (
  sequence BIGINT NOT NULL,               -- one more than that of the commit before
  received_nanos BIGINT NOT NULL,         -- when it was put together
  spans BIGINT NOT NULL,                  -- committed so far, this commit's included, whatever was deleted since
  logs BIGINT NOT NULL,
  metric_points BIGINT NOT NULL,
  scores BIGINT NOT NULL,
  chain UUID NOT NULL                     -- a hash over this row and the one before; random in the first
);
INSERT INTO commits VALUES (0, 0, 0, 0, 0, 0, uuid());
