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
