import gc

from marketplace.kernel.gc_pause import gc_paused


def test_the_collector_rests_meanwhile_and_is_then_as_it_was():
    with gc_paused():
        assert not gc.isenabled()
        with gc_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
