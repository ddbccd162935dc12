-- An article that is in a story stays there.
MERGE INTO story_articles AS stored USING staged ON stored.article_id = staged.article_id
WHEN NOT MATCHED THEN
    INSERT (article_id, story_id, reason, similarity, nearest_article_id, method, signals, run_id)
    VALUES (
        staged.article_id, staged.story_id, staged.reason, staged.similarity, staged.nearest_article_id,
        staged.method, CAST(staged.signals AS JSON), staged.run_id
    )
