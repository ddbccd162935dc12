CREATE VIEW rejects_daily AS
SELECT
    CAST(first_seen_at AT TIME ZONE 'UTC' AS DATE) AS day,
    source_id,
    stage,
    reason,
    count(*) AS rejects,
    CAST(sum(times) AS BIGINT) AS times
FROM rejects
GROUP BY ALL;
COMMENT ON VIEW rejects_daily IS 'What was refused, per UTC day of its first refusal, source, stage and reason; times counts the runs that met it.';
COMMENT ON COLUMN rejects_daily.day IS 'UTC day of the first refusal.';
COMMENT ON COLUMN rejects_daily.source_id IS 'The source, where known.';
COMMENT ON COLUMN rejects_daily.stage IS 'Where it was refused: fetch, feed, read, extract, detect, translate.';
COMMENT ON COLUMN rejects_daily.reason IS 'Why, from a closed list.';
COMMENT ON COLUMN rejects_daily.rejects IS 'Subjects refused.';
COMMENT ON COLUMN rejects_daily.times IS 'How often runs met them, added up.';
