SELECT revisions.article_id, revisions.revision_no, revisions.content_sha256
FROM revisions SEMI JOIN staged ON revisions.article_id = staged.article_id
