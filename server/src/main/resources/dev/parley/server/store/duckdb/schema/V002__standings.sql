-- What a span is within its trace: see dev.parley.server.trace.Standing. usage_role, is_call and the ids of conversation,
-- user and agent hold the outcome; spans that arrive later change them.
--   usage_role  duplicate also for the inner spans of one run of a tool
--   is_call     what every figure counts: own calls, and aggregates with no counted usage inside of them
ALTER TABLE spans ADD COLUMN usage_mark VARCHAR;          -- wrapper aggregate uncounted superseded; NULL: only the trace decides
ALTER TABLE spans ADD COLUMN duplicate_of BIGINT;         -- the span of the same trace that counts for this one
ALTER TABLE spans ADD COLUMN fills BOOLEAN DEFAULT false; -- its messages stand in for those that duplicate_of lacks
ALTER TABLE spans ADD COLUMN seen_by INTEGER DEFAULT 1;   -- spans that tell of the same call or the same run of a tool
ALTER TABLE spans ADD COLUMN conversation_from VARCHAR;   -- ancestor descendant trace; NULL: the span names it itself, or there is none
ALTER TABLE spans ADD COLUMN user_from VARCHAR;           -- the same
ALTER TABLE spans ADD COLUMN agent_from VARCHAR;          -- the same, for agent_id and agent_name together

-- Until now only an emitter's own word made a duplicate.
UPDATE spans SET usage_mark = 'wrapper' WHERE usage_role = 'duplicate';
