-- What a log record tells of the content of the span that it was written in. The span has it too, so that reading is the
-- same wherever content came from; this is kept to put later records in their place.
ALTER TABLE logs ADD COLUMN told VARCHAR;        -- message: one of several; whole: all of each part; NULL: nothing
ALTER TABLE logs ADD COLUMN told_system UUID[];  -- hashes into messages (same project and day as the record), in order
ALTER TABLE logs ADD COLUMN told_input UUID[];
ALTER TABLE logs ADD COLUMN told_output UUID[];
