-- These articles, and those that share a native group with one of them.
SELECT article_id, language, native_group
FROM articles
WHERE article_id IN (SELECT article_id FROM staged)
    OR native_group IN (SELECT native_group FROM articles SEMI JOIN staged USING (article_id))
ORDER BY article_id
