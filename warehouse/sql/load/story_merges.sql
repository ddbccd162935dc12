MERGE INTO story_merges AS stored USING staged ON stored.story_id = staged.story_id
WHEN NOT MATCHED THEN
    INSERT (story_id, merged_into, similarity, merged_at, run_id)
    VALUES (staged.story_id, staged.merged_into, staged.similarity, $now, $run_id)
