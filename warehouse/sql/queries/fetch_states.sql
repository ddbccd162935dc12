SELECT url, source_id, etag, last_modified, body_sha256, status_code, fetched_at, failures
FROM fetch_state WHERE $source_id IS NULL OR source_id = $source_id
