-- Which version of an article and language is shown: of the current revision only; the publisher's own, then a
-- person's, then a machine's; a real package before a demo package; the newest. A human version whose
-- corrections were all taken back comes last.
UPDATE versions SET is_current = ranked.is_first
FROM (
    SELECT
        version.version_id,
        version.revision_no = article.revision_no AND row_number() OVER (
            PARTITION BY version.article_id, version.language, version.revision_no
            ORDER BY
                CASE
                    WHEN version.origin = 'source' THEN 0
                    WHEN version.origin <> 'human' THEN 2
                    WHEN version.version_id IN (SELECT version_id FROM segments WHERE is_corrected) THEN 1
                    ELSE 3
                END,
                version.is_demo, version.produced_at DESC, version.version_id
        ) = 1 AS is_first
    FROM versions AS version
    JOIN articles AS article ON article.article_id = version.article_id
    WHERE version.article_id IN (SELECT article_id FROM staged)
) AS ranked
WHERE versions.version_id = ranked.version_id AND versions.is_current <> ranked.is_first
