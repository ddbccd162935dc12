SELECT versions.pair, flag.flag, count(*) AS sentences
FROM versions
JOIN segments ON segments.version_id = versions.version_id
CROSS JOIN unnest(segments.flags) AS flag (flag)
WHERE versions.run_id = $run_id AND versions.origin = 'machine'
GROUP BY versions.pair, flag.flag
ORDER BY versions.pair, sentences DESC, flag.flag
