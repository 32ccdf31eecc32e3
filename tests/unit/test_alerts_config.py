from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from alerts.config import AlertsConfig, check_alerts, read_alerts
from alerts.grouping import Timing
from alerts.receivers.entry import Idle
from alerts.receivers.options import Addressed
from alerts.receivers.webhook import WebhookOptions
from streams.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

_CANARY = "canary-token"
_SECOND = timedelta(seconds=1)


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "alerts.yaml"
    path.write_text(text, "utf-8")
    return path


def _at(url: str) -> Addressed:
    return Addressed(url=SecretStr(url))


def test_receivers_are_read_with_their_kind_and_address(tmp_path: Path) -> None:
    """An address stands in the file, or in a file of its own beside it."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "slack_url").write_text("https://hooks.example/T1\n", "utf-8")
    path = _file(
        tmp_path,
        """
        receivers:
          - {name: desk, slack: {url_file: secrets/slack_url}}
          - {name: archive, webhook: {url: "http://archive.example:8080/in"}}
        """,
    )

    found = [(one.name, one.kind.name, one.options) for one in read_alerts(path).receivers]

    assert found == [
        ("desk", "slack", _at("https://hooks.example/T1")),
        ("archive", "webhook", WebhookOptions(url=SecretStr("http://archive.example:8080/in"))),
    ]


@pytest.mark.parametrize("text", ["", "receivers: []", "# later\n"])
def test_no_receiver_is_fine(tmp_path: Path, text: str) -> None:
    """Alerts are printed then."""
    assert read_alerts(_file(tmp_path, text)) == AlertsConfig()


def test_an_empty_secret_file_means_not_in_use(tmp_path: Path) -> None:
    """A shipped, empty secret is no mistake; the receiver is named with the reason."""
    (tmp_path / "slack_url").write_text("\n", "utf-8")
    path = _file(tmp_path, "receivers: [{name: desk, slack: {url_file: slack_url}}]")

    config = read_alerts(path)

    assert config.receivers == ()
    assert config.idle == (Idle("desk", "its url_file is empty"),)


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("receivers: [", "", "not YAML"),
        ("[1, 2]", "", "must be a mapping"),
        ("receiver: []", "receiver", "no such key"),
        ("receivers: {a: 1}", "receivers", "must be a list"),
        ("receivers: [{slack: {url: 'http://a/b'}}]", "receivers.0.name", "is missing"),
        ("receivers: [{name: 'a b', slack: {url: 'http://a'}}]", "receivers.0.name", "pattern"),
        ("receivers: [{name: console, slack: {url: 'http://a'}}]", "receivers.0.name", "printed"),
        ("receivers: [{name: desk}]", "receivers.0", "exactly one of slack, slack_bot, webhook"),
        (
            "receivers: [{name: a, slack: {url: 'http://a'}, webhook: {url: 'http://a'}}]",
            "receivers.0",
            "exactly one of slack, slack_bot, webhook",
        ),
        (
            "receivers: [{name: a, slack: {url: 'http://a'}}, {name: a, slack: {url: 'http://b'}}]",
            "receivers.1.name",
            "'a' is the name of another receiver",
        ),
        ("receivers: [{name: a, pager: {url: 'http://a'}}]", "receivers.0.pager", "no such key"),
        ("receivers: [{name: a, slack: {}}]", "receivers.0.slack", "exactly one of url, url_file"),
        (
            "receivers: [{name: a, slack: {url: 'http://a', url_file: b}}]",
            "receivers.0.slack",
            "exactly one of url, url_file",
        ),
        (
            f"receivers: [{{name: a, slack: {{url: {_CANARY}}}}}]",
            "receivers.0.slack.url",
            "address",
        ),
        ("receivers: [{name: a, slack: {url: ''}}]", "receivers.0.slack.url", "address"),
        (
            f"receivers: [{{name: a, slack: {{url: [{_CANARY}]}}}}]",
            "receivers.0.slack.url",
            "must be text",
        ),
        (
            "receivers: [{name: a, slack: {url_file: missing}}]",
            "receivers.0.slack.url_file",
            "No such file",
        ),
        (f"receivers:\n\t- '{_CANARY}", "", "not YAML"),
        (f"receivers: *{_CANARY}", "", "aliases (*name) are not taken"),
        ("receivers: []\nreceivers: []", "", "stands twice"),
    ],
)
def test_each_mistake_names_file_field_and_reason(
    tmp_path: Path, text: str, field: str, reason: str
) -> None:
    """A person finds the mistake by the error alone, and finds no address in it."""
    path = _file(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        read_alerts(path)

    line, _, named = caught.value.field.partition(": ")
    assert (caught.value.source, named) == (str(path), field)
    assert line in {"line 1", "line 2"}
    assert reason in caught.value.reason
    assert _CANARY not in caught.value.reason


def test_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    """A path that leads nowhere is more likely wrong than meant."""
    with pytest.raises(ConfigError, match="No such file"):
        read_alerts(tmp_path / "alerts.yaml")


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    """Neither the file nor a secret file may be anything but UTF-8."""
    path = tmp_path / "alerts.yaml"
    path.write_bytes(b"receivers: [{name: a, slack: {url_file: alerts.yaml}}] # \xff")

    with pytest.raises(ConfigError, match="not UTF-8"):
        read_alerts(path)


def test_an_address_is_not_shown_with_its_receiver(tmp_path: Path) -> None:
    """Whoever logs a configuration logs no secret."""
    path = _file(tmp_path, f"receivers: [{{name: a, slack: {{url: 'http://a/{_CANARY}'}}}}]")

    assert _CANARY not in repr(read_alerts(path))


_FULL = """
receivers:
  - {name: desk, webhook: {url: "http://desk.example"}}
  - {name: digest, webhook: {url: "http://digest.example"}}
