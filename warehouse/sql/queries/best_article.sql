-- The article to show first: in all three languages, its sentences translated with the fewest flags, the newest.
SELECT versions.article_id
FROM versions
JOIN articles ON articles.article_id = versions.article_id
LEFT JOIN (
    SELECT version_id, count(*) FILTER (len(flags) > 0) AS flagged, count(*) AS sentences
    FROM segments GROUP BY version_id
) AS counted ON counted.version_id = versions.version_id
WHERE versions.is_current
GROUP BY versions.article_id, articles.published_at, articles.duplicate_of
HAVING count(DISTINCT versions.language) = 3
ORDER BY
    articles.duplicate_of IS NOT NULL,
    sum(counted.flagged) / sum(counted.sentences),
    articles.published_at DESC NULLS LAST,
    versions.article_id
LIMIT 1
