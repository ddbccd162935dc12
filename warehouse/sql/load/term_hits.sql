INSERT INTO term_hits (
    version_id, article_id, revision_no, language, paragraph_index, segment_index, position, term_id, form
)
SELECT version_id, article_id, revision_no, language, paragraph_index, segment_index, position, term_id, form FROM hits
