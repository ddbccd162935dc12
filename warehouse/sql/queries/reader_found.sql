-- Articles for a list.
SELECT
    articles.article_id, articles.title, articles.language, coalesce(sources.name, articles.source_id) AS outlet,
    articles.published_at
FROM articles
LEFT JOIN sources ON sources.source_id = articles.source_id
WHERE list_contains($ids, articles.article_id)
