UPDATE entries SET outcome = CASE WHEN articles.duplicate_of IS NULL THEN 'article' ELSE 'duplicate' END
FROM articles
WHERE entries.article_id = articles.article_id AND entries.outcome IN ('article', 'duplicate')
AND (
    articles.article_id IN (SELECT article_id FROM staged UNION ALL SELECT original_id FROM staged)
    OR articles.duplicate_of IN (SELECT original_id FROM staged)
)
AND entries.outcome <> CASE WHEN articles.duplicate_of IS NULL THEN 'article' ELSE 'duplicate' END
