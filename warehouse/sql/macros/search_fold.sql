CREATE MACRO search_fold(words_of) AS translate(
    regexp_replace(
        lower(nfc_normalize(replace(CAST(words_of AS VARCHAR), chr(0), ' '))),
        '[\x{0300}-\x{036F}\x{00AD}\x{200B}-\x{200F}\x{2060}\x{FEFF}]', '', 'g'
    ),
    '’‘‛ʼʻʹ`´′＇‐‑﹣－ёѐѝς',
    '''''''''''''''''''''----ееиσ'
);
COMMENT ON MACRO search_fold IS 'search_fold(text): the text as words are compared: lower case, one kind of apostrophe and hyphen, е for ё, no stress marks.';
