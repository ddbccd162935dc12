INSERT INTO scanned_versions (version_id, article_id, kind, rules_sha256)
SELECT version_id, article_id, kind, rules_sha256 FROM staged
