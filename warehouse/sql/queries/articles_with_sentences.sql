-- Articles whose current text has one of the staged sentences, in the language that the pair starts from.
SELECT DISTINCT staged.pair, staged.text_sha256, versions.article_id
FROM versions
JOIN segments ON segments.version_id = versions.version_id
JOIN staged ON staged.text_sha256 = segments.text_sha256
WHERE versions.origin = 'source' AND versions.is_current AND split_part(staged.pair, '-', 1) = versions.language
