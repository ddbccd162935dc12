-- Articles per quarter of an hour and language: every time zone's days begin with one.
SELECT CAST(epoch(published_at) AS BIGINT) // 900 AS quarter, language, count(*) AS articles
FROM articles
WHERE published_at >= CAST($since AS TIMESTAMPTZ) AND published_at < CAST($until AS TIMESTAMPTZ)
GROUP BY quarter, language
