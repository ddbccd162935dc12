CREATE VIEW translation_quality AS
SELECT
    versions.pair, versions."pivot" AS pivot_language, versions.engine, versions.package_name,
    versions.package_version, versions.is_demo, articles.source_id,
    count(DISTINCT versions.version_id) AS versions,
    count(*) AS sentences,
    round(avg(segments.score), 3) AS mean_score,
    count(*) FILTER (len(segments.flags) > 0) AS flagged,
    round(100.0 * count(*) FILTER (len(segments.flags) > 0) / count(*), 1) AS percent_flagged,
    count(*) FILTER (list_contains(segments.flags, 'loop')) AS loop,
    count(*) FILTER (list_contains(segments.flags, 'copied')) AS copied,
    count(*) FILTER (list_contains(segments.flags, 'wrong_script')) AS wrong_script,
    count(*) FILTER (list_contains(segments.flags, 'wrong_language')) AS wrong_language,
    count(*) FILTER (list_contains(segments.flags, 'length_ratio')) AS length_ratio,
    count(*) FILTER (list_contains(segments.flags, 'truncated')) AS truncated,
    count(*) FILTER (list_contains(segments.flags, 'lost_number')) AS lost_number,
    count(*) FILTER (list_contains(segments.flags, 'lost_placeholder')) AS lost_placeholder,
    count(*) FILTER (list_contains(segments.flags, 'hallucinated_marker')) AS hallucinated_marker,
    count(*) FILTER (list_contains(segments.flags, 'empty')) AS "empty"
FROM versions
JOIN articles ON articles.article_id = versions.article_id
JOIN segments ON segments.version_id = versions.version_id
WHERE versions.is_current AND versions.origin = 'machine'
GROUP BY ALL;
COMMENT ON VIEW translation_quality IS 'Scores and flags of the current machine versions, per direction, package and source. A sentence may carry several flags.';
