MERGE INTO fetch_state AS stored USING staged ON stored.url = staged.url
WHEN MATCHED THEN UPDATE SET
    source_id = staged.source_id, etag = staged.etag, last_modified = staged.last_modified,
    body_sha256 = staged.body_sha256, status_code = staged.status_code, fetched_at = staged.fetched_at,
    failures = staged.failures
WHEN NOT MATCHED THEN
    INSERT (url, source_id, etag, last_modified, body_sha256, status_code, fetched_at, failures)
    VALUES (
        staged.url, staged.source_id, staged.etag, staged.last_modified, staged.body_sha256, staged.status_code,
        staged.fetched_at, staged.failures
    )
