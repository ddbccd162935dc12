INSERT INTO removed_lines (article_id, revision_no, text, reason)
SELECT article_id, revision_no, text, reason FROM staged
