-- Counters of calls for /metrics: they outlive retention, and late spans and restarts never turn them back.

-- What changed about calls that were stored before: the call as it counted (sign -1) and as it counts now (sign 1).
-- Rows wait here until the counters take them, and are deleted by it.
CREATE TABLE call_changes (
  sign INTEGER NOT NULL,
  project VARCHAR NOT NULL,
  received_nanos BIGINT NOT NULL,         -- of the span, when it was first stored
  start_nanos BIGINT NOT NULL,
  duration_nanos BIGINT NOT NULL,
  kind VARCHAR NOT NULL,
  operation VARCHAR,
  service VARCHAR NOT NULL,
  environment VARCHAR,
  error_type VARCHAR,
  provider VARCHAR,
  request_model VARCHAR,
  response_model VARCHAR,
  service_tier VARCHAR,
  input_tokens BIGINT,
  cache_read_tokens BIGINT,
  cache_write_tokens BIGINT,
  cache_write_5m_tokens BIGINT,
  cache_write_1h_tokens BIGINT,
  audio_input_tokens BIGINT,
  output_tokens BIGINT,
  reasoning_tokens BIGINT,
  audio_output_tokens BIGINT,
  reported_total_tokens BIGINT,
  reported_cost DECIMAL(38, 18),
  reported_cost_source VARCHAR,
  ttft_nanos BIGINT
);

-- One row per series. Values are decimals separated by spaces: one for a counter; for a histogram its cumulative
-- buckets, the sum and the count.
CREATE TABLE call_counters (
  project VARCHAR NOT NULL,
  family VARCHAR NOT NULL,
  labels VARCHAR NOT NULL,                -- as the exposition writes them
  shown VARCHAR NOT NULL,                 -- never falls
  owed VARCHAR NOT NULL                   -- how much of shown is too much, because calls were found to be copies later
);

-- One row per project: calls received until then are in the counters.
CREATE TABLE call_counters_progress (
  project VARCHAR NOT NULL,
  until_nanos BIGINT NOT NULL
);
