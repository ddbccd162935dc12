-- What each staged article belongs to whatever it looks like: its original or its copies, and the first of its native versions.
WITH firsts AS (
    SELECT native_group, min_by(article_id, (published_at, article_id)) AS article_id
    FROM articles
    WHERE native_group IS NOT NULL AND published_at IS NOT NULL
    GROUP BY native_group
),
ties AS (
    SELECT articles.article_id, articles.duplicate_of AS other_id, 'duplicate' AS reason
    FROM articles
    SEMI JOIN staged ON staged.article_id = articles.article_id
    WHERE articles.duplicate_of IS NOT NULL
    UNION ALL
    SELECT articles.article_id, copies.article_id, 'duplicate'
    FROM articles
    SEMI JOIN staged ON staged.article_id = articles.article_id
    JOIN articles AS copies ON copies.duplicate_of = articles.article_id
    UNION ALL
    SELECT articles.article_id, firsts.article_id, 'native'
    FROM articles
    SEMI JOIN staged ON staged.article_id = articles.article_id
    JOIN firsts ON firsts.native_group = articles.native_group
    WHERE firsts.article_id <> articles.article_id
)
SELECT ties.article_id, ties.other_id, ties.reason, story_articles.story_id
FROM ties
LEFT JOIN story_articles ON story_articles.article_id = ties.other_id
ORDER BY ties.article_id, ties.other_id
