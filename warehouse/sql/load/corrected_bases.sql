-- Of the staged articles: the best machine version of the current revision in each language in which a person corrected
-- a sentence.
WITH machine AS (
    SELECT
        versions.*,
        row_number() OVER (
            PARTITION BY versions.article_id, versions.language
            ORDER BY versions.is_demo, versions.produced_at DESC, versions.version_id
        ) AS place
    FROM versions
    JOIN articles ON articles.article_id = versions.article_id AND articles.revision_no = versions.revision_no
    WHERE versions.origin = 'machine' AND versions.article_id IN (SELECT article_id FROM staged)
)
SELECT DISTINCT
    machine.version_id, machine.article_id, machine.revision_no, machine.language, machine.pair, machine."pivot",
    machine.engine, machine.package_name, machine.package_version, machine.package_sha256, machine.settings_sha256,
    machine.is_demo
FROM machine
JOIN versions AS source
    ON source.article_id = machine.article_id AND source.revision_no = machine.revision_no
    AND source.origin = 'source'
JOIN segments ON segments.version_id = source.version_id
JOIN corrections
    ON corrections.text_sha256 = segments.text_sha256 AND corrections.pair = machine.pair AND corrections.is_current
WHERE machine.place = 1
ORDER BY machine.article_id, machine.language
