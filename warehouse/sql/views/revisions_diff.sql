-- A removed sentence is beside the added one that replaced it when each is the other's likest: same kind of sentence
-- (title or not), at least 40 % of their different words in common; a title always replaces a title.
CREATE VIEW revisions_diff AS
WITH sentences AS (
    SELECT
        versions.article_id, versions.revision_no, segments.paragraph_index, segments.segment_index, segments.text,
        segments.text_sha256
    FROM versions
    JOIN articles ON articles.article_id = versions.article_id AND articles.revision_no > 1
    JOIN segments ON segments.version_id = versions.version_id
    WHERE versions.origin = 'source'
),
added AS (
    SELECT later.*
    FROM sentences AS later
    WHERE later.revision_no > 1 AND NOT EXISTS (
        SELECT 1 FROM sentences AS earlier
        WHERE earlier.article_id = later.article_id AND earlier.revision_no = later.revision_no - 1
        AND earlier.text_sha256 = later.text_sha256
    )
),
removed AS (
    SELECT
        earlier.article_id, earlier.revision_no + 1 AS revision_no, earlier.paragraph_index, earlier.segment_index,
        earlier.text
    FROM sentences AS earlier
    JOIN revisions ON revisions.article_id = earlier.article_id AND revisions.revision_no = earlier.revision_no + 1
    WHERE NOT EXISTS (
        SELECT 1 FROM sentences AS later
        WHERE later.article_id = earlier.article_id AND later.revision_no = earlier.revision_no + 1
        AND later.text_sha256 = earlier.text_sha256
    )
),
compared AS (
    SELECT
        added.article_id, added.revision_no, added.paragraph_index AS new_paragraph, added.segment_index AS new_segment,
        removed.paragraph_index AS old_paragraph, removed.segment_index AS old_segment, added.text AS new_text,
        removed.text AS old_text, list_distinct(regexp_extract_all(lower(added.text), '[\p{L}\p{N}]+')) AS new_words,
        list_distinct(regexp_extract_all(lower(removed.text), '[\p{L}\p{N}]+')) AS old_words
    FROM added
    JOIN removed
        ON removed.article_id = added.article_id AND removed.revision_no = added.revision_no
        AND (removed.paragraph_index = 0) = (added.paragraph_index = 0)
),
likeness AS (
    SELECT
        *, 2 * len(list_intersect(new_words, old_words)) / greatest(len(new_words) + len(old_words), 1) AS similarity,
        abs(new_paragraph - old_paragraph) + abs(new_segment - old_segment) AS distance
    FROM compared
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY article_id, revision_no, new_paragraph, new_segment
            ORDER BY similarity DESC, distance, old_paragraph, old_segment
        ) AS place_of_old,
        row_number() OVER (
            PARTITION BY article_id, revision_no, old_paragraph, old_segment
            ORDER BY similarity DESC, distance, new_paragraph, new_segment
        ) AS place_of_new
    FROM likeness WHERE similarity >= 0.4 OR new_paragraph = 0
),
pairs AS (
    SELECT * FROM ranked WHERE place_of_old = 1 AND place_of_new = 1
)
SELECT
    added.article_id, added.revision_no, 'added' AS change, added.paragraph_index, added.segment_index, added.text,
    pairs.old_text AS other_text, pairs.old_paragraph AS other_paragraph_index, pairs.old_segment AS other_segment_index,
    round(pairs.similarity, 3) AS similarity
FROM added
LEFT JOIN pairs
    ON pairs.article_id = added.article_id AND pairs.revision_no = added.revision_no
    AND pairs.new_paragraph = added.paragraph_index AND pairs.new_segment = added.segment_index
UNION ALL
SELECT
    removed.article_id, removed.revision_no, 'removed', removed.paragraph_index, removed.segment_index, removed.text,
    pairs.new_text, pairs.new_paragraph, pairs.new_segment, round(pairs.similarity, 3)
FROM removed
LEFT JOIN pairs
    ON pairs.article_id = removed.article_id AND pairs.revision_no = removed.revision_no
    AND pairs.old_paragraph = removed.paragraph_index AND pairs.old_segment = removed.segment_index;
COMMENT ON VIEW revisions_diff IS 'Sentences that a revision of an article added to, or removed from, the one before, each beside the sentence that replaced it. A removed sentence is shown at its old place.';
COMMENT ON COLUMN revisions_diff.article_id IS 'The article.';
COMMENT ON COLUMN revisions_diff.revision_no IS 'The revision that made the change, from 2.';
COMMENT ON COLUMN revisions_diff.change IS 'added or removed.';
COMMENT ON COLUMN revisions_diff.paragraph_index IS 'Paragraph; of a removed sentence, where it stood before.';
COMMENT ON COLUMN revisions_diff.segment_index IS 'Sentence in the paragraph, likewise.';
COMMENT ON COLUMN revisions_diff.text IS 'The sentence.';
COMMENT ON COLUMN revisions_diff.other_text IS 'Of an added sentence, the removed one that it replaced, and the other way round; NULL for none like it.';
COMMENT ON COLUMN revisions_diff.other_paragraph_index IS 'Paragraph of that sentence, in its own revision.';
COMMENT ON COLUMN revisions_diff.other_segment_index IS 'Its place in the paragraph.';
COMMENT ON COLUMN revisions_diff.similarity IS 'Share of words that the two have in common, 0 to 1.';
