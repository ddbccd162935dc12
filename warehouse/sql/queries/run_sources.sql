WITH stored AS (
    SELECT
        articles.source_id, count(*) FILTER (revisions.revision_no = 1) AS articles_new,
        count(*) FILTER (revisions.revision_no > 1) AS articles_revised
    FROM revisions JOIN articles USING (article_id)
    WHERE revisions.run_id = $run_id
    GROUP BY articles.source_id
),
refused AS (
    SELECT source_id, count(*) AS rejects FROM rejects WHERE last_run_id = $run_id GROUP BY source_id
),
checked AS (
    SELECT source_id, entries_seen, entries_new FROM source_checks WHERE run_id = $run_id
)
SELECT
    source_id, coalesce(checked.entries_seen, 0), coalesce(checked.entries_new, 0),
    coalesce(stored.articles_new, 0), coalesce(stored.articles_revised, 0), coalesce(refused.rejects, 0)
FROM checked
FULL JOIN stored USING (source_id)
FULL JOIN refused USING (source_id)
ORDER BY source_id NULLS LAST
