-- The same bytes from the same address are one document, fetched first when they were first fetched. One that was not
-- archived then may be later.
MERGE INTO documents AS stored USING staged ON stored.document_id = staged.document_id
WHEN MATCHED AND stored.warc_file IS NULL AND staged.warc_file IS NOT NULL THEN
    UPDATE SET warc_file = staged.warc_file, warc_offset = staged.warc_offset
WHEN NOT MATCHED THEN
    INSERT (
        document_id, url, final_url, status_code, content_type, charset, body_sha256, etag, last_modified, fetched_at,
        warc_file, warc_offset
    )
    VALUES (
        staged.document_id, staged.url, staged.final_url, staged.status_code, staged.content_type, staged.charset,
        staged.body_sha256, staged.etag, staged.last_modified, staged.fetched_at, staged.warc_file, staged.warc_offset
    )
