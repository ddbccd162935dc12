-- Copies of one article do not make its sentences repeated lines; lines that were cut before still count.
WITH lines AS (
    SELECT articles.article_id, string_agg(segments.text, ' ' ORDER BY segments.segment_index) AS text
    FROM articles
    JOIN versions
        ON versions.article_id = articles.article_id AND versions.origin = 'source' AND versions.is_current
    JOIN segments ON segments.version_id = versions.version_id
    WHERE articles.source_id = $source_id AND articles.duplicate_of IS NULL AND segments.paragraph_index > 0
    GROUP BY articles.article_id, segments.paragraph_index
    UNION ALL
    SELECT articles.article_id, removed_lines.text
    FROM articles JOIN removed_lines USING (article_id)
    WHERE articles.source_id = $source_id AND articles.duplicate_of IS NULL
)
SELECT text FROM lines GROUP BY text HAVING count(DISTINCT article_id) >= $min_articles
