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
COMMENT ON COLUMN story_coverage.story_id IS 'The story.';
COMMENT ON COLUMN story_coverage.story IS 'Its title, in the language of its first article.';
COMMENT ON COLUMN story_coverage.language IS 'Language the articles are written in.';
COMMENT ON COLUMN story_coverage.source_id IS 'The outlet.';
COMMENT ON COLUMN story_coverage.country IS 'Its country, where the configuration says it.';
COMMENT ON COLUMN story_coverage.articles IS 'Articles of the outlet on the story.';
COMMENT ON COLUMN story_coverage.duplicates IS 'How many of them repeat another article.';
COMMENT ON COLUMN story_coverage.first_published_at IS 'When its first one was published.';
COMMENT ON COLUMN story_coverage.hours_after_first IS 'Hours after the first article of the story, of any outlet.';
COMMENT ON COLUMN story_coverage.is_first IS 'Whether it was the first of all.';
COMMENT ON COLUMN story_coverage.first_title IS 'Title of its first one.';
