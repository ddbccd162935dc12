-- Articles of stories whose current text was compared with no other, each with the nearest of every language: the
-- publisher's own versions first, then those published closest in time. Near-duplicates stand for themselves already.
WITH members AS (
    SELECT
        story_articles.story_id, articles.article_id, articles.revision_no, articles.language, articles.published_at,
        articles.native_group
    FROM stories
    JOIN story_articles ON story_articles.story_id = stories.story_id
    JOIN articles ON articles.article_id = story_articles.article_id
    WHERE stories.article_count > 1 AND articles.duplicate_of IS NULL AND articles.published_at IS NOT NULL
),
compared AS (
    SELECT article_id_a AS article_id, revision_a AS revision_no FROM compared_articles
    UNION
    SELECT article_id_b, revision_b FROM compared_articles
),
pending AS (
    SELECT members.*
    FROM members
    ANTI JOIN compared
        ON compared.article_id = members.article_id AND compared.revision_no = members.revision_no
),
near AS (
    SELECT
        pending.story_id,
        least(pending.article_id, members.article_id) AS article_id_a,
        greatest(pending.article_id, members.article_id) AS article_id_b,
        coalesce(pending.native_group = members.native_group, FALSE) AS is_native
    FROM pending
    JOIN members ON members.story_id = pending.story_id AND members.article_id <> pending.article_id
    QUALIFY row_number() OVER (
        PARTITION BY pending.article_id, members.language
        ORDER BY
            coalesce(pending.native_group = members.native_group, FALSE) DESC,
            abs(epoch(members.published_at) - epoch(pending.published_at)), members.article_id
    ) <= $nearest
)
SELECT DISTINCT near.story_id, near.article_id_a, near.article_id_b, near.is_native, len(stories.languages) AS languages
FROM near
JOIN stories ON stories.story_id = near.story_id
ORDER BY near.story_id, near.article_id_a, near.article_id_b
