CREATE VIEW story_coverage AS
SELECT
    stories.story_id, stories.title AS story, articles.language, articles.source_id, sources.country,
    count(*) AS articles,
    count(articles.duplicate_of) AS duplicates,
    min(articles.published_at) AS first_published_at,
    round(epoch(min(articles.published_at) - any_value(stories.first_published_at)) / 3600, 1) AS hours_after_first,
    min(articles.published_at) = any_value(stories.first_published_at) AS is_first,
    arg_min(articles.title, articles.published_at) AS first_title
FROM stories
JOIN story_articles ON story_articles.story_id = stories.story_id
JOIN articles ON articles.article_id = story_articles.article_id
LEFT JOIN sources ON sources.source_id = articles.source_id
GROUP BY stories.story_id, stories.title, articles.language, articles.source_id, sources.country;
COMMENT ON VIEW story_coverage IS 'Who covered a story: articles per language of writing and outlet, when each began, and how many hours after the first of all. Counts what publishers wrote, never translations.';
