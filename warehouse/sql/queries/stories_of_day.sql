-- Stories with an article published in a span of time, the most told first: title, languages, outlets, articles.
SELECT
    stories.story_id, stories.title, stories.title_language, stories.first_published_at, stories.last_published_at,
    stories.languages, stories.article_count,
    (
        SELECT count(DISTINCT articles.source_id)
        FROM story_articles
        JOIN articles ON articles.article_id = story_articles.article_id
        WHERE story_articles.story_id = stories.story_id
    ) AS outlets
FROM stories
WHERE stories.last_published_at >= CAST($since AS TIMESTAMPTZ)
AND stories.first_published_at < CAST($until AS TIMESTAMPTZ)
AND stories.article_count >= $least
ORDER BY len(stories.languages) DESC, stories.article_count DESC, stories.last_published_at DESC, stories.story_id
LIMIT $most
