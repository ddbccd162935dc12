SELECT
    articles.language, missing_versions.language, missing_versions.reason, missing_versions.detail,
    count(*) AS articles, min(missing_versions.since) AS since
FROM missing_versions JOIN articles USING (article_id)
GROUP BY articles.language, missing_versions.language, missing_versions.reason, missing_versions.detail
ORDER BY articles DESC, articles.language, missing_versions.language, missing_versions.reason, missing_versions.detail
