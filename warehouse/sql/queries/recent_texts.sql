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
WHERE articles.language = $language AND articles.duplicate_of IS NULL
AND (
    articles.first_seen_at >= CAST($seen_since AS TIMESTAMPTZ)
    OR (
        coalesce(articles.published_at, articles.first_seen_at) >= CAST($since AS TIMESTAMPTZ)
        AND coalesce(articles.published_at, articles.first_seen_at) < CAST($until AS TIMESTAMPTZ)
    )
)
GROUP BY articles.article_id, articles.title, articles.first_seen_at, articles.published_at
ORDER BY articles.first_seen_at, articles.article_id
