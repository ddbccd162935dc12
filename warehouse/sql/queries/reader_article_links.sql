-- Which sentences of an article are said elsewhere too, and where.
WITH links AS (
    SELECT
        paragraph_a AS paragraph_index, segment_a AS segment_index, article_id_b AS other_id, revision_b AS other_revision,
        paragraph_b AS other_paragraph, segment_b AS other_segment, score
    FROM sentence_links WHERE article_id_a = $article_id AND revision_a = $revision_no
    UNION ALL
    SELECT paragraph_b, segment_b, article_id_a, revision_a, paragraph_a, segment_a, score
    FROM sentence_links WHERE article_id_b = $article_id AND revision_b = $revision_no
)
SELECT
    links.paragraph_index, links.segment_index, links.other_id, articles.language,
    coalesce(sources.name, articles.source_id) AS outlet, links.other_paragraph, links.other_segment
FROM links
JOIN articles ON articles.article_id = links.other_id AND articles.revision_no = links.other_revision
LEFT JOIN sources ON sources.source_id = articles.source_id
ORDER BY links.paragraph_index, links.segment_index, links.score DESC, links.other_id
LIMIT $most
