import io

from PIL import Image

from marketplace.adapters.pictures.papers import draw_paper


def opened(content):
    return Image.open(io.BytesIO(content))


def test_a_paper_is_a_small_jpeg_that_grows_with_its_lines():
    short, long = draw_paper("Nota", ["satu"]), draw_paper("Nota", ["satu", "dua", "tiga"])
    assert (opened(short).format, opened(short).width) == ("JPEG", opened(long).width)
    assert opened(long).height == opened(short).height + 2 * 30
    assert len(long) < 40_000


def test_other_words_give_another_paper_and_the_same_words_the_same():
    assert draw_paper("Nota", ["Nomor\t1"]) == draw_paper("Nota", ["Nomor\t1"])
    assert draw_paper("Nota", ["Nomor\t1"]) != draw_paper("Nota", ["Nomor\t2"])


def test_its_mark_lies_across_it():
    assert draw_paper("Nota", ["satu"]) != draw_paper("Nota", ["satu"], mark="")
