-- Sentences that only the forgotten articles have, by hash: their own, and with a pivot those between. What a person or
-- a machine made of a sentence that others have as well stays.
WITH RECURSIVE others AS (
    SELECT text_sha256 FROM segments WHERE article_id NOT IN (SELECT article_id FROM gone_articles)
),
chain AS (
    (
        SELECT text_sha256 FROM segments WHERE article_id IN (SELECT article_id FROM gone_articles)
        UNION
        SELECT text_sha256 FROM corrections WHERE article_id IN (SELECT article_id FROM gone_articles)
    )
    EXCEPT
    SELECT text_sha256 FROM others
    UNION
    SELECT sha256(memory.target_text)
    FROM chain JOIN translation_memory AS memory USING (text_sha256)
    WHERE sha256(memory.target_text) NOT IN (SELECT text_sha256 FROM others)
)
SELECT text_sha256 FROM chain
