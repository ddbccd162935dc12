-- Articles with a date that are in no story, oldest first.
SELECT articles.article_id, articles.revision_no, articles.language, articles.published_at
FROM articles
ANTI JOIN story_articles ON story_articles.article_id = articles.article_id
WHERE articles.published_at IS NOT NULL
ORDER BY articles.published_at, articles.article_id
