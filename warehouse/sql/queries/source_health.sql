SELECT
    source_id, name, active, last_checked_at, last_status, last_ok_at, failed_checks, checks, articles, last_article_at,
    rejects, entries_seen, last_articles_new, rejects_by_reason, median_words
FROM source_health
ORDER BY active DESC, (last_status = 'failed') DESC, source_id
