-- Keys that occur twice where the tables have no primary key. There are none: one writer, and MERGE.
SELECT 'segments' AS relation, CAST(version_id AS VARCHAR) AS id, count(*) AS rows_of_key
FROM segments GROUP BY version_id, paragraph_index, segment_index HAVING count(*) > 1
UNION ALL
SELECT 'revisions', CAST(article_id AS VARCHAR), count(*)
FROM revisions GROUP BY article_id, revision_no HAVING count(*) > 1
UNION ALL
SELECT 'revisions (text)', CAST(article_id AS VARCHAR), count(*)
FROM revisions GROUP BY article_id, content_sha256 HAVING count(*) > 1
UNION ALL
SELECT 'missing_versions', CAST(article_id AS VARCHAR), count(*)
FROM missing_versions GROUP BY article_id, language HAVING count(*) > 1
UNION ALL
SELECT 'source_checks', source_id, count(*) FROM source_checks GROUP BY source_id, run_id HAVING count(*) > 1
UNION ALL
SELECT 'versions (current)', CAST(article_id AS VARCHAR), count(*)
FROM versions WHERE is_current GROUP BY article_id, language HAVING count(*) > 1
