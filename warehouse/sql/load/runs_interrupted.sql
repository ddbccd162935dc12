-- A run of this flow that never finished was killed: two runs of one flow are not active at a time.
UPDATE runs SET status = 'interrupted'
WHERE flow = $flow AND run_id <> $run_id AND status = 'running' AND started_at <= CAST($started_at AS TIMESTAMPTZ)
