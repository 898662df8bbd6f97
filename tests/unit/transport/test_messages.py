"""JSON control: golden texts in both directions, round trips, and any text at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain import errors
from latentwalk.domain.errors import (
    OversizedMessageError,
    UnknownMessageError,
    UnknownVersionError,
    WireError,
)
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.client_messages import ByeMessage, HelloMessage, StatsMessage
from latentwalk.transport.messages import encode_message, parse_client_message, parse_server_message
from latentwalk.transport.server_messages import StateMessage
from latentwalk.transport.wire import Codec
from tests.unit.transport import golden
from tests.unit.transport.golden_messages import CLIENT_NAMES, INVALID_MESSAGES, MESSAGES

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
types = st.sampled_from([*CLIENT_NAMES, "welcome", "state", "event", "pong", "wait", "error"])


def _parse(name: str, text: str) -> object:
    is_client = name.removesuffix("_invalid") in CLIENT_NAMES
    return (parse_client_message if is_client else parse_server_message)(text)


@pytest.mark.parametrize("name", MESSAGES)
def test_golden_message_reads_and_writes_the_same(name: str) -> None:
    text = (golden.FOLDER / f"{name}.msg.json").read_text()
    message = _parse(name, text)
    assert message == MESSAGES[name]
    assert json.loads(encode_message(MESSAGES[name])) == json.loads(text)


@pytest.mark.parametrize("name", INVALID_MESSAGES)
def test_invalid_message_is_refused_with_its_error(name: str) -> None:
    text = (golden.FOLDER / f"{name}.msg.json").read_text()
    error = json.loads((golden.FOLDER / f"{name}.json").read_text())["error"]
    with pytest.raises(WireError) as caught:
        _parse(name, text)
    assert type(caught.value) is getattr(errors, error)


def _changed(name: str, **changes: object) -> str:
    return json.dumps(json.loads(encode_message(MESSAGES[name])) | changes)


@pytest.mark.parametrize("name", MESSAGES)
def test_unknown_fields_are_ignored(name: str) -> None:
    assert _parse(name, _changed(name, mood="grey", weather={"wind": [1, 2]})) == MESSAGES[name]


@pytest.mark.parametrize("version", [0, 2, "1", 1.5, None])
def test_a_hello_of_another_version_is_told_which_is_spoken(version: object) -> None:
    with pytest.raises(UnknownVersionError, match="version: expected 1, got"):
        parse_client_message(_changed("hello", version=version, walk=5))


@pytest.mark.parametrize(
    ("text", "error", "part"),
    [
        ('{"type":"dance"}', UnknownMessageError, "type: expected 'hello', 'mic'"),
        ("{}", UnknownMessageError, "type: expected a string, got None"),
        ("[]", WireError, "message: Input should be an object"),
        ("", WireError, "message: Invalid JSON"),
        ("[" * 4000, WireError, "recursion limit"),
        ('"\ud800"', WireError, "message:"),
        ('{"type":"ping","time_ms":NaN}', WireError, "time_ms: Input should be a finite number"),
        ('{"type":"ping","time_ms":1e999}', WireError, "time_ms: Input should be a finite number"),
        ('{"type":"ping","time_ms":"5"}', WireError, "time_ms: Input should be a valid number"),
        (_changed("hello", walk="w" * 129), WireError, "walk: String should have at most 128"),
        (_changed("hello", codec_up="mp3"), WireError, "expected opus or pcm16, got 'mp3'"),
        (_changed("hello", codec_up=1), WireError, "expected opus or pcm16, got 1"),
    ],
)
def test_a_broken_message_is_named_in_one_sentence(
    text: str, error: type[WireError], part: str
) -> None:
    with pytest.raises(WireError) as caught:
        parse_client_message(text)
    assert type(caught.value) is error
    assert part in str(caught.value)


def test_a_token_is_never_repeated_in_an_error() -> None:
    with pytest.raises(WireError, match="not shown") as caught:
        parse_client_message(_changed("hello", resume="secret" * 100))
    assert "secret" not in str(caught.value)


def test_length_is_counted_in_utf8_bytes() -> None:
    spare = 8192 - len('{"type":"bye"}')
    assert parse_client_message('{"type":"bye"}' + " " * spare) == ByeMessage()
    with pytest.raises(OversizedMessageError, match="8192 bytes, got 8193"):
        parse_client_message('{"type":"bye"}' + " " * (spare + 1))
    with pytest.raises(OversizedMessageError):
        parse_client_message(json.dumps("é" * 5000, ensure_ascii=False))


def test_a_silent_level_is_written_as_a_number() -> None:
    state = MESSAGES["state"]
    assert isinstance(state, StateMessage)
    members = dict(state) | {"level_db": float("-inf"), "mic_level_db": float("nan")}
    written = json.loads(encode_message(StateMessage(**members)))
    assert (written["level_db"], written["mic_level_db"]) == (-120.0, -120.0)


@pytest.mark.parametrize(
    ("gain", "said"), [(1.0, {}), (0.25, {"gain": 0.25}), (0.0, {"gain": 0.0})]
)
def test_a_state_tells_of_the_gain_only_where_sound_is_turned_down(
    gain: float, said: dict[str, float]
) -> None:
    state = MESSAGES["state"]
    assert isinstance(state, StateMessage)
    written = json.loads(encode_message(StateMessage(**(dict(state) | {"gain": gain}))))
    assert {name: written[name] for name in ("gain",) if name in written} == said


def test_a_hello_says_only_what_it_asks() -> None:
    members = json.loads(encode_message(MESSAGES["hello"]))
    assert "resume" not in members
    assert "dry_gain" not in members


def test_unknown_values_of_a_state_are_null() -> None:
    written = json.loads(encode_message(MESSAGES["state_unknown"]))
    assert written["position"] is None
    assert written["heading_deg"] is None


ratios = st.floats(0, 1)
millis = st.floats(0, 1e9)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=128)


@given(st.builds(StatsMessage, concealed_ratio=ratios, fill_ms=millis, target_ms=millis))
def test_every_stats_message_survives_the_wire(message: StatsMessage) -> None:
    assert parse_client_message(encode_message(message)) == message


@given(
    st.builds(
        HelloMessage,
        walk=names,
        door=st.sampled_from(Door),
        mic=st.sampled_from(MicSetting),
        codec_up=st.sampled_from(Codec),
        codec_down=st.sampled_from(Codec),
        resume=st.none() | names,
        dry_gain=ratios,
    )
)
def test_every_hello_survives_the_wire(message: HelloMessage) -> None:
    assert parse_client_message(encode_message(message)) == message


@given(st.text() | json_values.map(json.dumps))
def test_any_text_gives_a_message_or_a_wire_error(text: str) -> None:
    _parse_or_refuse(text)


@given(types, st.dictionaries(st.text(max_size=10), json_values, max_size=5), st.data())
def test_any_members_give_a_message_or_a_wire_error(
    name: str, members: dict[str, object], data: st.DataObject
) -> None:
    known = json.loads(encode_message(MESSAGES[name]))
    changed = data.draw(st.lists(st.sampled_from(sorted(known)), max_size=3))
    members |= {field: data.draw(json_values) for field in changed if field != "type"}
    _parse_or_refuse(json.dumps(known | members))


def _parse_or_refuse(text: str) -> None:
    for parse in (parse_client_message, parse_server_message):
        try:
            encode_message(parse(text))
        except WireError:
            continue