time_intervals:
  - name: nights
    time_intervals:
      - times: [{start_time: "22:00", end_time: "24:00"}]
        location: Europe/Kyiv
route:
  receiver: desk
  group_wait: 10s
  routes:
    - matchers: ['topic="a", kind=~"figure|claim"', score>=0.8]
      group_by: [topic]
      group_interval: 1h30m
      repeat_interval: 1d
      mute_time_intervals: [nights]
      continue: true
      routes:
        - {matchers: [language=uk], repeat_interval: off, group_by: ["..."]}
    - receiver: digest
      digest: {at: ["08:00"], location: Europe/Kyiv}
"""


def test_a_tree_inherits_as_in_alertmanager(tmp_path: Path) -> None:
    """Receiver, grouping and times from above; matchers, mute and digest are a node's own."""
    root = read_alerts(_file(tmp_path, _FULL)).root
    assert root is not None
    first, second = root.routes
    (below,) = first.routes

    assert (first.receiver, first.continues, first.group_by) == ("desk", True, ("topic",))
    assert (first.timing.wait, first.timing.interval) == (_SECOND * 10, _SECOND * 5400)
    assert (first.timing.repeat, below.timing.repeat) == (_SECOND * 86_400, None)
    assert [named.name for named in first.timing.schedule.mute] == ["nights"]
    assert (below.timing.interval, below.group_by) == (_SECOND * 5400, None)
    assert below.timing.schedule.mute == ()
    assert (second.receiver, second.group_by, second.timing.wait) == ("digest", (), _SECOND * 10)
    assert second.timing.digest is not None
    assert len({root.key, first.key, second.key, below.key}) == 4


def test_the_defaults_suit_news(tmp_path: Path) -> None:
    """The first development of a story at once, later ones after a minute, nothing repeated."""
    text = "receivers: [{name: a, webhook: {url: 'http://a'}}]\nroute: {receiver: a}"
    root = read_alerts(_file(tmp_path, text)).root

    assert root is not None
    assert root.group_by == ("topic", "story")
    assert root.timing == Timing(wait=_SECOND * 0, interval=_SECOND * 60, repeat=None)


