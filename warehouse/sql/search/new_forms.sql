SELECT language, form
FROM (SELECT DISTINCT language, form FROM search_batch_words)
ANTI JOIN search_forms USING (language, form)
ORDER BY language, form
