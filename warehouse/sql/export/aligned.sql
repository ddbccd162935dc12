-- Every sentence of the selected articles, side by side, in reading order.
SELECT
    articles.article_id, articles.source_id, articles.canonical_url, articles.published_at, articles.language,
    lines.paragraph_index, lines.segment_index, lines.kind,
    lines.text_en, lines.origin_en, lines.engine_en, lines.score_en, lines.flags_en,
    lines.text_uk, lines.origin_uk, lines.engine_uk, lines.score_uk, lines.flags_uk,
    lines.text_ru, lines.origin_ru, lines.engine_ru, lines.score_ru, lines.flags_ru
FROM aligned_segments AS lines
JOIN articles ON articles.article_id = lines.article_id
SEMI JOIN selected ON selected.article_id = articles.article_id
ORDER BY articles.article_id, lines.paragraph_index, lines.segment_index
