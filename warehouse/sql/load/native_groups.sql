UPDATE articles SET native_group = staged.native_group
FROM staged
WHERE articles.article_id = staged.article_id AND articles.native_group IS DISTINCT FROM staged.native_group
