-- In every human version, of whatever package and revision, the staged sentences are no longer a person's. What stands
-- there stays: such a version is shown again only when its sentences are made anew.
UPDATE segments SET is_corrected = FALSE
FROM versions AS human, versions AS source, segments AS original, staged
WHERE segments.version_id = human.version_id AND segments.is_corrected
AND human.origin = 'human' AND human.pair = staged.pair
AND source.article_id = human.article_id AND source.revision_no = human.revision_no AND source.origin = 'source'
AND original.version_id = source.version_id AND original.text_sha256 = staged.text_sha256
AND original.paragraph_index = segments.paragraph_index AND original.segment_index = segments.segment_index
