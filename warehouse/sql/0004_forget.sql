-- What must not come back, and when the file was last copied afresh.

CREATE TABLE forgotten (
    forgotten_id BIGINT NOT NULL /*pk*/PRIMARY KEY/*pk*/,
    article_id   BIGINT,
    url_sha256   VARCHAR,
    forgotten_at TIMESTAMPTZ NOT NULL,
    reason       VARCHAR NOT NULL,
    erased_at    TIMESTAMPTZ
);
COMMENT ON TABLE forgotten IS 'Tombstones of articles that were removed for good. Hashes only: they tell nothing of the article, and keep it from being taken in again.';
COMMENT ON COLUMN forgotten.forgotten_id IS 'Id of article and address.';
COMMENT ON COLUMN forgotten.article_id IS 'Id the article had; NULL for an address that was forgotten without an article.';
COMMENT ON COLUMN forgotten.url_sha256 IS 'SHA-256 of an address it had; NULL for an article without one.';
COMMENT ON COLUMN forgotten.forgotten_at IS 'When its rows were removed.';
COMMENT ON COLUMN forgotten.reason IS 'Why, as stated by who removed it.';
COMMENT ON COLUMN forgotten.erased_at IS 'When the file was copied afresh, so that its bytes are gone too; NULL until then.';

CREATE TABLE compactions (
    compacted_at TIMESTAMPTZ NOT NULL,
    bytes_before BIGINT NOT NULL,
    bytes_after  BIGINT NOT NULL
);
COMMENT ON TABLE compactions IS 'When the file was copied afresh, which leaves out what deleted and replaced rows had taken.';
COMMENT ON COLUMN compactions.compacted_at IS 'When.';
COMMENT ON COLUMN compactions.bytes_before IS 'Size of the file before, in bytes.';
COMMENT ON COLUMN compactions.bytes_after IS 'Size of the copy, in bytes.';
