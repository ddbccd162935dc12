-- Staged translations that lack a position of their source, have one more, or have one twice.
WITH expected AS (
    SELECT staged.version_id, segments.paragraph_index, segments.segment_index
    FROM staged
    JOIN versions AS source
        ON source.article_id = staged.article_id AND source.revision_no = staged.revision_no
        AND source.origin = 'source'
    JOIN segments ON segments.version_id = source.version_id
    WHERE staged.origin <> 'source'
),
counted AS (
    SELECT version_id, paragraph_index, segment_index, sum(wanted) AS wanted, sum(given) AS given
    FROM (
        SELECT version_id, paragraph_index, segment_index, 1 AS wanted, 0 AS given FROM expected
        UNION ALL
        SELECT version_id, paragraph_index, segment_index, 0 AS wanted, 1 AS given FROM staged_segments
    )
    GROUP BY version_id, paragraph_index, segment_index
)
SELECT version_id, paragraph_index, segment_index, wanted, given
FROM counted WHERE wanted <> 1 OR given <> 1
ORDER BY version_id, paragraph_index, segment_index
LIMIT 1
