SELECT
    segments.paragraph_index, segments.segment_index, segments.kind, segments.language, segments.text,
    CASE WHEN versions.origin = 'human' AND NOT segments.is_corrected THEN 'machine' ELSE versions.origin END AS origin,
    versions.engine, segments.score, segments.flags
FROM segments
JOIN versions ON versions.version_id = segments.version_id AND versions.article_id = segments.article_id
WHERE segments.article_id = $article_id AND versions.is_current
ORDER BY segments.paragraph_index, segments.segment_index, segments.language
