-- Where a span of time lies among all articles: the last moment before it, the first one after it, the newest of all.
SELECT
    max(published_at) FILTER (published_at < CAST($since AS TIMESTAMPTZ)) AS before,
    min(published_at) FILTER (published_at >= CAST($until AS TIMESTAMPTZ)) AS after,
    max(published_at) AS newest,
    count(*) AS articles,
    count(*) FILTER (published_at IS NULL) AS undated
FROM articles
