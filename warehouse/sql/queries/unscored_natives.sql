-- The newest articles of a direction whose publisher has a version of its own in the target language.
WITH pairs AS (
    SELECT
        article.article_id, article.revision_no, native.article_id AS native_article_id,
        native.revision_no AS native_revision, ours.version_id, theirs.version_id AS native_version_id
    FROM articles AS article
    JOIN articles AS native
        ON native.native_group = article.native_group AND native.language = $target
        AND native.article_id <> article.article_id
    JOIN versions AS ours
        ON ours.article_id = article.article_id AND ours.revision_no = article.revision_no AND ours.origin = 'source'
    JOIN versions AS theirs
        ON theirs.article_id = native.article_id AND theirs.revision_no = native.revision_no
        AND theirs.origin = 'source'
    ANTI JOIN native_scores AS scored
        ON scored.article_id = article.article_id AND scored.revision_no = article.revision_no
        AND scored.native_article_id = native.article_id AND scored.native_revision = native.revision_no
        AND scored.package_sha256 = $package
    WHERE article.language = $source
    QUALIFY row_number() OVER (PARTITION BY article.article_id ORDER BY native.article_id) = 1
    ORDER BY article.published_at DESC NULLS LAST, article.article_id
    LIMIT $limit
)
SELECT
    pairs.article_id, pairs.revision_no, pairs.native_article_id, pairs.native_revision,
    (
        SELECT list(segments.text ORDER BY segments.paragraph_index, segments.segment_index)
        FROM segments WHERE segments.version_id = pairs.version_id
    ) AS sentences,
    (
        SELECT list(segments.text ORDER BY segments.paragraph_index, segments.segment_index)
        FROM segments WHERE segments.version_id = pairs.native_version_id
    ) AS native_sentences
FROM pairs
ORDER BY pairs.article_id
