"""What every search engine promises, and what Whoosh promises on top."""

import threading

import psycopg
import pytest
from whoosh.index import TOC

from marketplace.adapters.search import postgresql_search as postgresql_search_module
from marketplace.adapters.search import whoosh_search
from marketplace.adapters.search.circuit_breaker import REST
from marketplace.adapters.search.memory import MemorySearch
from marketplace.adapters.search.postgresql_search import PostgresSearch
from marketplace.adapters.search.postgresql_tables import PRODUCTS, WORDS
from marketplace.adapters.search.spelling import Speller
from marketplace.adapters.search.stemming import stem
from marketplace.adapters.search.whoosh_search import WhooshSearch
from marketplace.adapters.search.words import question
from marketplace.ports.search import SearchDocument, SearchDown

PISANG = SearchDocument(
    1, "Keripik Pisang Coklat 100 g", "Keripik Melati", "Pisang kepok pilihan dari Metro", ["8999990001000"]
)
SINGKONG = SearchDocument(
    2, "Kripik Singkong Balado", "Dapur Ibu Ani", "Renyah dan pedas", ["2061872010123-30", "KRP-002"]
)
KOPI = SearchDocument(
    3,
    "Kopi Sangrai Biji 1 kg",
    "Kopi Sai Wawai",
    "Robusta Lampung, disangrai setiap minggu",
    ["MD 245009001018"],
)
SAMBAL = SearchDocument(4, "Sambal Bawang Botol", "Semisal", "Teman makan keripik dan kopi", [])
SHELF = [PISANG, SINGKONG, KOPI, SAMBAL]

ENGINES = ["memory", "whoosh", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="module")
def postgresql_url(postgresql):
    url = postgresql.copy()
    yield url
    postgresql.drop(url)


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    if request.param == "memory":
        return MemorySearch()
    if request.param == "whoosh":
        return WhooshSearch(tmp_path / "search")
    return request.getfixturevalue("postgresql_search")


@pytest.fixture
def postgresql_search(postgresql, postgresql_url, ran_on):
    ran_on(postgresql.version)
    engine = PostgresSearch(postgresql_url)
    engine.rebuild([])
    yield engine
    engine.close()


def found(engine, text, **more):
    return list(engine.find(text, **more).ids)


@pytest.fixture
def shelf(engine):
    engine.index(SHELF)
    return engine


def test_a_product_is_found_by_its_name(shelf):
    assert found(shelf, "sambal bawang") == [4]


def test_every_word_must_match_some_field(shelf):
    assert found(shelf, "kopi robusta") == [3]
    assert found(shelf, "kopi balado", exactly=True) == []


def test_what_is_in_the_name_comes_before_what_is_in_the_text(shelf):
    assert found(shelf, "kopi") == [3, 4]


def test_the_category_weighs_between_the_name_and_the_maker_and_adds_to_them(shelf):
    shelf.index(
        [
            SearchDocument(11, "Lulur Kopi", "Semisal", "", kind="Kosmetik"),
            SearchDocument(12, "Kopi Bubuk Robusta Tua Pilihan", "Semisal", "", kind="Kopi dan teh"),
            SearchDocument(13, "Robusta", "Semisal", "", kind="Kopi dan teh"),
            SearchDocument(14, "Gula Pasir Halus Sekali", "Teh Lama", "", kind="Bumbu"),
            SearchDocument(15, "Melati Seduh Wangi Sekali", "Teh Kopi Lama", "", kind="Kopi dan teh"),
            SearchDocument(16, "Serbuk", "Semisal", "campuran teh dan kopi"),
        ]
    )

    assert found(shelf, "kopi") == [12, 3, 11, 15, 13, 16, 4]
    assert found(shelf, "teh") == [15, 13, 12, 14, 16]
    assert found(shelf, "kosmet") == found(shelf, "kosmtik") == [11]


def test_the_maker_counts_too(shelf):
    assert found(shelf, "ibu ani") == [2]
    assert found(shelf, "singkong ani") == [2]


def test_two_spellings_of_a_word_are_one(shelf):
    assert set(found(shelf, "kripik")) == set(found(shelf, "keripik")) == {1, 2, 4}


def test_a_root_finds_its_derivations(shelf):
    assert found(shelf, "sangrai") == [3]
    assert found(shelf, "pedasnya") == [2]


