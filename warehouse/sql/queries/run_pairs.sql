SELECT
    versions.pair, count(DISTINCT versions.version_id) AS versions, count(*) AS sentences,
    count(*) FILTER (len(segments.flags) > 0) AS flagged, avg(segments.score) AS mean_score
FROM versions
JOIN segments ON segments.version_id = versions.version_id
WHERE versions.run_id = $run_id AND versions.origin = 'machine'
GROUP BY versions.pair
ORDER BY versions.pair
