SELECT version_id, article_id, revision_no, language, source_sentences, sentences
FROM misaligned_versions ORDER BY article_id, version_id
