-- The versions of an article that are shown, with what made them.
SELECT
    language, origin, pair, "pivot", engine, package_name, package_version, is_demo, produced_at
FROM versions
WHERE article_id = $article_id AND is_current
ORDER BY language, produced_at
