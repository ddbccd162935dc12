DELETE FROM compared_articles USING staged
WHERE compared_articles.article_id_a = staged.article_id_a AND compared_articles.article_id_b = staged.article_id_b
