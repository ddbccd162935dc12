MERGE INTO embeddings AS stored USING staged
ON stored.article_id = staged.article_id AND stored.revision_no = staged.revision_no
    AND stored.model = staged.model AND stored.model_version = staged.model_version
WHEN NOT MATCHED THEN
    INSERT (article_id, revision_no, model, model_version, vector, run_id)
    VALUES (
        staged.article_id, staged.revision_no, staged.model, staged.model_version, staged.vector, staged.run_id
    )
