-- The staged new articles and those already in a story that were published in reach of them, in order of time. Of
-- several descriptions of an article (it changed before it was placed) the latest revision's counts.
CREATE OR REPLACE TEMP TABLE story_window AS
WITH reach AS (
    SELECT articles.article_id, articles.language, articles.published_at, story_articles.story_id
    FROM articles
    LEFT JOIN story_articles ON story_articles.article_id = articles.article_id
    WHERE articles.published_at BETWEEN CAST($since AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
    AND (story_articles.story_id IS NOT NULL OR articles.article_id IN (SELECT article_id FROM staged))
),
signals AS (
    SELECT article_signals.article_id, article_signals.language, article_signals.grams, article_signals.numbers
    FROM article_signals
    SEMI JOIN reach ON reach.article_id = article_signals.article_id
    WHERE article_signals.version = $signals
    QUALIFY row_number() OVER (
        PARTITION BY article_signals.article_id, article_signals.language ORDER BY article_signals.revision_no DESC
    ) = 1
),
vectors AS (
    SELECT embeddings.article_id, embeddings.vector
    FROM embeddings
    SEMI JOIN reach ON reach.article_id = embeddings.article_id
    WHERE embeddings.model = $model AND embeddings.model_version = $model_version
    QUALIFY row_number() OVER (PARTITION BY embeddings.article_id ORDER BY embeddings.revision_no DESC) = 1
)
SELECT
    reach.article_id,
    epoch(reach.published_at) / 3600.0 AS hours,
    CAST(list_position($languages, reach.language) - 1 AS TINYINT) AS language,
    coalesce(reach.story_id, -1) AS story_id,
    own.grams, own.numbers,
    coalesce(english.grams, []) AS english,
    vectors.vector
FROM reach
JOIN signals AS own ON own.article_id = reach.article_id AND own.language = reach.language
LEFT JOIN signals AS english ON english.article_id = reach.article_id AND english.language = 'en'
LEFT JOIN vectors ON vectors.article_id = reach.article_id
ORDER BY reach.published_at, reach.article_id
