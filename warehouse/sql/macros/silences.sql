CREATE MACRO silences(hours := 24, min_articles := 1) AS TABLE
WITH spaces AS (
    SELECT DISTINCT watched.language FROM articles AS watched
),
seen AS (
    SELECT story.story_id, told.language, min(told.published_at) AS first_published_at
    FROM stories AS story
    JOIN story_articles AS member ON member.story_id = story.story_id
    JOIN articles AS told ON told.article_id = member.article_id
    GROUP BY story.story_id, told.language
),
-- Silence is only known where we have been reading for as long since.
last_reading AS (
    SELECT max(entry.last_seen_at) AS at FROM entries AS entry
)
SELECT
    story.story_id, story.title AS story, story.languages AS covered_in, space.language AS silent_language,
    story.first_published_at, story.article_count AS articles,
    round(epoch(later.first_published_at - story.first_published_at) / 3600, 1) AS covered_after_hours
FROM stories AS story
CROSS JOIN spaces AS space
LEFT JOIN seen AS later ON later.story_id = story.story_id AND later.language = space.language
WHERE story.article_count >= min_articles
    AND story.first_published_at + to_hours(CAST(hours AS INTEGER)) <= (SELECT last_reading.at FROM last_reading)
    AND (
        later.first_published_at IS NULL
        OR later.first_published_at > story.first_published_at + to_hours(CAST(hours AS INTEGER))
    );
COMMENT ON MACRO TABLE silences IS 'silences(hours := 24, min_articles := 1): stories that one language space had and another had not within so many hours. covered_after_hours is NULL where it never came. Counts what publishers wrote, never translations.';
