INSERT INTO revisions (article_id, revision_no, content_sha256, title, seen_at, run_id)
SELECT article_id, revision_no, content_sha256, title, CAST($now AS TIMESTAMPTZ), run_id FROM staged
