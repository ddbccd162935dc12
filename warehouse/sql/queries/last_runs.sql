SELECT run_id, flow, status, started_at, finished_at, error
FROM runs
QUALIFY row_number() OVER (PARTITION BY flow ORDER BY started_at DESC, run_id DESC) = 1
ORDER BY started_at DESC, run_id
