-- The best machine version of every article's current revision, per language.
SELECT
    articles.article_id, articles.revision_no, articles.source_id, articles.language, versions.language AS target,
    articles.published_at,
    articles.native_group IS NOT NULL AND EXISTS (
        SELECT 1 FROM articles AS sibling
        WHERE sibling.native_group = articles.native_group AND sibling.language = versions.language
    ) AS has_native,
    versions."pivot", versions.engine, versions.package_sha256, versions.settings_sha256
FROM versions
JOIN articles ON articles.article_id = versions.article_id AND articles.revision_no = versions.revision_no
WHERE versions.origin = 'machine'
AND ($pair IS NULL OR versions.pair = $pair)
AND ($target IS NULL OR versions.language = $target)
AND ($article_ids IS NULL OR list_contains(CAST($article_ids AS BIGINT[]), articles.article_id))
QUALIFY row_number() OVER (
    PARTITION BY versions.article_id, versions.language
    ORDER BY versions.is_demo, versions.produced_at DESC, versions.version_id
) = 1
ORDER BY articles.published_at DESC NULLS LAST, articles.article_id, versions.language
