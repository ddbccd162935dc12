-- Of the source's latest articles. A line counts when it stands in several and in a share of them: a paragraph of
-- background that an outlet repeats in a running story is no boilerplate. Copies of one article count once; lines that
-- were cut before still count.
WITH latest AS (
    SELECT article_id FROM articles
    WHERE source_id = $source_id AND duplicate_of IS NULL
    ORDER BY first_seen_at DESC, article_id LIMIT 200
), lines AS (
    SELECT versions.article_id, string_agg(segments.text, ' ' ORDER BY segments.segment_index) AS text
    FROM latest
    JOIN versions
        ON versions.article_id = latest.article_id AND versions.origin = 'source' AND versions.is_current
    JOIN segments ON segments.version_id = versions.version_id
    WHERE segments.paragraph_index > 0
    GROUP BY versions.article_id, segments.paragraph_index
    UNION ALL
    SELECT latest.article_id, removed_lines.text
    FROM latest JOIN removed_lines USING (article_id)
)
SELECT text FROM lines GROUP BY text
HAVING count(DISTINCT article_id) >= greatest($min_articles, 0.2 * (SELECT count(*) FROM latest))
