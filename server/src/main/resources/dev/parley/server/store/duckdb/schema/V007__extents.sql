-- Where conversations and traces lie in time, so that their spans are not looked for among all, and what the messages
-- that conversations open with say in short. A background job adds what was received; reads look at what it has not come
-- to yet themselves. See dev.parley.server.store.duckdb.Extents.

-- Each row covers some spans of a conversation; together they cover all that name it, and may cover more.
CREATE TABLE conversation_extents (
  project VARCHAR NOT NULL,
  conversation_id VARCHAR NOT NULL,
  first_nanos BIGINT NOT NULL,            -- earliest start
  last_nanos BIGINT NOT NULL              -- latest start
);

-- The same for traces.
CREATE TABLE trace_extents (
  project VARCHAR NOT NULL,
  trace_id UUID NOT NULL,
  first_nanos BIGINT NOT NULL,
  last_nanos BIGINT NOT NULL
);

-- Of messages that conversations open with; whichever are missing are made from their JSON. Addressed as messages are.
CREATE TABLE titles (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  hash UUID NOT NULL,
  title VARCHAR USING COMPRESSION zstd    -- '' where the message has no words; NULL where no user said it
);

-- One row per project: what was received until then is covered.
CREATE TABLE extents_progress (
  project VARCHAR NOT NULL,
  until_nanos BIGINT NOT NULL
);
