UPDATE runs SET
    status = $status, finished_at = CAST($finished_at AS TIMESTAMPTZ), counts = CAST($counts AS JSON), error = $error
WHERE run_id = $run_id
