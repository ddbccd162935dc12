INSERT INTO segments (
    version_id, article_id, language, paragraph_index, segment_index, kind, text, text_sha256, score, flags, is_corrected
)
SELECT
    version_id, article_id, language, paragraph_index, segment_index, kind, text, sha256(text), score, flags, is_corrected
FROM staged_segments SEMI JOIN replaced USING (version_id)
ORDER BY version_id, paragraph_index, segment_index
