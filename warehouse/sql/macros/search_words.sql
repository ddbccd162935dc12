CREATE MACRO search_words(words_of) AS regexp_extract_all(
    search_fold(words_of),
    '[0-9a-zµß-öø-ɏͰ-Ͽа-џѐ-ԯա-ևא-תؠ-يऀ-ॿა-ჿḀ-ỿぁ-ヿ一-鿿가-힣]+(?:[''-][0-9a-zµß-öø-ɏͰ-Ͽа-џѐ-ԯա-ևא-תؠ-يऀ-ॿა-ჿḀ-ỿぁ-ヿ一-鿿가-힣]+)*'
);
COMMENT ON MACRO search_words IS 'search_words(text): the folded words of a text in order, hyphenated ones whole; digits count as letters.';
