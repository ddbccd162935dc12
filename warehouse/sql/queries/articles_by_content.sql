-- The article that had a text first.
SELECT content_sha256, arg_min(article_id, (seen_at, article_id))
FROM revisions SEMI JOIN staged ON revisions.content_sha256 = staged.value
GROUP BY content_sha256
