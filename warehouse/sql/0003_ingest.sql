-- Pages are archived and can be read again by a newer program: a revision says which of the two changed the text.

ALTER TABLE revisions ADD COLUMN cause VARCHAR DEFAULT 'publisher';
COMMENT ON COLUMN revisions.cause IS 'publisher: the page changed; extractor: a newer program read the archived page.';
