from marketplace.sheets.cells import text_of


def test_a_person_sees_no_decimals_of_a_whole_float():
    assert [text_of(cell) for cell in (8999990001376.0, 12.5, None, " a  b\n")] == [
        "8999990001376",
        "12.5",
        "",
        "a b",
    ]
