SELECT stage, reason, count(*) AS rejects, count(*) FILTER (first_run_id = $run_id) AS rejects_new
FROM rejects WHERE last_run_id = $run_id
GROUP BY stage, reason
ORDER BY rejects DESC, stage, reason
