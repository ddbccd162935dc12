CREATE VIEW translation_coverage AS
SELECT
    CAST(articles.published_at AT TIME ZONE 'UTC' AS DATE) AS day,
    articles.language AS source_language,
    target.language AS target_language,
    count(*) AS articles,
    count(versions.version_id) AS translated,
    count(*) FILTER (versions.is_demo) AS by_demo_package,
    count(*) FILTER (versions.version_id IS NULL AND missing_versions.reason = 'native_version') AS native,
    count(*) FILTER (versions.version_id IS NULL AND missing_versions.reason = 'no_route') AS no_route,
    count(*) FILTER (
        versions.version_id IS NULL AND coalesce(missing_versions.reason, '') NOT IN ('native_version', 'no_route')
    ) AS waiting,
    round(
        100.0 * count(versions.version_id) / nullif(count(*) FILTER (
            versions.version_id IS NOT NULL OR coalesce(missing_versions.reason, '') NOT IN ('native_version', 'no_route')
        ), 0), 1
    ) AS percent_translated
FROM articles
CROSS JOIN (VALUES ('en'), ('uk'), ('ru')) AS target (language)
LEFT JOIN versions
    ON versions.article_id = articles.article_id AND versions.language = target.language AND versions.is_current
LEFT JOIN missing_versions
    ON missing_versions.article_id = articles.article_id AND missing_versions.language = target.language
WHERE target.language <> articles.language
GROUP BY ALL;
COMMENT ON VIEW translation_coverage IS 'Per UTC day and direction: how many articles have a current translation, how many wait. Directions without a route, and languages the publisher writes itself, are counted apart and left out of percent_translated.';
