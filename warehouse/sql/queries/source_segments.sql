SELECT segments.article_id, segments.paragraph_index, segments.segment_index, segments.kind, segments.text
FROM versions
JOIN segments ON segments.version_id = versions.version_id
SEMI JOIN staged ON versions.article_id = staged.article_id
WHERE versions.origin = 'source' AND versions.is_current
ORDER BY segments.article_id, segments.paragraph_index, segments.segment_index
