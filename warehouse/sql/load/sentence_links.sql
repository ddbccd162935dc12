INSERT INTO sentence_links (
    story_id, article_id_a, revision_a, paragraph_a, segment_a, article_id_b, revision_b, paragraph_b, segment_b,
    score, kind, run_id
)
SELECT
    story_id, article_id_a, revision_a, paragraph_a, segment_a, article_id_b, revision_b, paragraph_b, segment_b,
    score, kind, run_id
FROM staged
