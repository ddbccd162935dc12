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
COMMENT ON COLUMN translation_coverage.day IS 'UTC day of publication; NULL when nothing tells the date.';
COMMENT ON COLUMN translation_coverage.source_language IS 'Language of writing.';
COMMENT ON COLUMN translation_coverage.target_language IS 'The other language.';
COMMENT ON COLUMN translation_coverage.articles IS 'Articles of that day and language.';
COMMENT ON COLUMN translation_coverage.translated IS 'Of these, with a current version in the other language.';
COMMENT ON COLUMN translation_coverage.by_demo_package IS 'Of these, made by a demo package.';
COMMENT ON COLUMN translation_coverage.native IS 'Articles whose publisher writes that language itself.';
COMMENT ON COLUMN translation_coverage.no_route IS 'Articles that no configured route leads from.';
COMMENT ON COLUMN translation_coverage.waiting IS 'Articles that should have a version and have none yet.';
COMMENT ON COLUMN translation_coverage.percent_translated IS 'Translated, in percent of those that should be; NULL when none should.';
