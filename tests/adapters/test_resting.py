from marketplace.adapters.search.circuit_breaker import REST, Breaker


def test_after_a_failure_one_asks_at_a_time_until_there_is_an_answer():
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    assert [breaker.lets_ask() for _ in range(3)] == [True, True, True]

    breaker.failed()
    now[0] = REST - 0.1
    assert not breaker.lets_ask()
    now[0] = REST
    assert [breaker.lets_ask() for _ in range(3)] == [True, False, False]
    breaker.failed()
    now[0] = 2 * REST - 0.1
    assert not breaker.lets_ask()
    now[0] = 2 * REST
    assert breaker.lets_ask()
    breaker.answered()
    assert [breaker.lets_ask() for _ in range(3)] == [True, True, True]
