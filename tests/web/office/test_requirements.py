from marketplace.certification.services.reference import load_reference
from marketplace.kernel.roles import VIEWER


def test_the_list_shows_what_the_law_asks(work, as_seat):
    with work() as uow:
        load_reference(uow)
    browser = as_seat(VIEWER)

    page = browser.open("/office/requirements").text
    assert "PerBPOM 22/2018" in page
    assert "17 Okt 2026" in page
    narrowed = browser.open("/office/requirements?kind=merek").text
    assert "UU 20/2016" in narrowed
    assert "PerBPOM 22/2018" not in narrowed


def test_without_reference_data_it_says_so(as_seat):
    assert "Belum ada syarat" in as_seat(VIEWER).open("/office/requirements").text
