-- What is stored of the staged versions: whether their source is there, and whether they are new or to be replaced.
-- The text of a stored version changes only with the settings that made it, or when a person corrects it again.
SELECT
    staged.version_id,
    source.version_id IS NOT NULL AS has_source,
    stored.version_id IS NOT NULL AS is_stored,
    stored.settings_sha256 IS DISTINCT FROM staged.settings_sha256
        OR (staged.origin = 'human' AND staged.produced_at > stored.produced_at) AS is_to_write
FROM staged
LEFT JOIN versions AS stored ON stored.version_id = staged.version_id
LEFT JOIN versions AS source
    ON source.article_id = staged.article_id AND source.revision_no = staged.revision_no AND source.origin = 'source'
