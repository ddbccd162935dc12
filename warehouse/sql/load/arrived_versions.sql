DELETE FROM missing_versions
WHERE article_id IN (SELECT article_id FROM staged)
AND EXISTS (
    SELECT 1 FROM versions
    WHERE versions.article_id = missing_versions.article_id AND versions.language = missing_versions.language
    AND versions.is_current
)
