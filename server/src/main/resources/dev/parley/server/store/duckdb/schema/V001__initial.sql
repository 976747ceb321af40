-- The store's tables. No primary key, no index, no ENUM: measured, they cost more than they give;
-- what must be unique is made so before it is appended.
--
-- Conventions of every table
--   project     whose data it is; 'default' until there are several
--   day         UTC days since 1970-01-01 of the record's own time (a span's start). Retention drops whole days, and
--               content is stored once per project and day, so a reference is looked up by (project, day, hash)
--   *_nanos     nanoseconds, since the epoch for points in time; BIGINT, because it round-trips exactly
--   NULL        unknown; 0, '' and false are known values
--   packed JSON JSON in which large parts are references (the class PackedJson defines the forms):
--                 {"$message":h}                     the JSON value in messages
--                 {"$message":h,"finish_reason":r}   the same, with one more member
--                 {"$value":h}                       the JSON value in blobs
--                 {"$text":h}                        the string in blobs, byte for byte
--                 {"$json":p}                        a string: the JSON text of what p unpacks to
--                 {"$literal":v}                     v itself (escapes an object that looks like one of these)

-- One row per span.
CREATE TABLE spans (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  trace_id UUID NOT NULL,                 -- the trace id's 16 bytes
  span_id BIGINT NOT NULL,                -- the span id's 8 bytes, big-endian, as a signed number (Long.parseUnsignedLong(hex, 16))
  parent_span_id BIGINT,                  -- NULL for a root
  start_nanos BIGINT NOT NULL,
  duration_nanos BIGINT NOT NULL,         -- >= 0
  received_nanos BIGINT NOT NULL,         -- when its commit was prepared

  name VARCHAR NOT NULL,
  otel_kind VARCHAR NOT NULL,             -- unspecified internal server client producer consumer
  kind VARCHAR NOT NULL,                  -- Kind in lower case: model_call tool_call agent workflow step http ...
  span_kind VARCHAR NOT NULL,             -- llm tool chain agent prompt other; the emitter's gen_ai.l9.span.kind wins
  gen_ai BOOLEAN NOT NULL,                -- false for kinds http, db and other
  operation VARCHAR,                      -- gen_ai.operation.name as sent
  service VARCHAR NOT NULL,
  environment VARCHAR,
  scope_name VARCHAR NOT NULL,
  scope_version VARCHAR NOT NULL,
  dialect VARCHAR NOT NULL,               -- Dialect in lower case
  status VARCHAR NOT NULL,                -- unset ok error
  error_type VARCHAR,                     -- set exactly when the span failed
  error_message VARCHAR USING COMPRESSION zstd,

  provider VARCHAR,
  request_model VARCHAR,
  response_model VARCHAR,
  usage_role VARCHAR NOT NULL,            -- own aggregate duplicate none
  is_call BOOLEAN NOT NULL,               -- usage_role = 'own' and the kind asks a model: what every figure counts
  input_tokens BIGINT,                    -- disjoint buckets: uncached text input, without cache and audio
  cache_read_tokens BIGINT,
  cache_write_tokens BIGINT,              -- cache writes of unknown duration
  cache_write_5m_tokens BIGINT,
  cache_write_1h_tokens BIGINT,
  audio_input_tokens BIGINT,
  output_tokens BIGINT,                   -- without reasoning and audio
  reasoning_tokens BIGINT,
  audio_output_tokens BIGINT,
  reported_total_tokens BIGINT,           -- the total as sent; stands in only where input or output is unknown
  reported_cost DECIMAL(38, 18),          -- US dollars that the span brought along
  reported_cost_source VARCHAR,           -- billed estimated
  service_tier VARCHAR,
  response_id VARCHAR,
  finish_reasons VARCHAR[] NOT NULL,
  ttft_nanos BIGINT,                      -- time to first token

  conversation_id VARCHAR,
  turn INTEGER,
  turn_automatic BOOLEAN NOT NULL,
  user_id VARCHAR,
  workflow_id VARCHAR,
  workflow_type VARCHAR,
  agent_id VARCHAR,
  agent_name VARCHAR,
  category VARCHAR,                       -- raw

  tool_name VARCHAR,                      -- NULL: no tool
  tool_call_id VARCHAR,
  tool_arguments VARCHAR USING COMPRESSION zstd,  -- packed JSON of a string (the arguments' text); NULL: not captured
  tool_result VARCHAR USING COMPRESSION zstd,     -- the same

  system_messages UUID[] NOT NULL,        -- hashes into messages (same project and day), in order
  input_messages UUID[] NOT NULL,
  output_messages UUID[] NOT NULL,

  resource UUID NOT NULL,                 -- hash into resources (same project and day)
  attributes VARCHAR NOT NULL USING COMPRESSION zstd,  -- packed JSON object
  events VARCHAR NOT NULL USING COMPRESSION zstd,      -- packed JSON array of {"name","timeUnixNano","attributes"}
  links VARCHAR NOT NULL USING COMPRESSION zstd,       -- packed JSON array of {"traceId","spanId","attributes"}
  trace_state VARCHAR NOT NULL,
  dropped_attributes INTEGER NOT NULL
);

-- Each distinct message once per project and day. The hash is the first 128 bits of the SHA-256 of json, written as a UUID.
-- The same hash may stand in several days; read with the day of the span that refers to it.
CREATE TABLE messages (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  hash UUID NOT NULL,
  role VARCHAR,                           -- the message's role, so that it is known without opening the JSON
  json VARCHAR NOT NULL USING COMPRESSION zstd  -- canonical JSON: {"parts":[...],"role":"..."} and maybe "name"
);

-- Large strings and values out of raw attributes, tool arguments and results, log bodies. Addressed as messages are.
CREATE TABLE blobs (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  hash UUID NOT NULL,
  text VARCHAR NOT NULL USING COMPRESSION zstd
);

-- Resource attributes. Addressed as messages are.
CREATE TABLE resources (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  hash UUID NOT NULL,
  json VARCHAR NOT NULL USING COMPRESSION zstd  -- JSON object as sent
);

CREATE TABLE logs (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  fingerprint UUID NOT NULL,              -- of the whole record; a record sent again has the same one
  time_nanos BIGINT NOT NULL,
  observed_nanos BIGINT NOT NULL,         -- 0 when not given
  received_nanos BIGINT NOT NULL,
  trace_id UUID,
  span_id BIGINT,
  severity INTEGER NOT NULL,              -- OTLP severity number, 0 when not given
  event_name VARCHAR,
  service VARCHAR NOT NULL,
  environment VARCHAR,
  scope_name VARCHAR NOT NULL,
  scope_version VARCHAR NOT NULL,
  resource UUID NOT NULL,
  body VARCHAR NOT NULL USING COMPRESSION zstd,        -- packed JSON value
  attributes VARCHAR NOT NULL USING COMPRESSION zstd   -- packed JSON object
);

CREATE TABLE metric_points (
  project VARCHAR NOT NULL,
  day INTEGER NOT NULL,
  fingerprint UUID NOT NULL,              -- of the whole point
  time_nanos BIGINT NOT NULL,
  start_nanos BIGINT NOT NULL,            -- 0 when not given
  received_nanos BIGINT NOT NULL,
  name VARCHAR NOT NULL,
  type VARCHAR NOT NULL,                  -- gauge sum histogram exponential_histogram summary
  unit VARCHAR NOT NULL,
  description VARCHAR NOT NULL,
  delta BOOLEAN NOT NULL,
  monotonic BOOLEAN NOT NULL,
  service VARCHAR NOT NULL,
  environment VARCHAR,
  scope_name VARCHAR NOT NULL,
  scope_version VARCHAR NOT NULL,
  resource UUID NOT NULL,
  attributes VARCHAR NOT NULL USING COMPRESSION zstd,  -- JSON object
  value DOUBLE,                           -- gauge and sum; NULL for the others
  data VARCHAR NOT NULL USING COMPRESSION zstd         -- the whole point of a histogram or summary as OTLP JSON, else {}
);
