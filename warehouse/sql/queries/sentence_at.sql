-- The source sentence of an article at a position of its current revision.
SELECT segments.text, versions.language
FROM versions
JOIN segments ON segments.version_id = versions.version_id AND segments.article_id = versions.article_id
WHERE versions.article_id = $article_id AND versions.origin = 'source' AND versions.is_current
AND segments.paragraph_index = $paragraph_index AND segments.segment_index = $segment_index
