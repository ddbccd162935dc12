-- Keeps the sentences that a replacement of their version changes.
INSERT INTO replaced_segments (
    version_id, article_id, language, paragraph_index, segment_index, text, score, flags, replaced_at, run_id
)
SELECT
    stored.version_id, stored.article_id, stored.language, stored.paragraph_index, stored.segment_index, stored.text,
    stored.score, stored.flags, $now, $run_id
FROM segments AS stored
SEMI JOIN replaced ON replaced.version_id = stored.version_id
ANTI JOIN staged_segments AS same
    ON same.version_id = stored.version_id AND same.paragraph_index = stored.paragraph_index
    AND same.segment_index = stored.segment_index AND same.text = stored.text
