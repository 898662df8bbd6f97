"""Over real TLS: what a phone fetches before it trusts us."""

import hashlib
import plistlib
import ssl
from dataclasses import replace
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509

from latentwalk.app.lan import local_addresses
from latentwalk.app.settings import Settings
from tests.unit.app.standing import Standing, stand


def _settings(tmp_path: Path) -> Settings:
    return replace(Settings(), walks_dir=tmp_path, web_dir=tmp_path / "dist")


def test_every_form_carries_the_same_authority(tmp_path: Path) -> None:
    def ask(doors: Standing) -> None:
        der = doors.https("/authority.crt")
        assert der.headers["content-type"] == "application/x-x509-ca-cert"
        pem = doors.https("/authority.pem")
        assert x509.load_pem_x509_certificate(pem.body) == x509.load_der_x509_certificate(der.body)
        profile = doors.https("/authority.mobileconfig")
        assert profile.headers["content-type"] == "application/x-apple-aspen-config"
        assert plistlib.loads(profile.body)["PayloadContent"][0]["PayloadContent"] == der.body
        trust = doors.https("/api/trust").json()
        assert bytes.fromhex(trust["sha256"].replace(":", "")) == hashlib.sha256(der.body).digest()
        assert trust["address"] == doors.phones.address
        assert trust["name"] == doors.phones.authority.name

    stand(tmp_path, _settings(tmp_path), ask)


def test_who_does_not_trust_the_authority_gets_nothing(tmp_path: Path) -> None:
    def ask(doors: Standing) -> None:
        stranger = ssl.create_default_context()
        connection = HTTPSConnection("127.0.0.1", doors.phones.port, context=stranger)
        with pytest.raises(ssl.SSLCertVerificationError):
            connection.request("GET", "/trust")

    stand(tmp_path, _settings(tmp_path), ask)


def test_the_address_in_the_network_is_reached(tmp_path: Path) -> None:
    addresses = local_addresses()
    if not addresses:
        pytest.skip("this machine is in no local network")

    def ask(doors: Standing) -> None:
        for address in addresses:
            assert doors.https("/api/trust", host=str(address)).status == 200

    stand(tmp_path, _settings(tmp_path), ask)


def test_the_steps_are_a_page_once_built_and_words_before(tmp_path: Path) -> None:
    def before(doors: Standing) -> None:
        page = doors.https("/trust")
        assert page.status == 404
        assert b"make web" in page.body

    def built(doors: Standing) -> None:
        assert doors.as_phone("/trust").body == b"the steps"
        assert doors.as_phone("/trust").headers.get("strict-transport-security") is None

    stand(tmp_path, _settings(tmp_path), before)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "trust.html").write_text("the steps")
    stand(tmp_path, _settings(tmp_path), built)
