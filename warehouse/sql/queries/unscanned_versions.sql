WITH due AS (
    SELECT versions.version_id, versions.article_id, versions.revision_no, versions.language, versions.origin,
        articles.source_id
    FROM versions
    JOIN articles ON articles.article_id = versions.article_id
    ANTI JOIN scanned_versions AS scanned
        ON scanned.version_id = versions.version_id AND scanned.kind = $kind AND scanned.rules_sha256 = $rules
    WHERE versions.is_current AND (versions.origin = 'source' OR $all_origins)
    ORDER BY versions.version_id
    LIMIT $limit
)
SELECT
    due.version_id, due.article_id, due.revision_no, due.language, due.origin, due.source_id,
    segments.paragraph_index, segments.segment_index, segments.text
FROM due
JOIN segments ON segments.version_id = due.version_id
ORDER BY due.version_id, segments.paragraph_index, segments.segment_index
