SELECT run_id, flow, started_at, finished_at, status, counts, error, params FROM runs WHERE run_id = $run_id
