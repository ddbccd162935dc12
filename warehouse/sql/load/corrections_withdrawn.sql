UPDATE corrections SET is_current = FALSE
FROM staged
WHERE corrections.pair = staged.pair AND corrections.text_sha256 = staged.text_sha256 AND corrections.is_current
