CREATE VIEW run_report AS
WITH stored AS (
    SELECT run_id, count(*) FILTER (revision_no = 1) AS articles_new, count(*) FILTER (revision_no > 1) AS articles_revised
    FROM revisions GROUP BY run_id
),
made AS (
    SELECT
        versions.run_id, count(DISTINCT versions.version_id) AS versions_made, count(*) AS sentences_translated,
        count(*) FILTER (len(segments.flags) > 0) AS sentences_flagged
    FROM versions
    JOIN segments ON segments.version_id = versions.version_id
    WHERE versions.origin = 'machine'
    GROUP BY versions.run_id
),
refused AS (
    SELECT first_run_id AS run_id, count(*) AS rejects_new FROM rejects GROUP BY first_run_id
),
met_again AS (
    SELECT last_run_id AS run_id, count(*) AS rejects_repeated
    FROM rejects WHERE last_run_id <> first_run_id GROUP BY last_run_id
),
lacking AS (
    SELECT run_id, count(*) AS versions_missing FROM missing_versions GROUP BY run_id
)
SELECT
    runs.run_id, runs.flow, runs.status, runs.started_at, runs.finished_at,
    round(epoch(runs.finished_at) - epoch(runs.started_at), 1) AS seconds,
    coalesce(stored.articles_new, 0) AS articles_new,
    coalesce(stored.articles_revised, 0) AS articles_revised,
    coalesce(refused.rejects_new, 0) AS rejects_new,
    coalesce(met_again.rejects_repeated, 0) AS rejects_repeated,
    coalesce(made.versions_made, 0) AS versions_made,
    coalesce(made.sentences_translated, 0) AS sentences_translated,
    coalesce(made.sentences_flagged, 0) AS sentences_flagged,
    coalesce(lacking.versions_missing, 0) AS versions_missing,
    runs.error
FROM runs
LEFT JOIN stored USING (run_id)
LEFT JOIN made USING (run_id)
LEFT JOIN refused USING (run_id)
LEFT JOIN met_again USING (run_id)
LEFT JOIN lacking USING (run_id);
COMMENT ON VIEW run_report IS 'What each run stored. versions_missing counts versions still missing for a reason that this run found; rejects_repeated those it was the last to meet again.';
COMMENT ON COLUMN run_report.run_id IS 'The run.';
COMMENT ON COLUMN run_report.flow IS 'What ran: nightly, ingest, translate ...';
COMMENT ON COLUMN run_report.status IS 'running, completed, failed or interrupted (found unfinished by a later run).';
COMMENT ON COLUMN run_report.started_at IS 'When it started.';
COMMENT ON COLUMN run_report.finished_at IS 'When it ended; NULL while it runs.';
COMMENT ON COLUMN run_report.seconds IS 'How long it took.';
COMMENT ON COLUMN run_report.articles_new IS 'Articles stored for the first time.';
COMMENT ON COLUMN run_report.articles_revised IS 'Articles stored in a changed text.';
COMMENT ON COLUMN run_report.rejects_new IS 'Subjects refused for the first time.';
COMMENT ON COLUMN run_report.rejects_repeated IS 'Subjects refused before, and last by this run.';
COMMENT ON COLUMN run_report.versions_made IS 'Machine versions made.';
COMMENT ON COLUMN run_report.sentences_translated IS 'Sentences in them.';
COMMENT ON COLUMN run_report.sentences_flagged IS 'Of these, with a quality flag.';
COMMENT ON COLUMN run_report.versions_missing IS 'Versions still missing for a reason this run found.';
COMMENT ON COLUMN run_report.error IS 'What ended it, if something did.';
