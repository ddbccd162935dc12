-- Most flags first, then the lowest score; only current versions, so that nobody mends what is gone.
SELECT
    segments.article_id, articles.title, versions.pair, segments.paragraph_index, segments.segment_index,
    source_segments.text AS source_text, segments.text AS target_text, segments.score, segments.flags,
    versions.package_name, versions.package_version
FROM versions
JOIN articles ON articles.article_id = versions.article_id
JOIN segments ON segments.version_id = versions.version_id
JOIN versions AS source
    ON source.article_id = versions.article_id AND source.revision_no = versions.revision_no
    AND source.origin = 'source'
JOIN segments AS source_segments
    ON source_segments.version_id = source.version_id
    AND source_segments.paragraph_index = segments.paragraph_index
    AND source_segments.segment_index = segments.segment_index
WHERE versions.is_current AND versions.origin = 'machine'
AND ($run_id IS NULL OR versions.run_id = $run_id)
AND ($pair IS NULL OR versions.pair = $pair)
ORDER BY len(segments.flags) DESC, segments.score NULLS LAST, segments.article_id, segments.paragraph_index,
    segments.segment_index
LIMIT $limit
