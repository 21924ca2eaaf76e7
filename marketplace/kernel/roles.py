"""What a seat lets a person do."""

from marketplace.kernel.labels import Labelled, _l


class Role(Labelled):
    OWNER = "owner", _l("Pemilik")
    STAFF = "staff", _l("Staf")
    OFFICER = "officer", _l("Petugas")
    APPROVER = "approver", _l("Penyetuju")
    AUDITOR = "auditor", _l("Auditor")
    VIEWER = "viewer", _l("Wali Kota (melihat)")
    PROVINCE = "province", _l("Provinsi (melihat laporan terbit)")
    SYSADMIN = "sysadmin", _l("Pengelola sistem")
    SYSTEM = "system", _l("Sistem")


OWNER, STAFF, OFFICER, APPROVER, AUDITOR, VIEWER, PROVINCE, SYSADMIN, SYSTEM = Role
BUSINESS_ROLES = (OWNER, STAFF)
OFFICE_ROLES = (OFFICER, APPROVER, AUDITOR, VIEWER, PROVINCE, SYSADMIN)


class OrganisationKind(Labelled):
    PRODUCER = "producer", _l("Produsen")
    PARTNER = "partner", _l("Mitra")
    OFFICE = "office", _l("Dinas")


PRODUCER, PARTNER, OFFICE = OrganisationKind
