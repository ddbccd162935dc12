DELETE FROM sentence_links USING staged
WHERE sentence_links.article_id_a = staged.article_id_a AND sentence_links.article_id_b = staged.article_id_b
