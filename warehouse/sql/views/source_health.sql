CREATE VIEW source_health AS
WITH checks AS (
    SELECT
        *,
        max(CASE WHEN status <> 'failed' THEN checked_at END) OVER (PARTITION BY source_id) AS ok_at,
        row_number() OVER (PARTITION BY source_id ORDER BY checked_at DESC, run_id DESC) AS place
    FROM source_checks
),
asked AS (
    SELECT
        source_id, count(*) AS checks, min(checked_at) AS first_checked_at, max(checked_at) AS last_checked_at,
        max(CASE WHEN place = 1 THEN status END) AS last_status, max(CASE WHEN place = 1 THEN error END) AS last_error,
        max(ok_at) AS last_ok_at, count(*) FILTER (status = 'failed') AS failed_checks,
        count(*) FILTER (ok_at IS NULL OR checked_at > ok_at) AS failures_in_a_row,
        min(CASE WHEN ok_at IS NULL OR checked_at > ok_at THEN checked_at END) AS failing_since,
        max(CASE WHEN place = 1 THEN entries_seen END) AS last_entries,
        max(CASE WHEN place = 1 THEN entries_new END) AS last_entries_new,
        max(CASE WHEN place = 1 THEN articles_new END) AS last_articles_new
    FROM checks GROUP BY source_id
),
listed AS (
    SELECT source_id, count(*) AS entries_seen FROM entries GROUP BY source_id
),
written AS (
    SELECT
        source_id, count(*) AS articles, count(duplicate_of) AS duplicates, max(first_seen_at) AS last_article_at
    FROM articles GROUP BY source_id
),
refused_for AS (
    SELECT source_id, reason, count(*) AS rejects FROM rejects GROUP BY source_id, reason
),
refused AS (
    SELECT
        source_id, CAST(sum(rejects) AS BIGINT) AS rejects,
        string_agg(reason || ' ' || rejects, ', ' ORDER BY rejects DESC, reason) AS rejects_by_reason
    FROM refused_for GROUP BY source_id
),
sizes AS (
    SELECT
        articles.source_id, articles.article_id,
        sum(length(segments.text) - length(replace(segments.text, ' ', '')) + 1) AS words
    FROM articles
    JOIN asked ON asked.source_id = articles.source_id
    JOIN versions
        ON versions.article_id = articles.article_id AND versions.origin = 'source'
        AND versions.revision_no = articles.revision_no
    JOIN segments ON segments.version_id = versions.version_id AND segments.paragraph_index > 0
    WHERE articles.first_seen_at > asked.last_checked_at - INTERVAL 720 HOUR
    GROUP BY articles.source_id, articles.article_id
),
typical AS (
    SELECT source_id, CAST(median(words) AS INTEGER) AS median_words FROM sizes GROUP BY source_id
)
SELECT
    sources.source_id, sources.name, sources.kind, sources.active,
    asked.last_checked_at, asked.last_status, asked.last_error, asked.last_ok_at,
    coalesce(asked.checks, 0) AS checks, coalesce(asked.failed_checks, 0) AS failed_checks,
    coalesce(written.articles, 0) AS articles, written.last_article_at, coalesce(refused.rejects, 0) AS rejects,
    asked.first_checked_at, coalesce(asked.failures_in_a_row, 0) AS failures_in_a_row, asked.failing_since,
    coalesce(listed.entries_seen, 0) AS entries_seen, asked.last_entries, asked.last_entries_new,
    asked.last_articles_new, coalesce(written.duplicates, 0) AS duplicates, refused.rejects_by_reason,
    typical.median_words
FROM sources
LEFT JOIN asked USING (source_id)
LEFT JOIN listed USING (source_id)
LEFT JOIN written USING (source_id)
LEFT JOIN refused USING (source_id)
LEFT JOIN typical USING (source_id);
COMMENT ON VIEW source_health IS 'How each source does: last check, last success, last new article, its counts so far and the size of its articles. What is wrong is in source_warnings.';
COMMENT ON COLUMN source_health.source_id IS 'The source.';
COMMENT ON COLUMN source_health.name IS 'Its name.';
COMMENT ON COLUMN source_health.kind IS 'feed, sitemap, urls, files or pasted.';
COMMENT ON COLUMN source_health.active IS 'Whether the configuration has it.';
COMMENT ON COLUMN source_health.last_checked_at IS 'When it was last asked.';
COMMENT ON COLUMN source_health.last_status IS 'What came of that: ok, not_modified or failed.';
COMMENT ON COLUMN source_health.last_error IS 'What failed then; NULL when nothing did.';
COMMENT ON COLUMN source_health.last_ok_at IS 'When it last answered well.';
COMMENT ON COLUMN source_health.checks IS 'Times it was asked.';
COMMENT ON COLUMN source_health.failed_checks IS 'Of these, failed.';
COMMENT ON COLUMN source_health.articles IS 'Articles it brought.';
COMMENT ON COLUMN source_health.last_article_at IS 'When the last new one was read.';
COMMENT ON COLUMN source_health.rejects IS 'Subjects refused.';
COMMENT ON COLUMN source_health.first_checked_at IS 'When it was first asked.';
COMMENT ON COLUMN source_health.failures_in_a_row IS 'Checks that failed since its last success; 0 when it answers.';
COMMENT ON COLUMN source_health.failing_since IS 'The first of them.';
COMMENT ON COLUMN source_health.entries_seen IS 'Different entries it ever listed.';
COMMENT ON COLUMN source_health.last_entries IS 'Entries it listed at the last check; 0 when it had not changed.';
COMMENT ON COLUMN source_health.last_entries_new IS 'Of these, read then: new, changed or tried again.';
COMMENT ON COLUMN source_health.last_articles_new IS 'New articles that came of them.';
COMMENT ON COLUMN source_health.duplicates IS 'Of its articles, those that repeat an earlier one.';
COMMENT ON COLUMN source_health.rejects_by_reason IS 'Subjects refused, by reason, most frequent first: not_found 12, listing_page 3.';
COMMENT ON COLUMN source_health.median_words IS 'Median size of its articles of the 30 days before the last check, in words of the body.';