def test_the_last_word_may_be_half_typed(shelf):
    assert found(shelf, "keripik pis") == [1]
    assert found(shelf, "pis keripik", exactly=True) == []
    calls = {"balado": ["pedas manis"], "pedas manis": ["balado"], "kopi": ["coffee"], "coffee": ["kopi"]}
    assert found(shelf, "singkong pedas m", synonyms=calls) == [2]
    assert found(shelf, "robusta coff", synonyms=calls) == [3]


def test_a_slip_in_an_unknown_word_is_forgiven(shelf):
    assert found(shelf, "smabal bawang") == [4]
    assert found(shelf, "sambol bawang") == [4]
    assert found(shelf, "bawan botol") == [4]


def test_a_corrected_question_says_how_it_was_understood(shelf):
    hits = shelf.find("smabal dari Bwang")
    assert (hits.ids, hits.meant) == ([4], "sambal dari bawang")
    assert shelf.find("sambal bawang").meant == ""
    assert shelf.find("keripik pis").meant == ""
    assert (shelf.find("kerpik pis").ids, shelf.find("kerpik pis").meant) == ([1], "keripik pis")


def test_what_is_asked_for_exactly_is_not_corrected(shelf):
    assert found(shelf, "smabal bawang", exactly=True) == []
    assert found(shelf, "sambal bawang", exactly=True) == [4]


def test_a_correction_finds_something_beside_the_other_words(shelf):
    shelf.index([SearchDocument(5, "Sambel Terasi", "", ""), SearchDocument(6, "Sambil Lalu", "", "")])

    assert shelf.find("sambul terasi").meant == "sambel terasi"
    assert shelf.find("sambul lalu").meant == "sambil lalu"
    assert shelf.find("sambul kopi robusta").meant == "kopi robusta"


def test_what_nothing_answers_to_is_left_out_and_the_rest_is_cut_from_its_end(shelf):
    for text, meant in (
        ("kopi zzzz", "kopi"),
        ("zzzz dari kopi yyyy", "kopi"),
        ("singkong sangrai", "singkong"),  # both are known, and never together
        ("sangrai singkong zzzz", "sangrai"),
        ("kopi zzzz bwang", "kopi bawang"),
    ):
        assert shelf.find(text).meant == meant
        assert found(shelf, text) == found(shelf, meant)
        assert found(shelf, text, exactly=True) == []
    assert found(shelf, "zzzz yyyy") == []


def test_words_that_only_texts_know_are_nothing_to_be_left_with(shelf):
    assert found(shelf, "renyah") == [2]
    assert found(shelf, "renyah sangrai zzzz") == found(shelf, "teman zzzz") == []


def test_what_people_wish_for_beside_the_goods_hides_nothing(shelf):
    assert (found(shelf, "jual kopi murah"), shelf.find("jual kopi murah").meant) == ([3, 4], "")
    shelf.index([SearchDocument(5, "Gula Merah", "", "")])
    assert found(shelf, "murah") == []


def test_a_space_too_many_is_forgiven(shelf):
    assert (found(shelf, "sing kong balado"), shelf.find("sing kong").meant) == ([2], "singkong")
    assert found(shelf, "kripik sing kong") == [2]


def test_a_forgotten_space_and_two_slips_are_forgiven(shelf):
    assert shelf.find("kripiksingkong").meant == "kripik singkong"
    assert shelf.find("singong blado").meant == "singkong balado"
    assert shelf.find("sangari").ids == [3]


def test_a_slip_in_the_name_of_a_maker_is_forgiven(shelf):
    assert shelf.find("kopi wawsi").meant == "kopi wawai"


def test_a_synonym_counts_like_the_word_and_a_little_less(shelf):
    calls = {
        "criping": ["keripik"],
        "kripik": ["criping"],
        "keripik": ["criping"],
        "kopi": ["coffee"],
        "coffee": ["kopi"],
    }
    assert set(found(shelf, "criping", synonyms=calls)) == {1, 2, 4}
    assert found(shelf, "criping pisang", synonyms=calls) == [1]
    assert found(shelf, "tomat coffee", synonyms=calls, exactly=True) == []
    assert shelf.find("tomat coffee", synonyms=calls).meant == "coffee"

    shelf.index([SearchDocument(5, "Coffee Beans", "", "")])
    assert found(shelf, "coffee", synonyms=calls)[:2] == [5, 3]


