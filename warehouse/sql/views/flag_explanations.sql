CREATE VIEW flag_explanations AS
SELECT flag, explanation
FROM (VALUES
    ('loop', 'The translation repeats the same words over and over.'),
    ('copied', 'The sentence, or most of it, came out untranslated.'),
    ('wrong_script', 'The translation has words in the other alphabet that are no names.'),
    ('wrong_language', 'The translation is in another language than it should be.'),
    ('length_ratio', 'The translation is far longer or shorter than the sentence: something was added or left out.'),
    ('truncated', 'The translation breaks off before the end of the sentence.'),
    ('lost_number', 'A number is missing from the translation, or another one stands there.'),
    ('lost_placeholder', 'A link, handle, code or required term did not come back exactly once.'),
    ('hallucinated_marker', 'The translation has a subtitle mark (♪, applause) that the sentence has not.'),
    ('empty', 'There is no translation.')
) AS explained (flag, explanation);
COMMENT ON VIEW flag_explanations IS 'What each quality flag means, in one line. Join it with unnest(flags) of segments.';
COMMENT ON COLUMN flag_explanations.flag IS 'A quality flag.';
COMMENT ON COLUMN flag_explanations.explanation IS 'What it means.';
COMMENT ON COLUMN flag_explanations.flag IS 'The flag, as in segments.flags.';
COMMENT ON COLUMN flag_explanations.explanation IS 'What it means.';
