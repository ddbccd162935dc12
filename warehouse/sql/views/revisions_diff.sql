CREATE VIEW revisions_diff AS
WITH sentences AS (
    SELECT
        versions.article_id, versions.revision_no, segments.paragraph_index, segments.segment_index, segments.text,
        segments.text_sha256
    FROM versions
    JOIN segments ON segments.version_id = versions.version_id
    WHERE versions.origin = 'source'
)
SELECT
    later.article_id, later.revision_no, 'added' AS change, later.paragraph_index, later.segment_index, later.text
FROM sentences AS later
WHERE later.revision_no > 1 AND NOT EXISTS (
    SELECT 1 FROM sentences AS earlier
    WHERE earlier.article_id = later.article_id AND earlier.revision_no = later.revision_no - 1
    AND earlier.text_sha256 = later.text_sha256
)
UNION ALL
SELECT
    earlier.article_id, earlier.revision_no + 1 AS revision_no, 'removed' AS change, earlier.paragraph_index,
    earlier.segment_index, earlier.text
FROM sentences AS earlier
JOIN revisions ON revisions.article_id = earlier.article_id AND revisions.revision_no = earlier.revision_no + 1
WHERE NOT EXISTS (
    SELECT 1 FROM sentences AS later
    WHERE later.article_id = earlier.article_id AND later.revision_no = earlier.revision_no + 1
    AND later.text_sha256 = earlier.text_sha256
);
COMMENT ON VIEW revisions_diff IS 'Sentences that a revision of an article added to, or removed from, the one before. A removed sentence is shown at its old place.';
COMMENT ON COLUMN revisions_diff.article_id IS 'The article.';
COMMENT ON COLUMN revisions_diff.revision_no IS 'The revision that made the change, from 2.';
COMMENT ON COLUMN revisions_diff.change IS 'added or removed.';
COMMENT ON COLUMN revisions_diff.paragraph_index IS 'Paragraph; of a removed sentence, where it stood before.';
COMMENT ON COLUMN revisions_diff.segment_index IS 'Sentence in the paragraph, likewise.';
COMMENT ON COLUMN revisions_diff.text IS 'The sentence.';
