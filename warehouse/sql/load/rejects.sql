-- A reject met again in a later run is counted; a retry within the run that stored it changes nothing.
MERGE INTO rejects AS stored USING (
    SELECT
        reject_id, stage, reason, subject, detail, source_id,
        CAST($run_id AS VARCHAR) AS run_id, CAST($now AS TIMESTAMPTZ) AS seen_at
    FROM staged
) AS staged ON stored.reject_id = staged.reject_id
WHEN MATCHED AND stored.last_run_id <> staged.run_id THEN UPDATE SET
    detail = staged.detail, last_seen_at = greatest(stored.last_seen_at, staged.seen_at), times = stored.times + 1,
    last_run_id = staged.run_id
WHEN NOT MATCHED THEN
    INSERT (
        reject_id, stage, reason, subject, detail, source_id, first_seen_at, last_seen_at, times, first_run_id, last_run_id
    )
    VALUES (
        staged.reject_id, staged.stage, staged.reason, staged.subject, staged.detail, staged.source_id,
        staged.seen_at, staged.seen_at, 1, staged.run_id, staged.run_id
    )
