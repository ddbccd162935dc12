MERGE INTO article_signals AS stored USING staged
ON stored.article_id = staged.article_id AND stored.revision_no = staged.revision_no
    AND stored.language = staged.language AND stored.version = staged.version
WHEN NOT MATCHED THEN
    INSERT (article_id, revision_no, language, version, grams, numbers, run_id)
    VALUES (
        staged.article_id, staged.revision_no, staged.language, staged.version, staged.grams, staged.numbers,
        staged.run_id
    )
