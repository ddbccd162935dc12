"""Versions have exactly the positions of their source, nothing is decoded twice, and one failure stops no other."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tiny_package import SAMPLE_TEXT, Behaviour, build_tiny_package, expected_text

from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import Decoded, Engine
from tercet.translations.errors import AlignmentError, EngineError, PackageBrokenError, PackageMissingError
from tercet.translations.glossary import Glossary, GlossaryEntry
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.memory import InMemoryTranslationMemory, correction_key
from tercet.translations.models import (
    Flag,
    MemoryEntry,
    Origin,
    PackageRef,
    Segment,
    SegmentKind,
    TranslatedText,
    Version,
)
from tercet.translations.packages import PackageStore, choose_package, install_archive
from tercet.translations.sentences import SentenceSettings
from tercet.translations.translate import Progress, TranslationOutcome, TranslationRequest, translate_versions

EN, UK, RU = Language.EN, Language.UK, Language.RU
NOW = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
EN_UK = LanguagePair(EN, UK)
NATO = GlossaryEntry(source="NATO", target="НАТО")
KYIV = GlossaryEntry(source="Kyiv", target="Київ", is_inflected=True)
LVIV = GlossaryEntry(source="Lviv", target="Львів", is_inflected=True)


def glossary(*entries: GlossaryEntry) -> Glossary:
    return Glossary(entries={EN_UK: entries})


class CountingEngine:
    """An engine that notes every call, and fails on batches with a given text, or on the call of a given number."""

    def __init__(self, engine: Engine, fails_on: str | None = None) -> None:
        self._engine, self._fails_on = engine, fails_on
        self.fails_on_call = 0
        self.calls: list[list[str]] = []

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def package(self) -> PackageRef:
        return self._engine.package

    @property
    def settings_sha256(self) -> str:
        return self._engine.settings_sha256

    def decode(self, texts: Sequence[str], *, no_repeat_ngram_size: int = 0) -> list[Decoded]:
        self.calls.append(list(texts))
        if self._fails_on in texts or len(self.calls) == self.fails_on_call:
            raise EngineError("out of memory")
        return self._engine.decode(texts, no_repeat_ngram_size=no_repeat_ngram_size)


class Bench:
    """Tiny packages for some pairs, and one engine for each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engines: dict[LanguagePair, CountingEngine] = {}
        self.memory = InMemoryTranslationMemory()

    def add(self, pair: str, *, fails_on: str | None = None, **behaviour: object) -> CountingEngine:
        archive = build_tiny_package(self.folder, pair, behaviour=Behaviour(**behaviour))
        package = install_archive(archive, self.folder / "packages")
        self.engines[package.ref.pair] = CountingEngine(ArgosEngine(package), fails_on)
        return self.engines[package.ref.pair]

    def engine_for(self, pair: LanguagePair) -> Engine:
        if pair not in self.engines:
            raise PackageMissingError(str(pair))
        return self.engines[pair]

    def translate(
        self,
        *requests: TranslationRequest,
        settings: SentenceSettings | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> TranslationOutcome:
        outcome = translate_versions(
            requests,
            engine_for=self.engine_for,
            memory=self.memory,
            now=NOW,
            settings=settings,
            on_progress=on_progress,
        )
        self.memory.store(outcome.memory_entries)
        return outcome

    @property
    def calls(self) -> int:
        return sum(len(engine.calls) for engine in self.engines.values())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def request(
    texts: Sequence[str],
    *,
    article_id: int = 1,
    source: Language = EN,
    target: Language = UK,
    via: Language | None = None,
) -> TranslationRequest:
    """The first text is the title; the others are spread over paragraphs of two sentences."""
    segments = [
        Segment(
            paragraph_index=(index + 1) // 2,
            segment_index=(index + 1) % 2 if index else 0,
            kind=SegmentKind.BODY if index else SegmentKind.TITLE,
            text=text,
        )
        for index, text in enumerate(texts)
    ]
    return TranslationRequest(
        article_id=article_id,
        revision_no=1,
        source_language=source,
        target=target,
        via=via,
        segments=tuple(segments),
    )


def texts_of(version: Version) -> list[str]:
    return [translated.segment.text for translated in version.segments]


class TestVersions:
    def test_a_version_has_exactly_the_positions_of_its_source_and_says_what_made_it(self, bench: Bench) -> None:
        engine = bench.add("en-uk")
        wanted = request(SAMPLE_TEXT["en"])

        (version,) = bench.translate(wanted).versions

        assert [part.segment.position for part in version.segments] == [part.position for part in wanted.segments]
        assert [part.segment.kind for part in version.segments] == [part.kind for part in wanted.segments]
        assert texts_of(version) == [expected_text(text, "en-uk") for text in SAMPLE_TEXT["en"]]
        assert (version.article_id, version.revision_no, version.language) == (1, 1, UK)
        assert (version.origin, version.engine, version.produced_at) == (Origin.MACHINE, "argos", NOW)
        assert (version.pair, version.pivot, version.package) == (EN_UK, None, engine.package)
        assert version.settings_sha256 == engine.settings_sha256
        assert all(part.score is not None and part.score < 0 for part in version.segments)

    def test_a_request_that_names_a_position_twice_is_an_error(self, bench: Bench) -> None:
        bench.add("en-uk")
        once = request(["He told."])
        twice = TranslationRequest(
            article_id=1, revision_no=1, source_language=EN, target=UK, segments=once.segments * 2
        )

        with pytest.raises(AlignmentError, match="2 sentences at 1 positions"):
            bench.translate(twice)

    def test_through_a_pivot_both_packages_are_used_and_the_language_between_is_recorded(self, bench: Bench) -> None:
        bench.add("uk-en")
        last = bench.add("en-ru")
        wanted = request(SAMPLE_TEXT["uk"][:4], source=UK, target=RU, via=EN)

        outcome = bench.translate(wanted)

        (version,) = outcome.versions
        through = [expected_text(expected_text(text, "uk-en"), "en-ru") for text in SAMPLE_TEXT["uk"][:4]]
        assert texts_of(version) == through
        assert (version.pair, version.pivot, version.package) == (LanguagePair(UK, RU), EN, last.package)
        assert {str(entry.key.pair) for entry in outcome.memory_entries} == {"uk-en", "en-ru"}

    def test_a_pivot_keeps_the_flags_of_both_legs_and_the_lower_score(self, bench: Bench) -> None:
        bench.add("uk-en")
        bench.add("en-ru")
        text = SAMPLE_TEXT["uk"][2]
        first = TranslatedText(text="He told 7 reporters.", score=-3.5, flags=(Flag.LOST_NUMBER,))
        bench.memory.store([MemoryEntry(key=correction_key(text, LanguagePair(UK, EN)), translated=first)])

        (version,) = bench.translate(request([text], source=UK, target=RU, via=EN)).versions

        assert Flag.LOST_NUMBER in version.segments[0].flags
        assert version.segments[0].score == -3.5
        assert version.segments[0].segment.text == expected_text(first.text, "en-ru")


class TestMemory:
    def test_a_second_run_over_the_same_articles_makes_no_decoder_call(self, bench: Bench) -> None:
        bench.add("en-uk")
        bench.add("en-ru")
        wanted = [request(SAMPLE_TEXT["en"]), request(SAMPLE_TEXT["en"], target=RU)]
        first = bench.translate(*wanted)
        calls = bench.calls

        second = bench.translate(*wanted)

        assert bench.calls == calls
        assert second.versions == first.versions
        assert second.memory_entries == ()
        assert (second.counts.decoded, second.counts.decoder_calls) == (0, 0)
        assert second.counts.from_memory == 2 * len(SAMPLE_TEXT["en"])

    def test_a_sentence_that_many_articles_share_is_decoded_once(self, bench: Bench) -> None:
        engine = bench.add("en-uk")
        shared = SAMPLE_TEXT["en"][0]

        outcome = bench.translate(*(request([shared, f"He told {n}."], article_id=n) for n in range(5)))

        assert sum(batch.count(shared) for batch in engine.calls) == 1
        assert {texts_of(version)[0] for version in outcome.versions} == {expected_text(shared, "en-uk")}
        assert (outcome.counts.segments, outcome.counts.decoded) == (10, 6)

    def test_all_articles_of_a_pair_go_to_the_decoder_in_one_call(self, bench: Bench) -> None:
        engine = bench.add("en-uk")

        bench.translate(*(request([f"He told {n}.", "The fire."], article_id=n) for n in range(30)))

        assert len(engine.calls) == 1

    def test_a_machines_version_is_the_machines_own_whatever_people_corrected(self, bench: Bench) -> None:
        bench.add("en-uk")
        text = SAMPLE_TEXT["en"][0]
        corrected = TranslatedText(text="Так краще.", score=None, origin=Origin.HUMAN)
        bench.memory.store([MemoryEntry(key=correction_key(text, EN_UK), translated=corrected)])

        (version,) = bench.translate(request([text])).versions

        assert texts_of(version) == [expected_text(text, "en-uk")]

    def test_on_the_way_through_another_language_a_persons_correction_outranks_the_machine(self, bench: Bench) -> None:
        bench.add("uk-en")
        bench.add("en-ru")
        text = SAMPLE_TEXT["uk"][2]
        corrected = TranslatedText(text="He told reporters.", score=None, origin=Origin.HUMAN)
        bench.memory.store([MemoryEntry(key=correction_key(text, LanguagePair(UK, EN)), translated=corrected)])

        direct, through = bench.translate(
            request([text], source=UK, target=EN), request([text], source=UK, target=RU, via=EN)
        ).versions

        assert texts_of(direct) == [expected_text(text, "uk-en")]
        assert texts_of(through) == [expected_text(corrected.text, "en-ru")]

    def test_another_package_is_another_memory(self, bench: Bench) -> None:
        bench.add("en-uk")
        bench.translate(request(["The fire."]))
        other = bench.add("en-uk", words={"fire": "вогонь"})

        (version,) = bench.translate(request(["The fire."])).versions

        assert texts_of(version) == ["Тхе вогонь."]
        assert len(other.calls) == 1


class TestFailures:
    def test_a_missing_package_fails_its_own_requests_only(self, bench: Bench) -> None:
        bench.add("en-uk")
        wanted = [request(["He told."]), request(["He told."], target=RU), request(["The fire."], article_id=2)]

        outcome = bench.translate(*wanted)

        assert [version.article_id for version in outcome.versions] == [1, 2]
        (failure,) = outcome.failed
        assert (failure.request, failure.reason) == (wanted[1], "package_missing")
        assert "tercet models install en-ru" in failure.detail

    def test_a_broken_package_fails_its_own_requests_only(self, bench: Bench) -> None:
        bench.add("en-uk")
        broken = bench.add("en-ru")
        folder = bench.folder / "packages" / "translate-en_ru-1_0"
        (folder / "model" / "model.bin").write_bytes(b"broken")

        outcome = bench.translate(request(["He told."]), request(["He told."], target=RU))

        assert [version.language for version in outcome.versions] == [UK]
        (failure,) = outcome.failed
        assert failure.reason == "package_broken"
        assert broken.package.name in failure.detail

    def test_a_pivot_fails_when_its_second_package_is_missing(self, bench: Bench) -> None:
        bench.add("uk-en")

        outcome = bench.translate(
            request(["Київ."], source=UK, target=RU, via=EN), request(["Київ."], source=UK, target=EN)
        )

        assert [version.language for version in outcome.versions] == [EN]
        assert [failure.reason for failure in outcome.failed] == ["package_missing"]

    def test_one_sentence_that_the_engine_fails_on_stops_no_other_article(self, bench: Bench) -> None:
        bench.add("en-uk", fails_on="The fire.")

        outcome = bench.translate(request(["He told.", "The fire."]), request(["He told."], article_id=2))

        assert [version.article_id for version in outcome.versions] == [2]
        assert [(f.request.article_id, f.reason, f.detail) for f in outcome.failed] == [
            (1, "translation_failed", "out of memory")
        ]

    def test_only_what_was_translated_is_remembered(self, bench: Bench) -> None:
        bench.add("en-uk", fails_on="The fire.")

        outcome = bench.translate(request(["He told.", "The fire."]))

        assert [entry.translated.text for entry in outcome.memory_entries] == ["Хе толд."]

    def test_a_package_chosen_from_a_store_serves_and_its_faults_are_reported(self, bench: Bench) -> None:
        bench.add("en-uk")
        (bench.folder / "packages" / "translate-en_ru-1_0").mkdir()
        store = PackageStore([bench.folder / "packages"])

        outcome = translate_versions(
            [request(["He told."]), request(["He told."], target=RU)],
            engine_for=lambda pair: ArgosEngine(choose_package(pair, store).package),
            memory=InMemoryTranslationMemory(),
            now=NOW,
        )

        assert len(outcome.versions) == 1
        assert [failure.reason for failure in outcome.failed] == ["package_broken"]


class TestSentences:
    def test_links_handles_and_codes_come_out_unchanged(self, bench: Bench) -> None:
        bench.add("en-uk")
        text = "He told t.me/rybar_in_english and @war_monitor about it."

        (version,) = bench.translate(request([text])).versions

        assert texts_of(version) == ["Хе толд t.me/rybar_in_english анд @war_monitor абоут іт."]
        assert Flag.LOST_PLACEHOLDER not in version.segments[0].flags

    @pytest.mark.parametrize("text", ["42", "— 11:30 —", "https://example.org/a", "#війна"])
    def test_a_text_without_words_is_kept_and_never_decoded(self, bench: Bench, text: str) -> None:
        engine = bench.add("en-uk")

        (version,) = bench.translate(request([text])).versions

        assert texts_of(version) == [text]
        assert (engine.calls, version.segments[0].flags) == ([], ())

    def test_a_headline_in_capitals_is_decoded_in_sentence_case_and_comes_out_in_capitals(self, bench: Bench) -> None:
        engine = bench.add("en-uk")

        (version,) = bench.translate(request(["SHELLING HAD DAMAGED THE POWER STATION"])).versions

        assert engine.calls == [["Shelling had damaged the power station"]]
        assert texts_of(version) == [expected_text("Shelling had damaged the power station", "en-uk").upper()]

    def test_a_sentence_that_repeats_itself_is_decoded_once_more_and_flagged_if_that_does_not_help(
        self, bench: Bench
    ) -> None:
        engine = bench.add("en-uk", loop_after=8)
        looping, fine = SAMPLE_TEXT["en"][0], "He."

        outcome = bench.translate(request([looping, fine]))

        assert engine.calls == [[looping, fine], [looping]]
        flags = [set(part.flags) for part in outcome.versions[0].segments]
        assert flags[0] & {Flag.LOOP, Flag.TRUNCATED}
        assert not flags[1] & {Flag.LOOP, Flag.TRUNCATED}
        assert outcome.counts.decoder_calls == 2
        assert sum(outcome.counts.flags.values()) == sum(map(len, flags))

    def test_when_the_second_attempt_fails_the_first_one_still_serves(self, bench: Bench) -> None:
        engine = bench.add("en-uk", loop_after=8)
        looping = SAMPLE_TEXT["en"][0]
        engine.fails_on_call = 2

        outcome = bench.translate(request([looping]))

        assert (len(outcome.versions), outcome.failed) == (1, ())

    def test_terms_are_not_translated_and_only_matching_ones_are_part_of_the_key(self, bench: Bench) -> None:
        bench.add("en-uk")
        settings = SentenceSettings(do_not_translate=("Tercet",), glossary=glossary(NATO, LVIV))

        outcome = bench.translate(request(["Tercet came to NATO.", "He told."]), settings=settings)

        assert texts_of(outcome.versions[0]) == ["Tercet каме то НАТО.", "Хе толд."]
        keys = {entry.translated.text: entry.key.glossary_sha256 for entry in outcome.memory_entries}
        assert keys["Хе толд."] == ""
        assert keys["Tercet каме то НАТО."] != ""
        fewer = SentenceSettings(do_not_translate=("Tercet",), glossary=glossary(NATO))
        again = bench.translate(request(["Tercet came to NATO.", "He told."]), settings=fewer)
        assert again.counts.decoded == 0

    def test_a_changed_entry_concerns_only_the_sentences_that_have_its_term(self, bench: Bench) -> None:
        engine = bench.add("en-uk")
        wanted = request(["NATO came.", "Lviv came.", "He told."])
        bench.translate(wanted, settings=SentenceSettings(glossary=glossary(NATO, LVIV)))
        changed = GlossaryEntry(source="NATO", target="Північноатлантичний альянс", is_inflected=True)
        engine.calls.clear()

        bench.translate(wanted, settings=SentenceSettings(glossary=glossary(changed, LVIV)))

        assert engine.calls == [["NATO came."]]

    def test_a_required_term_that_the_model_did_not_write_is_flagged_and_one_that_it_inflected_is_not(
        self, bench: Bench
    ) -> None:
        bench.add("en-uk", words={"Kyiv": "Києві"})
        settings = SentenceSettings(glossary=glossary(KYIV, LVIV))

        (version,) = bench.translate(request(["He came to Kyiv.", "He came to Lviv."]), settings=settings).versions

        assert [Flag.LOST_PLACEHOLDER in part.flags for part in version.segments] == [False, True]

    def test_a_term_inside_a_link_is_none(self, bench: Bench) -> None:
        bench.add("en-uk")

        outcome = bench.translate(
            request(["He told https://example.org/Lviv about it."]), settings=SentenceSettings(glossary=glossary(LVIV))
        )

        assert outcome.versions[0].segments[0].flags == ()
        assert [entry.key.glossary_sha256 for entry in outcome.memory_entries] == [""]

    def test_a_version_with_terms_of_the_glossary_has_other_settings_than_one_without(self, bench: Bench) -> None:
        engine = bench.add("en-uk")
        wanted = [request(["Lviv came."]), request(["He told."], article_id=2)]

        with_term, without = bench.translate(*wanted, settings=SentenceSettings(glossary=glossary(LVIV))).versions

        assert without.settings_sha256 == engine.settings_sha256 != with_term.settings_sha256

    def test_many_sentences_are_decoded_in_chunks_and_come_out_the_same(self, bench: Bench) -> None:
        engine = bench.add("en-uk")
        wanted = request([f"{word} told {word}." for word in SAMPLE_TEXT["en"][0].split()])
        (whole,) = bench.translate(wanted).versions
        bench.memory = InMemoryTranslationMemory()

        (chunked,) = bench.translate(wanted, settings=SentenceSettings(chunk_sentences=4)).versions

        assert texts_of(chunked) == texts_of(whole)
        assert [len(call) for call in engine.calls[1:]] == [4, 4, 4, 2]

    def test_progress_goes_up_to_all_distinct_sentences_of_each_pair(self, bench: Bench) -> None:
        bench.add("en-uk")
        bench.add("en-ru")
        seen: list[Progress] = []
        texts = [f"He told {word}." for word in SAMPLE_TEXT["en"][0].split()]

        bench.translate(
            request(texts),
            request(texts, target=RU),
            settings=SentenceSettings(chunk_sentences=5),
            on_progress=seen.append,
        )

        for pair in bench.engines:
            done = [progress.done for progress in seen if progress.pair == pair]
            assert done == sorted(done)
            assert done[-1] == len(set(texts))
            assert {progress.total for progress in seen} == {len(set(texts))}


def test_nothing_leaves_the_machine_while_translating(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    bench.add("uk-en")
    bench.add("en-ru")

    outcome = bench.translate(request(SAMPLE_TEXT["uk"], source=UK, target=RU, via=EN))

    assert len(outcome.versions) == 1


def test_no_request_is_no_work(bench: Bench) -> None:
    outcome = bench.translate()

    assert (outcome.versions, outcome.failed, outcome.counts.segments) == ((), (), 0)


def test_an_article_without_sentences_gives_a_version_without_sentences(bench: Bench) -> None:
    bench.add("en-uk")

    assert bench.translate(request([])).versions[0].segments == ()


def test_a_broken_package_error_from_choosing_is_no_crash(bench: Bench) -> None:
    def broken(pair: LanguagePair) -> Engine:
        raise PackageBrokenError("translate-en_uk", "model/model.bin is missing")

    outcome = translate_versions(
        [request(["He told."])], engine_for=broken, memory=InMemoryTranslationMemory(), now=NOW
    )

    assert [failure.reason for failure in outcome.failed] == ["package_broken"]
