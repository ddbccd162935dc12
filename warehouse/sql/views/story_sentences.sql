CREATE VIEW story_sentences AS
WITH sentences AS (
    SELECT
        story_articles.story_id, articles.article_id, articles.revision_no, articles.source_id, articles.language,
        articles.published_at, segments.paragraph_index, segments.segment_index, segments.kind, segments.text,
        row_number() OVER (
            PARTITION BY story_articles.story_id, articles.article_id
            ORDER BY segments.paragraph_index, segments.segment_index
        ) AS place
    FROM story_articles
    JOIN articles ON articles.article_id = story_articles.article_id
    JOIN versions
        ON versions.article_id = articles.article_id AND versions.revision_no = articles.revision_no
        AND versions.origin = 'source'
    JOIN segments ON segments.version_id = versions.version_id
),
compared AS (
    SELECT story_id, article_id_a AS article_id, revision_a AS revision_no, sentences_a AS looked_at, article_id_b AS other_id
    FROM compared_articles
    UNION ALL
    SELECT story_id, article_id_b, revision_b, sentences_b, article_id_a FROM compared_articles
),
reached AS (
    SELECT
        compared.story_id, compared.article_id, compared.revision_no, max(compared.looked_at) AS looked_at,
        list_sort(list_distinct(list(articles.language))) AS compared_languages
    FROM compared
    JOIN articles ON articles.article_id = compared.other_id
    GROUP BY compared.story_id, compared.article_id, compared.revision_no
),
links AS (
    SELECT
        story_id, article_id_a AS article_id, revision_a AS revision_no, paragraph_a AS paragraph_index,
        segment_a AS segment_index, article_id_b AS other_id, paragraph_b AS other_paragraph,
        segment_b AS other_segment, score, kind
    FROM sentence_links
    UNION ALL
    SELECT
        story_id, article_id_b, revision_b, paragraph_b, segment_b, article_id_a, paragraph_a, segment_a, score, kind
    FROM sentence_links
),
linked AS (
    SELECT
        links.story_id, links.article_id, links.revision_no, links.paragraph_index, links.segment_index,
        count(*) AS links,
        list_sort(list_distinct(list(articles.language))) AS shared_languages,
        max(links.score) AS best_score,
        arg_max(links.kind, links.score) AS best_kind,
        arg_max(links.other_id, links.score) AS best_article_id,
        arg_max(links.other_paragraph, links.score) AS best_paragraph_index,
        arg_max(links.other_segment, links.score) AS best_segment_index
    FROM links
    JOIN articles ON articles.article_id = links.other_id
    GROUP BY links.story_id, links.article_id, links.revision_no, links.paragraph_index, links.segment_index
)
SELECT
    sentences.story_id, sentences.article_id, sentences.source_id, sentences.language, sentences.published_at,
    sentences.paragraph_index, sentences.segment_index, sentences.kind, sentences.text,
    CASE
        WHEN linked.links IS NOT NULL THEN 'shared'
        WHEN sentences.place <= reached.looked_at THEN 'only_here'
        ELSE 'not_compared'
    END AS status,
    reached.compared_languages, linked.shared_languages, linked.links, linked.best_score, linked.best_kind,
    linked.best_article_id, linked.best_paragraph_index, linked.best_segment_index,
    aligned.text_en, aligned.text_uk, aligned.text_ru
FROM sentences
LEFT JOIN reached
    ON reached.story_id = sentences.story_id AND reached.article_id = sentences.article_id
    AND reached.revision_no = sentences.revision_no
LEFT JOIN linked
    ON linked.story_id = sentences.story_id AND linked.article_id = sentences.article_id
    AND linked.revision_no = sentences.revision_no AND linked.paragraph_index = sentences.paragraph_index
    AND linked.segment_index = sentences.segment_index
LEFT JOIN aligned_segments AS aligned
    ON aligned.article_id = sentences.article_id AND aligned.paragraph_index = sentences.paragraph_index
    AND aligned.segment_index = sentences.segment_index;
COMMENT ON VIEW story_sentences IS 'Every sentence of a story as its publisher wrote it, with our translations beside it: shared (another article says the same: best_article_id and its place), only_here (no article it was compared with says it) or not_compared. Statements compare source texts.';
COMMENT ON COLUMN story_sentences.story_id IS 'The story.';
COMMENT ON COLUMN story_sentences.article_id IS 'The article.';
COMMENT ON COLUMN story_sentences.source_id IS 'The outlet.';
COMMENT ON COLUMN story_sentences.language IS 'Language it is written in.';
COMMENT ON COLUMN story_sentences.published_at IS 'When it was published.';
COMMENT ON COLUMN story_sentences.paragraph_index IS 'Paragraph; 0 is the title.';
COMMENT ON COLUMN story_sentences.segment_index IS 'Sentence in the paragraph, from 0.';
COMMENT ON COLUMN story_sentences.kind IS 'title, heading, body, quote or caption.';
COMMENT ON COLUMN story_sentences.text IS 'The sentence as published.';
COMMENT ON COLUMN story_sentences.status IS 'shared, only_here or not_compared.';
COMMENT ON COLUMN story_sentences.compared_languages IS 'Languages of the articles it was compared with.';
COMMENT ON COLUMN story_sentences.shared_languages IS 'Languages in which another article says the same.';
COMMENT ON COLUMN story_sentences.links IS 'How many sentences say the same.';
COMMENT ON COLUMN story_sentences.best_score IS 'How sure the best link is, 0 to 1.';
COMMENT ON COLUMN story_sentences.best_kind IS 'translation, shared or copied.';
COMMENT ON COLUMN story_sentences.best_article_id IS 'The article of the best link.';
COMMENT ON COLUMN story_sentences.best_paragraph_index IS 'Paragraph of its sentence.';
COMMENT ON COLUMN story_sentences.best_segment_index IS 'Sentence in that paragraph.';
COMMENT ON COLUMN story_sentences.text_en IS 'The sentence in English: the original or our translation.';
COMMENT ON COLUMN story_sentences.text_uk IS 'The same in Ukrainian.';
COMMENT ON COLUMN story_sentences.text_ru IS 'The same in Russian.';
