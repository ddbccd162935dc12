-- The same article as its publisher wrote it in other languages.
SELECT article_id, language, title
FROM articles
WHERE native_group = $native_group AND article_id <> $article_id
ORDER BY language, article_id
LIMIT 20