def test_words_in_a_row_have_synonyms_together(shelf):
    calls = {"banana chips": ["keripik pisang"], "keripik pisang": ["banana chips"]}
    assert found(shelf, "banana chips", synonyms=calls) == [1]
    assert found(shelf, "banana chips coklat", synonyms=calls) == [1]
    assert found(shelf, "chips banana", synonyms=calls) == []


def test_a_slip_in_what_goods_are_also_called_is_forgiven(shelf):
    calls = {
        "criping": ["keripik"],
        "keripik": ["criping"],
        "kopi jawa": ["robusta"],
        "robusta": ["kopi jawa"],
    }
    hits = shelf.find("crping dari pisang", synonyms=calls)
    assert (hits.ids, hits.meant) == ([1], "criping dari pisang")
    assert (found(shelf, "kopi jawaa", synonyms=calls), found(shelf, "kopi jawaa")) == ([3], [3, 4])
    assert found(shelf, "crping", synonyms=calls, exactly=True) == []


def test_it_says_which_forms_of_words_matched(shelf):
    assert shelf.find("sangrai kopi").words >= {"sangrai", "disangrai", "kopi"}
    assert "disangrai" not in shelf.find("kopi").words
    assert "coffee" in shelf.find("kopi", synonyms={"kopi": ["coffee"]}).words


def test_of_two_alike_the_one_whose_name_says_less_comes_first(shelf):
    shelf.index([SearchDocument(8, "Kopi Susu Gula Aren", "", ""), SearchDocument(9, "Kopi Susu", "", "")])

    assert found(shelf, "susu kopi") == [9, 8]


@pytest.mark.parametrize("text", ["keripik pisang 100 gr", "keripik pisang 100gram", "pisang 100g"])
def test_a_size_is_found_however_its_unit_is_written(shelf, text):
    assert found(shelf, text) == [1]


@pytest.mark.parametrize("text", ["500g", "500 gr", "0,5 kg", "½ kilo", "5 ons"])
def test_a_weight_prefers_packs_of_it_and_leaves_the_others(engine, text):
    engine.rebuild(
        [
            SearchDocument(1, "Gula Aren", "Dapur Ani", "1 kg", packs=["1000000g"]),
            SearchDocument(
                2, "Gula Semut Aren Bubuk", "Dapur Ani", "250 g 500 g", packs=["250000g", "500000g"]
            ),
            SearchDocument(3, "Dodol", "Dapur Ani", "gula aren 500 g", packs=["500000g"]),
            SearchDocument(4, "Gula Batu 500 gram", "Dapur Ani", "pilihan"),
        ]
    )

    assert found(engine, f"gula aren {text}") == [2, 1, 3]
    assert found(engine, f"{text} gula aren", exactly=True) == [2, 1, 3]
    assert found(engine, f"gual aren {text}") == [2, 1, 3]
    assert found(engine, f"batu {text}") == [4]
    assert found(engine, f"gula are {text}", exactly=True) == [2, 1, 3]


def test_a_volume_is_no_weight(engine):
    engine.rebuild(
        [
            SearchDocument(1, "Madu", "Sari", "500 g", packs=["500000g"]),
            SearchDocument(2, "Madu Randu", "Sari", "500 ml", packs=["500000ml"]),
        ]
    )

    assert found(engine, "madu 0,5 liter") == [2, 1]
    assert found(engine, "madu 500 g") == [1, 2]
    assert found(engine, "500 ml") == [2, 1]


def test_another_word_is_no_slip(engine):
    engine.rebuild(
        [SearchDocument(1, "Sabun Sereh", "Sari", ""), SearchDocument(2, "Kain Batik", "Sari", "")]
    )

    assert found(engine, "sarung") == []
    assert found(engine, "sabum") == [1]


def test_the_last_word_is_completed_from_names_the_most_frequent_first(shelf):
    shelf.index([SearchDocument(5, "Kopi Bubuk", "", ""), SearchDocument(6, "Kopi Celup", "Koperasi", "")])

    assert shelf.complete("ko") == ["kopi"]
    assert shelf.complete("s") == ["sambal", "sangrai", "singkong"]
    assert shelf.complete("s", limit=1) == ["sambal"]
    assert shelf.complete("Kopi cel") == ["kopi celup"]
    assert {"kopi biji", "kopi bubuk"} < set(shelf.complete("Kopi b"))
    assert "kripik singkong" in shelf.complete("kripik s")
    assert (
        shelf.complete("zzz")
        == shelf.complete("")
        == shelf.complete("kopi ")
        == shelf.complete("' OR %_")
        == []
    )


