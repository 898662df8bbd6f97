"""The configuration profile that an iPhone installs to know the local authority.

After installing it the walker still has to switch full trust on (Settings › General ›
About › Certificate Trust Settings): a profile from a web page is never trusted by itself.
"""

import plistlib
from uuid import NAMESPACE_URL, UUID, uuid5

from latentwalk.app.authority import Authority

CONTENT_TYPE = "application/x-apple-aspen-config"


def phone_profile(authority: Authority) -> bytes:
    """Return the profile, XML plist; the same bytes for the same authority.

    Its identifiers come from the certificate, so that installing it twice replaces it.

    References:
        Apple, "CertificateRoot" and "TopLevel" in Device Management: Profiles.
    """
    identifier = f"org.latentwalk.authority.{authority.sha256.replace(':', '').lower()[:16]}"
    payload = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"{identifier}.certificate",
        "PayloadUUID": _stable_id(authority, "certificate"),
        "PayloadDisplayName": authority.name,
        "PayloadDescription": "Lets this phone recognise Latentwalk in your own network.",
        "PayloadCertificateFileName": "latentwalk.crt",
        "PayloadContent": authority.der,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": identifier,
        "PayloadUUID": _stable_id(authority, "profile"),
        "PayloadDisplayName": authority.name,
        "PayloadDescription": "Valid for private addresses only. Remove it when you walk no more.",
        "PayloadOrganization": "Latentwalk",
        "PayloadRemovalDisallowed": False,
        "PayloadContent": [payload],
    }
    return plistlib.dumps(profile)


def _stable_id(authority: Authority, part: str) -> str:
    name: UUID = uuid5(NAMESPACE_URL, f"latentwalk:{authority.sha256}:{part}")
    return str(name).upper()
