-- The archived page of every entry of a source as it was fetched last, within a time, in the order of the archive.
WITH latest AS (
    SELECT
        documents.url, documents.final_url, documents.body_sha256, documents.fetched_at, documents.warc_file,
        documents.warc_offset, entries.guid, entries.title, entries.published_at
    FROM documents JOIN entries ON documents.url = entries.url
    WHERE entries.source_id = $source_id
    QUALIFY row_number() OVER (PARTITION BY entries.entry_id ORDER BY documents.fetched_at DESC, document_id) = 1
)
SELECT url, final_url, body_sha256, fetched_at, warc_file, warc_offset, guid, title, published_at
FROM latest
WHERE warc_file IS NOT NULL
    AND ($since IS NULL OR fetched_at >= $since)
    AND ($until IS NULL OR fetched_at < $until)
ORDER BY warc_file, warc_offset, guid
