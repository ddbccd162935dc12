-- A known entry is written only when something changed or a new UTC day began, so that a repeated run changes nothing.
MERGE INTO entries AS stored USING staged ON stored.entry_id = staged.entry_id
WHEN MATCHED AND (
    (stored.url, stored.title, stored.outcome, stored.article_id, stored.reason)
        IS DISTINCT FROM (staged.url, staged.title, staged.outcome, staged.article_id, staged.reason)
    OR (staged.published_at IS NOT NULL AND stored.published_at IS DISTINCT FROM staged.published_at)
    OR CAST(staged.seen_at AT TIME ZONE 'UTC' AS DATE) > CAST(stored.last_seen_at AT TIME ZONE 'UTC' AS DATE)
) THEN UPDATE SET
    url = staged.url, title = staged.title, published_at = coalesce(staged.published_at, stored.published_at),
    last_seen_at = greatest(stored.last_seen_at, staged.seen_at),
    outcome = staged.outcome, article_id = staged.article_id, reason = staged.reason
WHEN NOT MATCHED THEN
    INSERT (entry_id, source_id, guid, url, title, published_at, first_seen_at, last_seen_at, outcome, article_id, reason)
    VALUES (
        staged.entry_id, staged.source_id, staged.guid, staged.url, staged.title, staged.published_at,
        staged.seen_at, staged.seen_at, staged.outcome, staged.article_id, staged.reason
    )
