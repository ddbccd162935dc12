-- A first text is always the publisher's, whatever brought it.
INSERT INTO revisions (article_id, revision_no, content_sha256, title, seen_at, run_id, cause)
SELECT article_id, revision_no, content_sha256, title, CAST($now AS TIMESTAMPTZ), run_id,
    CASE WHEN revision_no = 1 THEN 'publisher' ELSE CAST($cause AS VARCHAR) END
FROM staged
