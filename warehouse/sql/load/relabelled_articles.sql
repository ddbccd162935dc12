UPDATE articles SET duplicate_of = staged.original_id
FROM staged
WHERE (articles.article_id = staged.article_id OR articles.duplicate_of = staged.article_id)
AND articles.article_id <> staged.original_id AND articles.duplicate_of IS DISTINCT FROM staged.original_id
