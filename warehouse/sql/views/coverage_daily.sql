CREATE VIEW coverage_daily AS
SELECT
    CAST(published_at AT TIME ZONE 'UTC' AS DATE) AS day,
    source_id,
    language,
    count(*) AS articles,
    count(duplicate_of) AS duplicates,
    count(*) FILTER (revision_no > 1) AS revised
FROM articles
GROUP BY ALL;
COMMENT ON VIEW coverage_daily IS 'Articles per UTC day of publication, source and language of writing. day is NULL for articles whose date nothing tells; duplicates are counted among articles.';
COMMENT ON COLUMN coverage_daily.day IS 'UTC day of publication; NULL when nothing tells the date.';
COMMENT ON COLUMN coverage_daily.source_id IS 'The source.';
COMMENT ON COLUMN coverage_daily.language IS 'Language of writing.';
COMMENT ON COLUMN coverage_daily.articles IS 'Articles, duplicates included.';
COMMENT ON COLUMN coverage_daily.duplicates IS 'Of these, repeats of an earlier article.';
COMMENT ON COLUMN coverage_daily.revised IS 'Of these, changed after they were first read.';
