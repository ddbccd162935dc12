-- A story, or the one it was merged into.
WITH RECURSIVE renamed AS (
    SELECT CAST($story_id AS BIGINT) AS story_id
    UNION
    SELECT story_merges.merged_into FROM renamed JOIN story_merges ON story_merges.story_id = renamed.story_id
)
SELECT
    stories.story_id, stories.title, stories.title_language, stories.first_article_id, stories.first_published_at,
    stories.last_published_at, stories.languages, stories.article_count
FROM renamed
JOIN stories ON stories.story_id = renamed.story_id
LIMIT 1
