-- The sentences of a story that say the same, pair by pair.
SELECT
    article_id_a, revision_a, paragraph_a, segment_a, article_id_b, revision_b, paragraph_b, segment_b, score, kind
FROM sentence_links
WHERE story_id = $story_id
ORDER BY score DESC, article_id_a, paragraph_a, segment_a, article_id_b, paragraph_b, segment_b
LIMIT $most
