CREATE TABLE source_expectations (
    source_id         VARCHAR NOT NULL,
    min_per_day       INTEGER,
    max_per_day       INTEGER,
    languages         VARCHAR[] NOT NULL,
    max_silence_hours INTEGER
);
COMMENT ON TABLE source_expectations IS 'What the configuration expects of a source (its key expect), as of the last run that read it.';
COMMENT ON COLUMN source_expectations.source_id IS 'The source.';
COMMENT ON COLUMN source_expectations.min_per_day IS 'Fewest articles in 24 hours; NULL for no such expectation.';
COMMENT ON COLUMN source_expectations.max_per_day IS 'Most articles in 24 hours; NULL likewise.';
COMMENT ON COLUMN source_expectations.languages IS 'Languages its articles may be in; empty for any.';
COMMENT ON COLUMN source_expectations.max_silence_hours IS 'Longest time without a new article; NULL for no such expectation.';
