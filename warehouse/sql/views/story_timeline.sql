CREATE VIEW story_timeline AS
SELECT
    stories.story_id, stories.title AS story, stories.article_count, len(stories.languages) AS language_count,
    articles.article_id, articles.published_at, articles.language, articles.source_id, sources.name AS outlet,
    sources.country, articles.title, articles.duplicate_of, articles.native_group, articles.canonical_url,
    round(epoch(articles.published_at - stories.first_published_at) / 3600, 1) AS hours_after_first,
    story_articles.reason, story_articles.similarity
FROM stories
JOIN story_articles ON story_articles.story_id = stories.story_id
JOIN articles ON articles.article_id = story_articles.article_id
LEFT JOIN sources ON sources.source_id = articles.source_id;
COMMENT ON VIEW story_timeline IS 'The articles of every story with outlet, country, language and hours after the first. Order by published_at.';
