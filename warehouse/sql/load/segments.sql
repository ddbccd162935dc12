INSERT INTO segments (
    version_id, article_id, language, paragraph_index, segment_index, kind, text, text_sha256, score, flags
)
SELECT
    version_id, article_id, language, paragraph_index, segment_index, kind, text, sha256(text), score,
    CASE WHEN flags = '' THEN [] ELSE string_split(flags, ' ') END
FROM staged_segments
