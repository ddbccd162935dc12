DELETE FROM scanned_versions
WHERE version_id IN (SELECT version_id FROM staged) AND kind IN (SELECT kind FROM staged)
