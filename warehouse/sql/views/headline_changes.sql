CREATE VIEW headline_changes AS
WITH titles AS (
    SELECT
        article_id, revision_no, title, seen_at, cause,
        lag(title) OVER (PARTITION BY article_id ORDER BY revision_no) AS old_title,
        lag(seen_at) OVER (PARTITION BY article_id ORDER BY revision_no) AS old_seen_at
    FROM revisions
)
SELECT
    titles.article_id, articles.source_id, articles.language, titles.revision_no, titles.old_title,
    titles.title AS new_title, titles.old_seen_at, titles.seen_at AS new_seen_at, titles.cause, articles.published_at
FROM titles
JOIN articles ON articles.article_id = titles.article_id
WHERE titles.old_title <> titles.title;
COMMENT ON VIEW headline_changes IS 'Headlines that an outlet changed after publishing: one row per change.';
COMMENT ON COLUMN headline_changes.article_id IS 'The article.';
COMMENT ON COLUMN headline_changes.source_id IS 'Its outlet.';
COMMENT ON COLUMN headline_changes.language IS 'Language it is written in.';
COMMENT ON COLUMN headline_changes.revision_no IS 'The revision that has the new headline, from 2.';
COMMENT ON COLUMN headline_changes.old_title IS 'The headline before.';
COMMENT ON COLUMN headline_changes.new_title IS 'The headline after.';
COMMENT ON COLUMN headline_changes.old_seen_at IS 'When the revision before was first read.';
COMMENT ON COLUMN headline_changes.new_seen_at IS 'When this one was: the change lies between the two.';
COMMENT ON COLUMN headline_changes.cause IS 'publisher: the outlet changed it; extractor: a newer program read the archived page otherwise.';
COMMENT ON COLUMN headline_changes.published_at IS 'When the article was published; NULL when nothing tells it.';
