-- What a revision of an article added and removed, by sentence.
WITH sentences AS (
    SELECT versions.revision_no, segments.paragraph_index, segments.segment_index, segments.text, segments.text_sha256
    FROM versions
    JOIN segments ON segments.version_id = versions.version_id
    WHERE versions.article_id = $article_id AND versions.origin = 'source'
        AND versions.revision_no IN ($revision_no, $revision_no - 1)
)
SELECT
    CASE revision_no WHEN $revision_no THEN 'added' ELSE 'removed' END AS change, paragraph_index, segment_index, text
FROM sentences
WHERE NOT EXISTS (
    SELECT 1 FROM sentences AS other
    WHERE other.revision_no <> sentences.revision_no AND other.text_sha256 = sentences.text_sha256
)
ORDER BY paragraph_index, segment_index, change DESC
LIMIT $most
