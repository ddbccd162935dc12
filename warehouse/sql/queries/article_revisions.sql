SELECT revision_no, title, seen_at, coalesce(cause, 'publisher')
FROM revisions
WHERE article_id = $article_id
ORDER BY revision_no
