-- Stories that lost an article: the earliest of the others tells them, and the others are counted.
UPDATE stories SET
    title = told.title, title_language = told.title_language, first_article_id = told.first_article_id,
    first_published_at = told.first_published_at, last_published_at = told.last_published_at,
    languages = told.languages, article_count = told.article_count
FROM (
    SELECT
        story_articles.story_id,
        arg_min(articles.title, (articles.published_at, articles.article_id)) AS title,
        arg_min(articles.language, (articles.published_at, articles.article_id)) AS title_language,
        arg_min(articles.article_id, (articles.published_at, articles.article_id)) AS first_article_id,
        min(articles.published_at) AS first_published_at,
        max(articles.published_at) AS last_published_at,
        list_sort(list(DISTINCT articles.language)) AS languages,
        CAST(count(*) AS INTEGER) AS article_count
    FROM story_articles JOIN articles USING (article_id)
    GROUP BY story_articles.story_id
) AS told
WHERE stories.story_id = told.story_id
    AND (stories.first_article_id IN (SELECT article_id FROM gone_articles) OR stories.article_count <> told.article_count)
