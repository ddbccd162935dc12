-- A sentence that replaced another is one row: that of the added sentence.
SELECT
    revision_no, paragraph_index, segment_index,
    CASE change WHEN 'added' THEN other_text ELSE text END AS old,
    CASE change WHEN 'added' THEN text END AS new,
    similarity
FROM revisions_diff
WHERE article_id = $article_id AND (change = 'added' OR other_text IS NULL)
ORDER BY revision_no, paragraph_index, segment_index, new IS NULL
