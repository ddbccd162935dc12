CREATE VIEW source_health AS
WITH checks AS (
    SELECT
        source_id, count(*) AS checks, max(checked_at) AS last_checked_at,
        arg_max(status, checked_at) AS last_status, arg_max(error, checked_at) AS last_error,
        max(checked_at) FILTER (status <> 'failed') AS last_ok_at,
        count(*) FILTER (status = 'failed') AS failed_checks
    FROM source_checks GROUP BY source_id
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
COMMENT ON VIEW source_health IS 'How each source does: last check, last success, last new article, and its counts so far.';
COMMENT ON COLUMN source_health.source_id IS 'The source.';
COMMENT ON COLUMN source_health.name IS 'Its name.';
COMMENT ON COLUMN source_health.kind IS 'feed, sitemap, urls, files or pasted.';
COMMENT ON COLUMN source_health.active IS 'Whether the configuration has it.';
COMMENT ON COLUMN source_health.last_checked_at IS 'When it was last asked.';
COMMENT ON COLUMN source_health.last_status IS 'What came of that: ok, not_modified or failed.';
COMMENT ON COLUMN source_health.last_error IS 'What failed then.';
COMMENT ON COLUMN source_health.last_ok_at IS 'When it last answered well.';
COMMENT ON COLUMN source_health.checks IS 'Times it was asked.';
COMMENT ON COLUMN source_health.failed_checks IS 'Of these, failed.';
COMMENT ON COLUMN source_health.articles IS 'Articles it brought.';
COMMENT ON COLUMN source_health.last_article_at IS 'When the last new one was read.';
COMMENT ON COLUMN source_health.rejects IS 'Subjects refused.';
