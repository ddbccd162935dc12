SELECT
    articles.article_id, articles.title, articles.first_seen_at, articles.published_at,
    coalesce(
        string_agg(segments.text, ' ' ORDER BY segments.paragraph_index, segments.segment_index)
            FILTER (segments.paragraph_index > 0),
        ''
    ) AS text
FROM articles
JOIN versions
    ON versions.article_id = articles.article_id AND versions.origin = 'source' AND versions.is_current
JOIN segments ON segments.version_id = versions.version_id
WHERE articles.language = $language AND articles.first_seen_at >= CAST($since AS TIMESTAMPTZ)
AND articles.duplicate_of IS NULL
GROUP BY articles.article_id, articles.title, articles.first_seen_at, articles.published_at
ORDER BY articles.first_seen_at, articles.article_id
