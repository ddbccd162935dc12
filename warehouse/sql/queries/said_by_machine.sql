-- The staged translations that a machine gave for the same sentence, in a version of a current revision.
SELECT DISTINCT staged.pair, staged.text_sha256
FROM versions AS source
JOIN segments AS original ON original.version_id = source.version_id
JOIN staged ON staged.text_sha256 = original.text_sha256
JOIN versions AS machine
    ON machine.article_id = source.article_id AND machine.revision_no = source.revision_no
    AND machine.origin = 'machine' AND machine.pair = staged.pair
JOIN segments
    ON segments.version_id = machine.version_id AND segments.paragraph_index = original.paragraph_index
    AND segments.segment_index = original.segment_index AND segments.text = staged.target_text
WHERE source.origin = 'source' AND source.is_current
