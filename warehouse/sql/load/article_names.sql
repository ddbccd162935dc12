INSERT INTO article_names (version_id, article_id, revision_no, language, name, name_key, mentions)
SELECT version_id, article_id, revision_no, language, name, name_key, mentions FROM names
