-- What made the best machine versions of the current revisions, with how many articles and sentences. The settings tell
-- what translated the first leg of a pivot; without one they do not matter here.
WITH best AS (
    SELECT versions.*
    FROM versions
    JOIN articles ON articles.article_id = versions.article_id AND articles.revision_no = versions.revision_no
    WHERE versions.origin = 'machine'
    QUALIFY row_number() OVER (
        PARTITION BY versions.article_id, versions.language
        ORDER BY versions.is_demo, versions.produced_at DESC, versions.version_id
    ) = 1
),
sized AS (
    SELECT best.version_id, count(*) AS sentences
    FROM best JOIN segments ON segments.version_id = best.version_id AND segments.article_id = best.article_id
    GROUP BY best.version_id
)
SELECT
    best.pair, best."pivot", best.engine, best.package_name, best.package_version, best.package_sha256, best.is_demo,
    CASE WHEN best."pivot" IS NOT NULL THEN best.settings_sha256 END AS settings_sha256,
    count(*) AS articles, CAST(sum(sized.sentences) AS BIGINT) AS sentences
FROM best JOIN sized ON sized.version_id = best.version_id
GROUP BY ALL
ORDER BY best.pair, best."pivot" NULLS FIRST, articles DESC, best.package_name, best.package_version
