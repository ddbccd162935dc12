CREATE MACRO search_stem(word) AS regexp_replace(
    regexp_replace(
        regexp_replace(word, '^(.{2,})i(?:es|ed)$', '\1y'),
        '^(.{3,}?)(?:''s|ings?|ed|es|e|s|ами|ями|ими|ыми|ові|еві|єві|ого|его|ому|ему|ах|ях|ам|ям|ом|ем|єм|ою|ею|єю|ой|ей|єй|ій|ої|ів|їв|ов|ев|ий|ый|им|ім|ым|их|ых|ая|яя|ую|юю|ое|ее|ые|ие|ью|ия|ию|ии|ієм|ием|ія|ії|ію|ією|іям|іями|іях|ией|иею|иям|иями|иях|иев|а|я|у|ю|і|ї|и|ы|е|є|о|ь|й)$',
        '\1'
    ),
    'і([бвгґджзклмнпрстфхцчшщ]{1,2})$', 'о\1'
);
COMMENT ON MACRO search_stem IS 'search_stem(word): what forms of one word mostly share. Search falls back on it for a form that no text has.';
