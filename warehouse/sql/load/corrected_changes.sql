-- The human versions that are new, or have another sentence than is stored.
SELECT DISTINCT version_id
FROM (
    SELECT version_id, paragraph_index, segment_index, text, score, flags, is_corrected FROM staged_segments
    EXCEPT
    SELECT version_id, paragraph_index, segment_index, text, score, flags, is_corrected
    FROM segments WHERE version_id IN (SELECT version_id FROM staged)
)
ORDER BY version_id
