CREATE VIEW source_health_latest AS
WITH checks AS (
    SELECT
        source_id, count(*) AS checks, max(checked_at) AS last_checked_at,
        arg_max(status, checked_at) AS last_status, arg_max(error, checked_at) AS last_error,
        max(checked_at) FILTER (status <> 'failed') AS last_ok_at,
        count(*) FILTER (status = 'failed') AS failed_checks
    FROM source_health GROUP BY source_id
),
written AS (
    SELECT source_id, count(*) AS articles, max(first_seen_at) AS last_article_at FROM articles GROUP BY source_id
),
refused AS (
    SELECT source_id, count(*) AS rejects FROM rejects GROUP BY source_id
)
SELECT
    sources.source_id, sources.name, sources.kind, sources.active,
    checks.last_checked_at, checks.last_status, checks.last_error, checks.last_ok_at,
    coalesce(checks.checks, 0) AS checks, coalesce(checks.failed_checks, 0) AS failed_checks,
    coalesce(written.articles, 0) AS articles, written.last_article_at, coalesce(refused.rejects, 0) AS rejects
FROM sources
LEFT JOIN checks USING (source_id)
LEFT JOIN written USING (source_id)
LEFT JOIN refused USING (source_id);
COMMENT ON VIEW source_health_latest IS 'How each source does: last check, last success, last new article, and its counts so far.';
