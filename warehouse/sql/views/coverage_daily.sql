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
