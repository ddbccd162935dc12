MERGE INTO source_checks AS stored USING staged
ON stored.source_id = staged.source_id AND stored.run_id = staged.run_id
WHEN MATCHED THEN UPDATE SET
    checked_at = staged.checked_at, status = staged.status, status_code = staged.status_code,
    entries_seen = staged.entries_seen, entries_new = staged.entries_new, articles_new = staged.articles_new,
    rejects = staged.rejects, seconds = staged.seconds, error = staged.error
WHEN NOT MATCHED THEN
    INSERT (
        source_id, run_id, checked_at, status, status_code, entries_seen, entries_new, articles_new, rejects, seconds,
        error
    )
    VALUES (
        staged.source_id, staged.run_id, staged.checked_at, staged.status, staged.status_code, staged.entries_seen,
        staged.entries_new, staged.articles_new, staged.rejects, staged.seconds, staged.error
    )
