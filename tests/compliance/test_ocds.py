"""Open data of public offices: valid against the schema that its makers published, and the report's own figures."""

import json
from datetime import date

import pytest

from marketplace.compliance.exporting import paper_of
from marketplace.compliance.formats.base import FORMATS
from marketplace.compliance.formats.ocds import PREFIX
from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import VIEWER
from marketplace.partners.models import PartnerKind
from tests.compliance.ocds_schema import faults
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import AUGUST, publish
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase

OCDS = FORMATS["ocds"]


@pytest.fixture
def office_of_the_city(session):
    make_circular(session, make_clause(code="4a"))
    return make_partner(session, name="Kantor Contoh", kind=PartnerKind.PUBLIC_OFFICE)


@pytest.fixture
def bought(session, office_of_the_city):
    maker = make_maker(session, name="Keripik Bu Tini")
    purchase = make_purchase(session, office_of_the_city, maker, 129_700, document_number="N-7")
    make_purchase(session, office_of_the_city, None, 500_000)
    make_purchase(session, make_partner(session, kind=PartnerKind.STATE_ENTERPRISE), maker, 77_000)
    make_purchase(session, make_partner(session), maker, 99_000)
    return purchase


@pytest.fixture
def paper(work):
    def made():
        with work(VIEWER, at=1) as uow:
            return paper_of(uow, AUGUST, lambda code: f"https://mb2.test/verify/{code}", form=OCDS)

    return made


def package(paper):
    return json.loads(OCDS().write(None, paper))


def test_it_is_valid_against_the_published_schema(bought, paper):
    assert faults(package(paper())) == []


def test_only_what_a_public_office_bought_from_a_maker_is_told(bought, paper):
    (release,) = package(paper())["releases"]
    assert [(one["name"], one["roles"]) for one in release["parties"]] == [
        ("Kantor Contoh", ["buyer"]),
        ("Keripik Bu Tini", ["supplier"]),
    ]
    (contract,) = release["contracts"]
    assert (contract["id"], contract["value"]) == ("N-7", {"amount": 129_700, "currency": "IDR"})
    assert release["ocid"] == f"{PREFIX}-{bought.public_id}"


def test_values_add_up_to_the_figure_of_the_office(session, bought, paper, office_of_the_city):
    make_purchase(session, office_of_the_city, make_maker(session), -9_700, bought_on=date(2026, 8, 20))
    made = paper()
    (office,) = [one for one in made.result.partners if one.partner.name == "Kantor Contoh"]
    assert sum(one["contracts"][0]["value"]["amount"] for one in package(made)["releases"]) == office.local


def test_a_published_month_has_the_rows_that_were_frozen(session, signer, bought, paper, office_of_the_city):
    publish(session, signer)
    make_purchase(session, office_of_the_city, make_maker(session), 5_000)
    made = package(paper())
    assert [one["contracts"][0]["value"]["amount"] for one in made["releases"]] == [129_700]
    assert "/verify/" in made["uri"] and faults(made) == []


def test_a_month_without_any_is_refused_and_is_no_empty_package(office_of_the_city, paper):
    with pytest.raises(Refused, match="kantor pemerintah"):
        OCDS().write(None, paper())


class TestSchema:
    """What is held against it would be told."""

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"ocid": ""}, "ocid"),
            ({"tag": ["bought"]}, "tag"),
            ({"initiationType": "direct"}, "initiationType"),
            ({"date": "1 Agustus"}, "date-time"),
            ({"contracts": [{"id": "7"}]}, "awardID"),
            ({"awards": [{"id": "7", "value": {"amount": "7"}}]}, "amount"),
        ],
    )
    def test_a_damaged_release_has_its_fault_told(self, bought, paper, change, told):
        made = package(paper())
        made["releases"][0] |= change
        found = faults(made)
        assert len(found) == 1 and found[0].startswith("$.releases[0]") and told in found[0]

    def test_an_address_that_is_none_is_told(self, bought, paper):
        assert faults(package(paper()) | {"uri": "laporan"}) == ["$.uri: 'laporan' is not a 'uri'"]
