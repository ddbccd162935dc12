MERGE INTO runs AS stored USING (
    SELECT
        CAST($run_id AS VARCHAR) AS run_id, CAST($flow AS VARCHAR) AS flow,
        CAST($started_at AS TIMESTAMPTZ) AS started_at, CAST($params AS JSON) AS params
) AS staged ON stored.run_id = staged.run_id
WHEN MATCHED AND stored.status = 'interrupted' THEN UPDATE SET status = 'running', finished_at = NULL
WHEN NOT MATCHED THEN
    INSERT (run_id, flow, started_at, finished_at, status, counts, error, params)
    VALUES (staged.run_id, staged.flow, staged.started_at, NULL, 'running', NULL, NULL, staged.params)
