-- A tombstone that is there keeps its date and reason; what is removed once more is to be erased once more.
MERGE INTO forgotten AS stored USING staged ON stored.forgotten_id = staged.forgotten_id
WHEN MATCHED THEN UPDATE SET erased_at = NULL
WHEN NOT MATCHED THEN
    INSERT (forgotten_id, article_id, url_sha256, forgotten_at, reason, erased_at)
    VALUES (staged.forgotten_id, staged.article_id, staged.url_sha256, staged.forgotten_at, staged.reason, NULL)
