-- Current versions that search does not know yet, numbered on.
CREATE OR REPLACE TEMP TABLE search_batch AS
SELECT
    CAST(coalesce((SELECT max(search_documents.document_no) FROM search_documents), 0)
        + row_number() OVER (ORDER BY versions.version_id) AS INTEGER) AS document_no,
    versions.version_id, versions.article_id, versions.language, versions.origin, versions.produced_at
FROM versions
ANTI JOIN search_documents ON search_documents.version_id = versions.version_id
WHERE versions.is_current
ORDER BY versions.version_id
LIMIT $versions