def test_what_is_gone_is_not_offered_to_complete(shelf):
    shelf.index([], gone=[3])

    assert shelf.complete("sang") == []
    assert shelf.find("sangari").ids == []


def test_silent_words_do_not_hide_anything(shelf):
    assert found(shelf, "kopi yang dari Lampung") == [3]


@pytest.mark.parametrize("text", ["8999990001000", "8 999990 001000", "8999-9900-01000"])
def test_a_barcode_is_found_with_any_separators(shelf, text):
    assert found(shelf, text) == [1]


@pytest.mark.parametrize(
    "text", ["2061872010123-30", "206187201012330", "P-IRT No. 2061872010123-30", "P-IRT 2061872010123 30"]
)
def test_a_certificate_number_is_found_with_and_without_its_label(shelf, text):
    assert found(shelf, text) == [2]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("89999", [1]),
        ("8 999 990", [1]),
        ("P-IRT 2061872", [2]),
        ("206187-2010", [2]),
        ("krp-0", [2]),
        ("MD 2450", [3]),
        ("7777", []),
        ("krp-1", []),
    ],
)
def test_a_number_may_be_typed_in_part(shelf, text, ids):
    assert found(shelf, text) == found(shelf, text, exactly=True) == ids


@pytest.mark.parametrize("text", ["KRP-002", "krp002", "singkong KRP-002"])
def test_a_sku_is_found(shelf, text):
    assert found(shelf, text) == [2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "***",
        "name:*",
        "kopi OR NOT (",
        '"kopi',
        "kopi~2 AND [a TO z]",
        "\x00",
        "a" * 100_000,
        "%_'",
    ],
)
def test_no_sign_is_an_order(shelf, text):
    assert isinstance(found(shelf, text), list)
    assert found(shelf, "*") == []


def test_a_word_without_end_is_indexed_like_others(shelf):
    endless = "\u0634" * 5000
    shelf.index([SearchDocument(5, f"Kopi {endless}", endless, endless, [endless], kind=endless)])

    assert found(shelf, "kopi") == [3, 5, 4]
    assert found(shelf, endless) == [5]


def test_a_question_in_capitals_and_accents_is_the_same_question(shelf):
    assert found(shelf, "SÁMBAL Bawang") == [4]


def test_a_change_replaces_what_was_known(shelf):
    shelf.index([SearchDocument(4, "Rendang Botol", "Semisal", "", [])])

    assert found(shelf, "rendang") == [4]
    assert found(shelf, "sambal") == []


def test_what_is_gone_is_not_found(shelf):
    shelf.index([], gone=[3, 99])

    assert found(shelf, "robusta") == []
    assert found(shelf, "pisang") == [1]


def test_the_same_twice_is_once(shelf):
    shelf.index(SHELF)

    assert found(shelf, "singkong") == [2]


def test_no_more_than_the_cap_come_back(engine):
    engine.rebuild(SearchDocument(n, f"Kopi nomor {n}", "", "") for n in range(1, 30))

    assert len(found(engine, "kopi")) == 29


def test_a_rebuild_forgets_what_is_not_in_it(shelf):
    assert shelf.rebuild([KOPI, SAMBAL]) == 2
    assert found(shelf, "pisang") == []
    assert found(shelf, "robusta") == [3]
    assert shelf.ready()


def test_a_rebuild_of_nothing_finds_nothing(engine):
    assert engine.rebuild([]) == 0
    assert found(engine, "kopi") == []


def test_stems_keep_the_ripik_in_keripik():
    assert stem("keripik") == stem("kripik") == "kripik"
    assert stem("makanan") == stem("makan")


def test_a_short_word_has_no_neighbours():
    assert Speller({"tea": 1, "ten": 1}).slips("teh") == []
    assert Speller({"srundeng": 1, "serundengan": 1, "kerupuk": 1}).slips("serundeng") == ["srundeng"]


