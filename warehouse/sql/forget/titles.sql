-- Every title the forgotten articles have had, in every language.
SELECT DISTINCT title FROM (
    SELECT title FROM articles WHERE article_id IN (SELECT article_id FROM gone_articles)
    UNION ALL
    SELECT title FROM revisions WHERE article_id IN (SELECT article_id FROM gone_articles)
    UNION ALL
    SELECT title FROM entries WHERE article_id IN (SELECT article_id FROM gone_articles)
    UNION ALL
    SELECT text FROM segments WHERE article_id IN (SELECT article_id FROM gone_articles) AND paragraph_index = 0
)
WHERE title <> ''
ORDER BY length(title) DESC, title
