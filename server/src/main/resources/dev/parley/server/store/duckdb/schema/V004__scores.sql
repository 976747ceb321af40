-- What somebody or something thinks of a span, a turn, a conversation, an answer or a trace.
--
-- A score that is sent again under the same id replaces the one before: of the rows of an id the one that was received
-- last counts. What a score is about is the first of these that is known: its span; its answer; its turn (conversation
-- and turn); its conversation; its trace.
CREATE TABLE scores (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,                   -- of time_nanos
  fingerprint UUID NOT NULL,              -- of the whole record; a record sent again has the same one
  id VARCHAR NOT NULL,
  time_nanos BIGINT NOT NULL,             -- when it was given
  received_nanos BIGINT NOT NULL,
  name VARCHAR NOT NULL,
  value DOUBLE,
  label VARCHAR,
  explanation VARCHAR USING COMPRESSION zstd,
  origin VARCHAR NOT NULL,                -- api log span
  evaluator VARCHAR,                      -- the person or program that gave it
  trace_id UUID,
  span_id BIGINT,
  conversation_id VARCHAR,
  turn INTEGER,
  response_id VARCHAR
);
