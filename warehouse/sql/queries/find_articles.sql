-- Articles by id, by address, or by words in their headline in any language; the newest first.
WITH shown AS (
    SELECT
        versions.article_id, list(versions.language ORDER BY versions.language) AS languages,
        bool_or(contains(lower(titles.text), lower($words))) AS is_match
    FROM versions
    LEFT JOIN segments AS titles ON titles.version_id = versions.version_id AND titles.paragraph_index = 0
    WHERE versions.is_current
    GROUP BY versions.article_id
)
SELECT
    articles.article_id, articles.source_id, coalesce(sources.name, articles.source_id), articles.language,
    articles.title, articles.canonical_url, articles.published_at, shown.languages
FROM articles
JOIN shown USING (article_id)
LEFT JOIN sources USING (source_id)
WHERE $words IS NULL
    OR CAST(articles.article_id AS VARCHAR) = $words
    OR articles.canonical_url = $words
    OR shown.is_match
ORDER BY articles.published_at DESC NULLS LAST, articles.article_id
LIMIT $limit
