"""The partner itself: what the city has it down as, and what it says of itself."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.partners.models import Partner
from marketplace.partners.policies import DESCRIBE
from marketplace.partners.queries import members_of, partner_about, partner_row
from marketplace.partners.services.registering import describe_partner
from marketplace.partners.stories import story_of_partner
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import Form, LongText, Text
from marketplace.web.redirects import done

bp = Blueprint("partner_profile", __name__)


class AboutForm(Form):
    about = LongText(
        _l("Tentang usaha Anda"),
        required=False,
        longest=600,
        rows=4,
        help=_l("Dua atau tiga kalimat, tampil di daftar mitra untuk umum."),
    )
    contact = Text(
        _l("Nama bagian pembelian"),
        required=False,
        longest=120,
        help=_l("Yang dihubungi pembuat dan Dinas; tidak tampil untuk umum."),
    )
    whatsapp = Text(
        _l("Nomor WhatsApp pembelian"), required=False, longest=30, inputmode="tel", autocomplete="tel"
    )


@bp.get("/profile")
@may(PARTNER)
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/profile")
@may(PARTNER)
def describe() -> ResponseReturnValue:
    form = AboutForm().shown_on(_page)
    form.submit(lambda uow: describe_partner(uow, actor().organisation, **form.data))
    return done(_l("Profil disimpan."), ".show")


def _page(form: AboutForm | None = None) -> str:
    uow = reading()
    partner = partner_row(uow.session, uow.actor.organisation, uow.today)
    about = partner_about(uow.session, partner.id)
    written = {"about": about.about, "contact": about.contact, "whatsapp": about.whatsapp}
    return render_template(
        "partner/profile/show.html",
        form=form or AboutForm(formdata=None, **written),
        partner=partner,
        about=about,
        members=members_of(uow.session, partner.id, uow.today),
        may_describe=uow.allows(DESCRIBE, uow.get(Partner, partner.id)),
        story=story_of_partner(uow.session, partner.id, shown_to_partner=True),
    )
