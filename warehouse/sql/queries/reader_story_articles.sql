-- The articles of a story in order of time.
SELECT
    articles.article_id, articles.revision_no, articles.title, articles.language, articles.published_at,
    articles.source_id, coalesce(sources.name, articles.source_id) AS outlet, sources.country, articles.canonical_url,
    round(epoch(articles.published_at - stories.first_published_at) / 3600, 1) AS hours_after_first,
    articles.duplicate_of, articles.native_group
FROM story_articles
JOIN stories ON stories.story_id = story_articles.story_id
JOIN articles ON articles.article_id = story_articles.article_id
LEFT JOIN sources ON sources.source_id = articles.source_id
WHERE story_articles.story_id = $story_id
ORDER BY articles.published_at, articles.article_id
LIMIT $most
