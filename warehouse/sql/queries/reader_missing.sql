-- The languages an article is not there in, and why.
SELECT language, reason, detail FROM missing_versions WHERE article_id = $article_id ORDER BY language
