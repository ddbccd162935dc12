SELECT
    articles.article_id, articles.revision_no, articles.source_id, articles.language, target.language AS target,
    articles.published_at,
    articles.native_group IS NOT NULL AND EXISTS (
        SELECT 1 FROM articles AS sibling
        WHERE sibling.native_group = articles.native_group AND sibling.language = target.language
    ) AS has_native,
    versions.version_id IS NOT NULL AS has_demo_version,
    missing_versions.reason
FROM articles
CROSS JOIN (SELECT unnest(CAST($languages AS VARCHAR[])) AS language) AS target
LEFT JOIN versions
    ON versions.article_id = articles.article_id AND versions.language = target.language AND versions.is_current
LEFT JOIN missing_versions
    ON missing_versions.article_id = articles.article_id AND missing_versions.language = target.language
WHERE target.language <> articles.language
AND (versions.version_id IS NULL OR (versions.is_demo AND list_contains(CAST($replace_demo AS VARCHAR[]), versions.pair)))
AND ($article_ids IS NULL OR list_contains(CAST($article_ids AS BIGINT[]), articles.article_id))
ORDER BY articles.published_at DESC NULLS LAST, articles.article_id, target.language
LIMIT $limit
