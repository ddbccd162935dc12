-- What was found before keeps its time and run.
INSERT INTO watch_hits (
    watch, article_id, revision_no, version_id, language, origin, paragraph_index, segment_index, phrase, form,
    found_at, run_id
)
SELECT
    hits.watch, hits.article_id, hits.revision_no, hits.version_id, hits.language, hits.origin, hits.paragraph_index,
    hits.segment_index, hits.phrase, hits.form, hits.found_at, hits.run_id
FROM hits
ANTI JOIN watch_hits AS stored
    ON stored.watch = hits.watch AND stored.version_id = hits.version_id AND stored.phrase = hits.phrase
    AND stored.paragraph_index = hits.paragraph_index AND stored.segment_index = hits.segment_index
