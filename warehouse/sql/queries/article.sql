SELECT
    articles.article_id, articles.source_id, coalesce(sources.name, articles.source_id), articles.language,
    articles.title, articles.canonical_url, articles.published_at
FROM articles LEFT JOIN sources USING (source_id)
WHERE articles.article_id = $article_id
