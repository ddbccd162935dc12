-- Sorted by term, so that a query reads only the blocks that can hold its words.
INSERT INTO search_postings (term_id, document_no, times)
SELECT search_forms.term_id, words.document_no, CAST(least(sum(words.times), 32767) AS SMALLINT)
FROM search_batch_words AS words
JOIN search_forms ON search_forms.language = words.language AND search_forms.form = words.form
GROUP BY search_forms.term_id, words.document_no
ORDER BY search_forms.term_id, words.document_no
