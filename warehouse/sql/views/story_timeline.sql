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
COMMENT ON COLUMN story_timeline.story_id IS 'The story.';
COMMENT ON COLUMN story_timeline.story IS 'Its title.';
COMMENT ON COLUMN story_timeline.article_count IS 'Articles of the story.';
COMMENT ON COLUMN story_timeline.language_count IS 'Languages they are written in.';
COMMENT ON COLUMN story_timeline.article_id IS 'The article.';
COMMENT ON COLUMN story_timeline.published_at IS 'When it was published.';
COMMENT ON COLUMN story_timeline.language IS 'Language it is written in.';
COMMENT ON COLUMN story_timeline.source_id IS 'The outlet.';
COMMENT ON COLUMN story_timeline.outlet IS 'Its name.';
COMMENT ON COLUMN story_timeline.country IS 'Its country.';
COMMENT ON COLUMN story_timeline.title IS 'Title as published.';
COMMENT ON COLUMN story_timeline.duplicate_of IS 'The article it repeats.';
COMMENT ON COLUMN story_timeline.native_group IS 'Shared by the publisher''s own versions of one article.';
COMMENT ON COLUMN story_timeline.canonical_url IS 'Its address.';
COMMENT ON COLUMN story_timeline.hours_after_first IS 'Hours after the first article of the story.';
COMMENT ON COLUMN story_timeline.reason IS 'Why it is in the story: first, similar, native or duplicate.';
COMMENT ON COLUMN story_timeline.similarity IS 'How sure that is, 0 to 1, where the reason is similar.';
