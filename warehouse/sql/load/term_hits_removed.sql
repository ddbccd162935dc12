DELETE FROM term_hits WHERE version_id IN (SELECT version_id FROM staged)
