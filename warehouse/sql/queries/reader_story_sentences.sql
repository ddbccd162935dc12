-- Every sentence of some articles as published, with one translation beside it where there is one.
-- Rows are found by their number first: reading the texts of all others would cost several times as much.
WITH shown AS MATERIALIZED (
    SELECT unnest($versions) AS version_id, unnest($articles) AS article_id, unnest($own) AS is_own
),
texts AS MATERIALIZED (
    SELECT
        segments.version_id, segments.paragraph_index, segments.segment_index, segments.text, segments.flags
    FROM segments
    WHERE segments.rowid IN (
        SELECT found.rowid FROM segments AS found
        WHERE found.version_id IN (SELECT shown.version_id FROM shown)
    )
)
SELECT
    shown.article_id, texts.paragraph_index, texts.segment_index,
    any_value(texts.text) FILTER (shown.is_own) AS text,
    any_value(texts.text) FILTER (NOT shown.is_own) AS beside,
    coalesce(any_value(texts.flags) FILTER (NOT shown.is_own), []) AS flags
FROM shown
JOIN texts ON texts.version_id = shown.version_id
GROUP BY shown.article_id, texts.paragraph_index, texts.segment_index
HAVING any_value(texts.text) FILTER (shown.is_own) IS NOT NULL
ORDER BY shown.article_id, texts.paragraph_index, texts.segment_index
