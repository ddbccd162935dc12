-- Title and first two sentences of the staged articles: the publisher's text, or with $english its English translation.
WITH texts AS (
    SELECT versions.article_id, versions.version_id, versions.revision_no
    FROM versions
    SEMI JOIN staged ON staged.article_id = versions.article_id
    WHERE versions.is_current
    AND CASE WHEN $english THEN versions.language = 'en' AND versions.origin <> 'source'
        ELSE versions.origin = 'source' END
)
SELECT
    texts.article_id, texts.revision_no,
    coalesce(string_agg(segments.text, ' ' ORDER BY segments.segment_index) FILTER (segments.kind = 'title'), '') AS title,
    coalesce(
        (list(segments.text ORDER BY segments.paragraph_index, segments.segment_index)
            FILTER (segments.kind IN ('body', 'quote')))[1:2],
        []
    ) AS sentences
FROM texts
JOIN segments ON segments.version_id = texts.version_id
WHERE segments.paragraph_index <= 8
GROUP BY texts.article_id, texts.revision_no
ORDER BY texts.article_id
