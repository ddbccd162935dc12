-- Which of the staged articles have signals, and a vector of the model, of their current revision.
SELECT articles.article_id,
    EXISTS (
        FROM article_signals AS signals
        WHERE signals.article_id = articles.article_id AND signals.revision_no = articles.revision_no
        AND signals.language = articles.language AND signals.version = $signals
    ) AS has_signals,
    EXISTS (
        FROM embeddings
        WHERE embeddings.article_id = articles.article_id AND embeddings.revision_no = articles.revision_no
        AND embeddings.model = $model AND embeddings.model_version = $model_version
    ) AS has_vector
FROM articles
SEMI JOIN staged ON staged.article_id = articles.article_id
