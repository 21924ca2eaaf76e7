import gc

from marketplace.kernel.garbage import nothing_collected


def test_the_collector_rests_meanwhile_and_is_then_as_it_was():
    with nothing_collected():
        assert not gc.isenabled()
        with nothing_collected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
