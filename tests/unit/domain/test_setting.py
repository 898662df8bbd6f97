from latentwalk.domain.setting import Door, MicSetting


def test_settings_are_spoken_as_the_protocol_writes_them() -> None:
    assert [*Door] == ["outdoor", "indoor"]
    assert [*MicSetting] == ["sound", "off"]
