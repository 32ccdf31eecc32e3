"""Apache Kafka in a container, for machines where a Docker engine answers."""

from __future__ import annotations

import contextlib
import os
import subprocess
import uuid
from typing import Final

from tests.kafka_broker import NAME, NoKafka, ProcessBroker, owner_is_gone, server_properties

_IMAGE_VARIABLE: Final = "WIREWATCH_TEST_KAFKA_IMAGE"
_IMAGE: Final = "apache/kafka:4.1.0"
_CLIENT_PORT: Final = 9092
_ANSWER_SECONDS: Final = 2.0
_PULL_SECONDS: Final = 300.0
_ACTION_SECONDS: Final = 60.0
# The engine closes the container's standard input when this process dies; that ends the broker,
# and the end of the first process ends the container. Some builds of the image hold read-only
# configuration files, which the image's own start script then fails to write.
_RUN: Final = """
chmod u+w /opt/kafka/config/* /etc/kafka/docker/*
exec 3<&0
/etc/kafka/docker/run &
broker=$!
(cat <&3 >/dev/null; kill -9 $broker) &
wait $broker
"""
_SHUT_DOWN: Final = "kill -TERM $(pidof java); while pidof java; do sleep 0.1; done"


class DockerBroker(ProcessBroker):
    """A broker in a container, bound to the life of this process."""

    def __init__(self) -> None:
        self._image = prepare_image()
        super().__init__()
        self._name = f"{NAME}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.how = f"Docker, {self._image}"

    def set_up(self) -> None:
        """Creates the container."""
        environment = [f"--env={_variable(name)}={value}" for name, value in self._config().items()]
        options = ["--interactive", f"--name={self._name}", "--memory=1g"]
        publish = f"--publish=127.0.0.1:{self.port}:{_CLIENT_PORT}"
        command = ["--entrypoint=/bin/sh", self._image, "-c", _RUN]
        _docker("create", *options, publish, *environment, *command)

    def command(self) -> list[str]:
        """Attaches to the container, also when it is started again."""
        return ["docker", "start", "--attach", "--interactive", self._name]

    def kill9(self) -> None:
        """Kills the container's processes."""
        self._end("kill")
        super().kill9()

    def shutdown(self) -> None:
        """Stops Kafka in good order, then the container."""
        self._end("exec", "sh", "-c", _SHUT_DOWN)
        self.kill9()

    def stop(self) -> None:
        """Removes the container with its data, and what runs that were killed have left."""
        super().stop()
        with contextlib.suppress(NoKafka):
            _docker("rm", "--force", "--volumes", self._name)
            _remove_leftovers()

    def _end(self, verb: str, *command: str) -> None:
        with contextlib.suppress(NoKafka):  # it has ended already
            _docker(verb, self._name, *command)

    def _config(self) -> dict[str, str]:
        return server_properties() | {
            "listeners": f"PLAINTEXT://:{_CLIENT_PORT},CONTROLLER://:9093",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.quorum.voters": "1@localhost:9093",
            "log.dirs": "/var/lib/kafka/data",
            "heap.opts": "-Xmx512m",
            "jvm.performance.opts": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        }


def prepare_image() -> str:
    """The image to run; pulls it where it is missing.

    Raises:
        NoKafka: no engine answers in time, or the image can't be had.
    """
    _docker("info", timeout=_ANSWER_SECONDS)
    image = os.environ.get(_IMAGE_VARIABLE, _IMAGE)
    try:
        _docker("image", "inspect", image)
    except NoKafka:
        _docker("pull", "--quiet", image, timeout=_PULL_SECONDS)
    return image


def _remove_leftovers() -> None:
    """Removes the containers of test runs that were killed: they name their owner's process."""
    names = _docker("ps", "--all", f"--filter=name=^{NAME}-", "--format={{.Names}}").split()
    for name in names:
        if owner_is_gone(name):
            _docker("rm", "--force", "--volumes", name)


def _docker(*arguments: str, timeout: float = _ACTION_SECONDS) -> str:
    command = ("docker", *arguments)
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=timeout)
    except subprocess.CalledProcessError as error:
        raise NoKafka(f"docker {arguments[0]}: {error.stderr.strip()[-300:]}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoKafka(f"docker {arguments[0]}: {error}") from None
    return done.stdout


def _variable(name: str) -> str:
    return "KAFKA_" + name.upper().replace(".", "_")
