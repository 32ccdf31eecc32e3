"""Apache Kafka from its Maven artifacts, run by a Java runtime: the broker of kill -9 tests."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final

from streams.records import digest
from tests.kafka_broker import NoKafka, ProcessBroker, server_properties
from wirewatch.tether import tethered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_POM: Final = Path(__file__).with_name("apache-kafka.pom.xml")
_APT_PACKAGES: Final = ("maven", "default-jre-headless")
# Fastest start: no optimising compiler, one collector thread.
_JVM: Final = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_STORAGE_TOOL: Final = "kafka.tools.StorageTool"
_INSTALL_SECONDS: Final = 900
_ARCHIVE_SECONDS: Final = 120


class JavaBroker(ProcessBroker):
    """A broker in a Java process of its own.

    Attributes:
        properties: further settings of the broker, read at the first start.
        cluster_id: the same for all brokers of a cluster.
        scram: users that it knows from its first start, with their passwords.
    """

    def __init__(self) -> None:
        self._java, self._jars = prepare_jars()
        super().__init__()
        self.properties: dict[str, str] = {}
        self.cluster_id = new_kafka_id()
        self.scram: dict[str, str] = {}
        self._options: tuple[str, ...] = ()
        self.how = f"Java, {self._jars.name}"

    def command(self) -> list[str]:
        """The Java command; the class archive is used where it fits this Java."""
        archive = _archive(self._java, self._jars)
        if archive.exists():
            self._options = (f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off")
        return tethered(self._java_command(*self._options))

    def set_up(self) -> None:
        """Writes what Kafka's own storage tool would, which saves a start of Java."""
        data = self.directory / "data"
        data.mkdir(exist_ok=True)
        listeners = {
            "listeners": (
                f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{self.controller_port}"
            ),
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "controller.quorum.voters": f"1@127.0.0.1:{self.controller_port}",
            "log.dirs": str(data),
        }
        properties = server_properties() | listeners | self.properties
        _write(self._config, properties)
        if self.scram:
            self._format()
            return
        meta = {
            "version": "1",
            "cluster.id": self.cluster_id,
            "node.id": properties["node.id"],
            "directory.id": new_kafka_id(),
        }
        _write(data / "meta.properties", meta)

    def _format(self) -> None:
        """Has Kafka's storage tool write it, which alone can write users too."""
        users = [
            f"{mechanism}=[name={name},password={password}]"
            for name, password in self.scram.items()
            for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512")
        ]
        format_ = ("format", "-t", self.cluster_id, "-c", str(self._config))
        options = [part for user in users for part in ("--add-scram", user)]
        command = (self._java, *_JVM, "-cp", self._class_path, _STORAGE_TOOL, *format_, *options)
        _run(command, "Kafka's storage can't be formatted")

    def write_archive(self) -> None:
        """Runs once and stores the classes that were loaded, for faster starts from then on."""
        archive = _archive(self._java, self._jars)
        unfinished = archive.with_suffix(".unfinished")
        self._options = (f"-XX:ArchiveClassesAtExit={unfinished}",)
        self.start()
        assert self._process
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # Java's answer to a termination; anything else may have cut the archive off.
            if self._process.wait(_ARCHIVE_SECONDS) == 128 + signal.SIGTERM:
                unfinished.rename(archive)
        self.stop()

    @property
    def _config(self) -> Path:
        return self.directory / "server.properties"

    @property
    def _class_path(self) -> str:
        return ":".join(str(jar) for jar in sorted(self._jars.glob("*.jar")))

    def _java_command(self, *options: str) -> list[str]:
        return [
            self._java,
            *_JVM,
            *options,
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            self._class_path,
            "kafka.Kafka",
            str(self._config),
        ]


def prepare_jars() -> tuple[str, Path]:
    """The Java command and the folder of jars; installs and downloads what is missing, once.

    Raises:
        NoKafka: says what is missing and can't be had here.
    """
    jars = _cache() / f"apache-kafka-{_version()}"
    with _locked(_cache() / "jars.lock"):
        if not shutil.which("java") or not (jars.exists() or shutil.which("mvn")):
            _install_java()
        if not jars.exists():
            _download(jars)
    return shutil.which("java") or "java", jars


def prepare_archive() -> None:
    """Makes the class archive where there is none for this Java and these jars."""
    java, jars = prepare_jars()
    with _locked(_cache() / "archive.lock"):
        if not _archive(java, jars).exists():
            JavaBroker().write_archive()


def _install_java() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoKafka("Java and Maven are missing, and only root with apt-get can install them")
    # Slim images are without it, and Java's package then fails to install.
    Path("/usr/share/man/man1").mkdir(parents=True, exist_ok=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "install", "--yes", "--no-install-recommends", *_APT_PACKAGES)
    for command in (("apt-get", "update"), install):
        _run(command, "Java and Maven can't be installed", quiet)


def _download(jars: Path) -> None:
    unfinished = jars.with_name(f"{jars.name}.unfinished-{os.getpid()}")
    command = ("mvn", "--batch-mode", "--quiet", "--file", str(_POM))
    goal = ("dependency:copy-dependencies", f"-DoutputDirectory={unfinished}")
    _run((*command, *goal, "-DincludeScope=runtime"), "Apache Kafka can't be downloaded")
    unfinished.rename(jars)


def _run(command: tuple[str, ...], problem: str, env: Mapping[str, str] | None = None) -> None:
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=_INSTALL_SECONDS, env=env
        )
    except subprocess.CalledProcessError as error:
        raise NoKafka(f"{problem}: {(error.stderr or error.stdout)[-1500:]}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoKafka(f"{problem}: {error}") from None


def _version() -> str:
    return _POM.read_text().split("<kafka.version>")[1].split("<")[0]


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base) / "wirewatch"
    path.mkdir(parents=True, exist_ok=True)
    return path


def _archive(java: str, jars: Path) -> Path:
    # A class archive fits the Java that wrote it alone.
    binary = Path(java).resolve()
    fingerprint = f"{binary} {binary.stat().st_mtime_ns} {_JVM}"
    return jars.with_name(f"{jars.name}.{digest(fingerprint)[:12]}.jsa")


def _write(path: Path, properties: Mapping[str, str]) -> None:
    path.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Lets one test run at a time fill the cache."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def new_kafka_id() -> str:
    """A random id in Kafka's own form: 16 bytes in URL-safe base64, no leading dash."""
    text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return text if not text.startswith("-") else new_kafka_id()
