DELETE FROM article_names WHERE version_id IN (SELECT version_id FROM staged)
