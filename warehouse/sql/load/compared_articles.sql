INSERT INTO compared_articles (
    story_id, article_id_a, revision_a, article_id_b, revision_b, sentences_a, sentences_b, links, is_monotone,
    "method", run_id
)
SELECT
    story_id, article_id_a, revision_a, article_id_b, revision_b, sentences_a, sentences_b, links, is_monotone,
    "method", run_id
FROM staged
