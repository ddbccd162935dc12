INSERT INTO search_documents (document_no, version_id, article_id, language, origin, words, produced_at)
SELECT
    batch.document_no, batch.version_id, batch.article_id, batch.language, batch.origin,
    CAST(coalesce(lengths.words, 0) AS INTEGER), batch.produced_at
FROM search_batch AS batch
LEFT JOIN (
    SELECT document_no, sum(times) AS words FROM search_batch_words WHERE is_whole GROUP BY document_no
) AS lengths USING (document_no)
ORDER BY batch.document_no
