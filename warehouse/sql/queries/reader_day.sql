-- Stories with an article published in a span of time, in one language if wanted; most languages first.
WITH told AS (
    SELECT story_articles.story_id, count(*) AS articles
    FROM articles
    JOIN story_articles ON story_articles.article_id = articles.article_id
    WHERE articles.published_at >= CAST($since AS TIMESTAMPTZ) AND articles.published_at < CAST($until AS TIMESTAMPTZ)
        AND ($language IS NULL OR articles.language = $language)
    GROUP BY story_articles.story_id
)
SELECT
    stories.story_id, stories.title, stories.title_language, stories.first_article_id, stories.first_published_at,
    stories.last_published_at, stories.languages, stories.article_count, told.articles AS articles_then,
    count(*) OVER () AS stories
FROM told
JOIN stories ON stories.story_id = told.story_id
ORDER BY
    len(stories.languages) DESC, stories.article_count DESC, stories.last_published_at DESC, stories.story_id
LIMIT $most OFFSET $skip
