SELECT article_id, revision_no, content_sha256, language, canonical_url, native_group
FROM articles SEMI JOIN staged USING (article_id)
