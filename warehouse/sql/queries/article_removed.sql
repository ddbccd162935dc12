SELECT revision_no, text, reason
FROM removed_lines
WHERE article_id = $article_id
ORDER BY revision_no, rowid
