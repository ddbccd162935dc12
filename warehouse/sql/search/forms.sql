-- Forms that are new, with the number of their lemma, known or next.
INSERT INTO search_forms (form, language, lemma, stem, term_id)
WITH known AS (
    SELECT DISTINCT language, lemma, term_id FROM search_forms
),
fresh AS (
    SELECT language, lemma, row_number() OVER (ORDER BY language, lemma) AS place
    FROM (SELECT DISTINCT language, lemma FROM staged)
    ANTI JOIN known USING (language, lemma)
)
SELECT
    staged.form, staged.language, staged.lemma, search_stem(staged.form),
    CAST(coalesce(
        known.term_id, fresh.place + coalesce((SELECT max(search_forms.term_id) FROM search_forms), 0)
    ) AS INTEGER)
FROM staged
LEFT JOIN known ON known.language = staged.language AND known.lemma = staged.lemma
LEFT JOIN fresh ON fresh.language = staged.language AND fresh.lemma = staged.lemma
ORDER BY staged.language, staged.form
