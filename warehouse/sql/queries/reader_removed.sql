-- The lines that were cut from an article, with the reason.
SELECT text, reason
FROM removed_lines
WHERE article_id = $article_id AND revision_no = $revision_no
LIMIT $most
