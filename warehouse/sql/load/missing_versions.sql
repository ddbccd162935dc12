-- `since` moves only with the reason, so that it says how long an article has waited for it.
MERGE INTO missing_versions AS stored USING (
    SELECT staged.article_id, staged.language, staged.reason, staged.detail, staged.since, staged.run_id
    FROM staged
    ANTI JOIN versions AS present
        ON present.article_id = staged.article_id AND present.language = staged.language AND present.is_current
) AS staged ON stored.article_id = staged.article_id AND stored.language = staged.language
WHEN MATCHED AND (stored.reason, stored.detail) IS DISTINCT FROM (staged.reason, staged.detail) THEN UPDATE SET
    since = CASE WHEN stored.reason = staged.reason THEN stored.since ELSE staged.since END,
    reason = staged.reason, detail = staged.detail, run_id = staged.run_id
WHEN NOT MATCHED THEN
    INSERT (article_id, language, reason, detail, since, run_id)
    VALUES (staged.article_id, staged.language, staged.reason, staged.detail, staged.since, staged.run_id)