@pytest.mark.parametrize(
    ("text", "pack", "rest"),
    [
        ("gula 1,5 kg", "1500000g", ["gula"]),
        ("1.500 g gula", "1500000g", ["gula"]),
        ("Sirup 250 ML botol", "250000ml", ["sirup", "botol"]),
        ("kopi 250cc", "250000ml", ["kopi"]),
        ("1 kg", "1000000g", ["1"]),
        ("bolu 1.2.3 kg", "", ["bolu", "1", "2", "3"]),
        ("KRP-500g", "", ["krp", "500"]),
        ("isi 10 pcs", "", ["isi", "10"]),
    ],
)
def test_a_weight_or_volume_in_a_question_is_no_word_of_it(text, pack, rest):
    query = question(text)
    assert (query.pack, [word for word, _ in query.words]) == (pack, rest)


def test_a_long_question_is_cut():
    assert len(question("kata " * 1000).words) == 12


class TestWhoosh:
    @pytest.fixture
    def folder(self, tmp_path):
        return tmp_path / "search"

    def test_it_is_down_before_anything_was_indexed(self, folder):
        assert not WhooshSearch(folder).ready()
        with pytest.raises(SearchDown):
            WhooshSearch(folder).find("kopi")

    @pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    )  # Whoosh drops the open file
    def test_a_broken_index_is_down_and_a_rebuild_cures_it(self, folder):
        engine = WhooshSearch(folder)
        engine.index(SHELF)
        for file in next(folder.glob("v*-*")).iterdir():
            file.write_bytes(b"broken")

        with pytest.raises(SearchDown):
            WhooshSearch(folder).find("kopi")
        assert not WhooshSearch(folder).ready()

        assert engine.rebuild(SHELF) == 4
        assert found(WhooshSearch(folder), "robusta") == [3]

    def test_an_index_of_another_version_asks_to_be_rebuilt(self, folder, monkeypatch):
        WhooshSearch(folder).index(SHELF)
        monkeypatch.setattr(whoosh_search, "VERSION", 99)
        engine = WhooshSearch(folder)

        assert not engine.ready()
        with pytest.raises(SearchDown):
            engine.find("kopi")
        with pytest.raises(SearchDown):
            engine.index([KOPI])

        engine.rebuild(SHELF)
        assert found(engine, "robusta") == [3]

    def test_a_reader_sees_what_another_process_wrote(self, folder):
        reader, writer = WhooshSearch(folder), WhooshSearch(folder)
        writer.index([PISANG])
        assert found(reader, "kopi") == []

        writer.index([KOPI])
        assert found(reader, "kopi") == [3]

        writer.rebuild([SAMBAL])
        assert found(reader, "robusta") == []
        assert found(reader, "sambal") == [4]

    @pytest.mark.parametrize("change", ["index", "rebuild"])
    def test_a_reader_looks_again_when_the_files_it_saw_are_gone(self, folder, monkeypatch, change):
        reader, writer = WhooshSearch(folder), WhooshSearch(folder)
        writer.index([PISANG])
        look, came_between = TOC._latest_generation, []

        def seen(storage, name):
            generation = look(storage, name)
            if threading.current_thread() is threading.main_thread() and not came_between:
                came_between.append(threading.Thread(target=getattr(writer, change), args=([KOPI],)))
                came_between[0].start()
                came_between[0].join()
            return generation

        monkeypatch.setattr(TOC, "_latest_generation", seen)
        assert found(reader, "kopi") == [3]
        assert came_between

    def test_a_rebuild_leaves_one_folder(self, folder):
        engine = WhooshSearch(folder)
        for _ in range(3):
            engine.rebuild(SHELF)

        assert len(list(folder.glob("v*-*"))) == 1

    def test_a_failing_rebuild_leaves_the_old_index(self, folder):
        engine = WhooshSearch(folder)
        engine.index(SHELF)

        def broken():
            yield PISANG
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError):
            engine.rebuild(broken())
        assert found(engine, "robusta") == [3]

    def test_a_writer_does_not_wait_for_ever(self, folder, monkeypatch):
        monkeypatch.setattr(whoosh_search, "WAIT", 0.1)
        engine = WhooshSearch(folder)
        with engine._alone(), pytest.raises(SearchDown):
            engine.index([KOPI])

    def test_many_threads_write_and_read_at_once(self, folder):
        engine = WhooshSearch(folder)
        engine.index([SAMBAL])
        failures = []

        def write(start):
            try:
                for n in range(start, start + 5):
                    engine.index([SearchDocument(n, f"Kopi {n}", "", "")])
                    assert len(found(engine, "kopi")) >= 1
            except Exception as failure:
                failures.append(failure)

        threads = [threading.Thread(target=write, args=(100 * n,)) for n in range(1, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert len(found(engine, "kopi")) == 21  # 20 new ones, and the sambal that goes with it


@pytest.mark.postgresql
class TestPostgres:
    def test_it_is_down_before_anything_was_indexed(self, postgresql):
        url = postgresql.copy()
        engine = PostgresSearch(url)

        assert not engine.ready()
        with pytest.raises(SearchDown):
            engine.find("kopi")
        engine.index([KOPI])
        assert engine.ready()
        assert found(engine, "kopi") == [3]
        engine.close()
        postgresql.drop(url)

    def test_a_server_that_is_gone_is_down_and_no_error(self):
        engine = PostgresSearch("postgresql+psycopg://mb2@127.0.0.1:1/mb2")

        assert not engine.ready()
        for ask in (engine.find, engine.complete, lambda text: engine.index([])):
            with pytest.raises(SearchDown):
                ask("kopi")

    def test_a_lost_connection_is_opened_anew(self, postgresql_search):
        postgresql_search.index(SHELF)
        assert found(postgresql_search, "robusta") == [3]
        with postgresql_search._connection() as connection:
            mine = connection.info.backend_pid
        with psycopg.connect(postgresql_search._url) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (mine,))

        assert found(postgresql_search, "robusta") == [3]

    def test_what_takes_too_long_is_down_and_not_asked_twice(self, postgresql_search, monkeypatch):
        monkeypatch.setattr(
            postgresql_search_module, "READING", postgresql_search_module.READING.replace("1500ms", "200ms")
        )
        postgresql_search.index(SHELF)

        class Counting(PostgresSearch):
            calls = 0

            def _connection(self):
                self.calls += 1
                return super()._connection()

        seconds = [100.0]
        engine = Counting(postgresql_search._url, clock=lambda: seconds[-1])
        with psycopg.connect(postgresql_search._url) as other:
            other.execute(f"LOCK TABLE mb2_search.{PRODUCTS}")
            for calls, later in ((1, 0), (1, REST - 1), (2, 1), (2, 1)):
                seconds.append(seconds[-1] + later)
                with pytest.raises(SearchDown):
                    engine.find("kopi")
                assert (engine.calls, engine.ready()) == (calls, False)
            other.rollback()
        seconds.append(seconds[-1] + REST)
        assert found(engine, "robusta") == [3]
        assert found(engine, "robusta") == [3]
        assert engine.ready()
        engine.close()

    def test_readers_see_the_old_index_or_the_new_one(self, postgresql_search):
        postgresql_search.index(SHELF)
        failures, done = [], threading.Event()

        def read():
            while not done.is_set():
                try:
                    assert found(postgresql_search, "robusta") == [3]
                except Exception as failure:
                    failures.append(failure)

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for _ in range(5):
            postgresql_search.rebuild(SHELF)
        done.set()
        for reader in readers:
            reader.join()
        assert failures == []

    def test_words_of_names_are_counted_like_a_rebuild_counts_them(self, postgresql_search):
        def words():
            with postgresql_search._connection() as connection:
                statement = f"SELECT * FROM mb2_search.{WORDS} WHERE named + beside + told > 0 ORDER BY word"
                return connection.execute(statement).fetchall()

        postgresql_search.index([*SHELF, SearchDocument(7, "Kopi Lama", "Semisal", "hilang")])
        postgresql_search.index([SearchDocument(4, "Rendang", "Semisal", "lain")], gone=[7, 8])
        changed = words()
        postgresql_search.rebuild([PISANG, SINGKONG, KOPI, SearchDocument(4, "Rendang", "Semisal", "lain")])
        assert changed == words()

    def test_a_failing_rebuild_leaves_the_old_index(self, postgresql_search):
        postgresql_search.index(SHELF)

        def broken():
            yield PISANG
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError):
            postgresql_search.rebuild(broken())
        assert found(postgresql_search, "robusta") == [3]
