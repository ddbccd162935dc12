-- Which articles of a story were compared, in which revisions, and how far from the top.
SELECT article_id_a, revision_a, sentences_a, article_id_b, revision_b, sentences_b
FROM compared_articles
WHERE story_id = $story_id
