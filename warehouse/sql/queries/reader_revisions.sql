-- The revisions of an article, the newest first.
SELECT revision_no, seen_at, title, cause
FROM revisions
WHERE article_id = $article_id
ORDER BY revision_no DESC
LIMIT $most
