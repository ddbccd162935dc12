-- The staged stories, told anew from their articles. A row that says so already is left alone.
MERGE INTO stories AS stored USING (
    SELECT
        members.story_id,
        min_by(articles.title, (articles.published_at, articles.article_id)) AS title,
        min_by(articles.language, (articles.published_at, articles.article_id)) AS title_language,
        min_by(articles.article_id, (articles.published_at, articles.article_id)) AS first_article_id,
        min(articles.published_at) AS first_published_at,
        max(articles.published_at) AS last_published_at,
        list_sort(list_distinct(list(articles.language))) AS languages,
        CAST(count(*) AS INTEGER) AS article_count
    FROM story_articles AS members
    JOIN articles ON articles.article_id = members.article_id
    WHERE members.story_id IN (SELECT story_id FROM staged)
    GROUP BY members.story_id
) AS told ON stored.story_id = told.story_id
WHEN MATCHED AND (
    stored.title, stored.title_language, stored.first_article_id, stored.first_published_at, stored.last_published_at,
    stored.languages, stored.article_count
) IS DISTINCT FROM (
    told.title, told.title_language, told.first_article_id, told.first_published_at, told.last_published_at,
    told.languages, told.article_count
) THEN UPDATE SET
    title = told.title, title_language = told.title_language, first_article_id = told.first_article_id,
    first_published_at = told.first_published_at, last_published_at = told.last_published_at,
    languages = told.languages, article_count = told.article_count, run_id = $run_id
WHEN NOT MATCHED THEN
    INSERT (
        story_id, title, title_language, first_article_id, first_published_at, last_published_at, languages,
        article_count, run_id
    )
    VALUES (
        told.story_id, told.title, told.title_language, told.first_article_id, told.first_published_at,
        told.last_published_at, told.languages, told.article_count, $run_id
    )
