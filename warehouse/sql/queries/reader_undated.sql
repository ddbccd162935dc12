-- Articles without a date, the newest seen first.
SELECT
    articles.article_id, articles.title, articles.language, coalesce(sources.name, articles.source_id) AS outlet,
    articles.first_seen_at
FROM articles
LEFT JOIN sources ON sources.source_id = articles.source_id
WHERE articles.published_at IS NULL
ORDER BY articles.first_seen_at DESC, articles.article_id
LIMIT $most OFFSET $skip