def test_every_mistake_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    """A person mends the file in one go; warnings are told from mistakes."""
    path = _file(
        tmp_path,
        f"""\
receiver: []
receivers:
  - {{name: desk, webhook: {{url: "http://desk.example/{_CANARY}", timeout: 3}}}}
  - {{name: spare, slack: {{}}}}
  - {{name: nobody, pagerduti: {{}}}}
time_intervals:
  - {{name: nights, time_intervals: [{{times: [{{start_time: "22:00", end_time: "06:00"}}]}}]}}
""",
    )

    found = [(one.line, one.field, one.warning) for one in check_alerts(path)]

    assert found == [
        (1, "receiver", False),
        (3, "receivers.0.webhook.timeout", False),
        (3, "receivers.0.webhook.url", True),
        (4, "receivers.1.slack", False),
        (5, "receivers.2.name", False),
        (5, "receivers.2.pagerduti", False),
        (7, "time_intervals.0.time_intervals.0.times.0", False),
    ]
    assert not any(_CANARY in one.reason for one in check_alerts(path))
    with pytest.raises(ConfigError, match="line 1: receiver: no such key") as caught:
        read_alerts(path)
    assert len(caught.value.others) == 5


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ("match: {topic: a}", "match", "no such key; did you mean matchers?"),
        ("group_waits: 3s", "group_waits", "did you mean group_wait?"),
        ("receiver: dask", "receiver", "no receiver 'dask'; did you mean desk?"),
        ("matchers: [topic=aa]", "matchers", "no topic 'aa'"),
        ("matchers: [topik=a]", "matchers", "no label 'topik'; did you mean topic?"),
        ("matchers: {topic: a}", "matchers", "must be a list of matchers"),
        ("matchers: [topic=a, topic=b]", "", "exclude each other"),
        ('matchers: ["topic=~x.*"]', "", "no topic fulfils"),
        ("group_by: [topic, score]", "group_by.1", "must be one of topic"),
        ("group_by: [topic, ...]", "", "it stands alone"),
        ("group_wait: soon", "group_wait", "must be a time such as"),
        ("group_wait: 99999w", "group_wait", "less than or equal"),
        ("repeat_interval: 1s", "repeat_interval", "must be off, or a minute or more"),
        ("mute_time_intervals: [night]", "mute_time_intervals.0", "did you mean nights?"),
        ("digest: {every: 30m}\n      group_wait: 1s", "", "a digest goes by its own clock"),
        ("digest: {}", "digest", "exactly one of every, at"),
        ("continue: perhaps", "continue", "must be true or false"),
    ],
)
def test_a_route_that_cannot_be_meant_is_named(
    tmp_path: Path, line: str, field: str, reason: str
) -> None:
    """By its place in the tree; the line is that of the value."""
    path = _file(
        tmp_path,
        f"""\
receivers:
  - {{name: desk, webhook: {{url_file: url}}}}
time_intervals:
  - {{name: nights, time_intervals: [{{}}]}}
route:
  receiver: desk
  routes:
    - {line}
""",
    )
    (tmp_path / "url").write_text("http://desk.example", "utf-8")

    (found,) = [one for one in check_alerts(path, {"a", "b"}) if not one.warning]

    place = f"route.routes.0.{field}".removesuffix(".")
    assert (found.field, found.line) == (place, 8)
    assert reason in found.reason


def test_a_copy_of_everything_leaves_the_parent_nothing(tmp_path: Path) -> None:
    """As in Alertmanager; whoever forgets it is warned, and who ends with the rest is not."""
    (tmp_path / "url").write_text("http://desk.example", "utf-8")
    text = """\
receivers:
  - {name: desk, webhook: {url_file: url}}
  - {name: archive, webhook: {url_file: url}}
route:
  receiver: desk
  routes:
    - {receiver: archive, continue: true}
    - {matchers: [kind=event]}
"""
    (found,) = check_alerts(_file(tmp_path, text))

    assert (found.line, found.field, found.warning) == (7, "route.routes.0", True)
    assert "nothing is left for 'desk'" in found.reason
    assert check_alerts(_file(tmp_path, text + "    - {receiver: desk}\n")) == []


def test_what_nothing_can_reach_is_named(tmp_path: Path) -> None:
    """A route behind one that takes everything, and a receiver that no route leads to."""
    path = _file(
        tmp_path,
        """\
receivers:
  - {name: desk, webhook: {url_file: url}}
  - {name: spare, webhook: {url_file: url}}
route:
  matchers: [topic=a]
  routes:
    - {receiver: desk}
    - {receiver: nobody, matchers: [topic=a]}
""",
    )
    (tmp_path / "url").write_text("http://desk.example", "utf-8")

    found = [(one.line, one.field, one.reason[:25], one.warning) for one in check_alerts(path)]

    assert found == [
        (3, "receivers.1.name", "no route leads to it", True),
        (5, "route", "needs a receiver for what", False),
        (5, "route.matchers", "the root takes everything", False),
        (8, "route.routes.1", "can never match: route.ro", False),
    ]
