"""./parley interop: real instrumentations against a provider on this machine and a real server.

Each emitter is a folder of emitters/ with its packages (requirements.txt or package.json), a
program that makes the same calls with it (emit.py or emit.mjs), and emitter.json: what it is, and
the documented limits of what it tells. Its packages are installed in their newest versions into a
place of their own below target/interop. Then what Parley shows is held against what the provider
served. Ends with 1 where they differ in a way that no limit explains.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

from compare import Comparison
from provider import Provider
from seen import Parley

HOME = Path(__file__).resolve().parent
EMITTERS = HOME / "emitters"
CACHE = HOME.parent / "target" / "interop"
SECONDS_TO_EMIT = 180


class Trouble(Exception):
    """An emitter that could not be installed or run; its message says why."""


def main() -> int:
    known = sorted(path.parent.name for path in EMITTERS.glob("*/emitter.json"))
    parser = argparse.ArgumentParser(prog="./parley interop", description=__doc__)
    parser.add_argument("emitter", nargs="*", help=f"default: all of {', '.join(known)}")
    parser.add_argument("--fresh", action="store_true", help="install the newest versions again")
    parser.add_argument("--install", action="store_true", help="install only")
    parser.add_argument("--server", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--java", default="java", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    unknown = [name for name in arguments.emitter if name not in known]
    if unknown:
        parser.error(f"no emitter {', '.join(unknown)}; there are: {', '.join(known)}")
    failed = []
    provider = Provider()
    try:
        for name in arguments.emitter or known:
            try:
                good = Run(name, arguments, provider).run()
            except Trouble as trouble:
                print(f"\n{name}: {trouble}", flush=True)
                good = False
            if not good:
                failed.append(name)
    finally:
        provider.close()
    print(f"\nFAILED: {', '.join(failed)}" if failed else "\nAll as expected.")
    return 1 if failed else 0


class Run:
    """One emitter, from its installation to the comparison."""

    def __init__(self, name: str, arguments: argparse.Namespace, provider: Provider) -> None:
        self._name = name
        self._arguments = arguments
        self._provider = provider
        self._source = EMITTERS / name
        self._place = CACHE / name
        self._emitter: dict[str, Any] = json.loads((self._source / "emitter.json").read_text())
        # Two ways to set one package up need its installation once.
        packages = self._emitter.get("packagesOf", name)
        self._packages = EMITTERS / packages
        self._home = CACHE / packages / "env"
        self._python = (self._packages / "requirements.txt").exists()

    def run(self) -> bool:
        command = self._install()
        if self._arguments.install:
            return True
        data = self._place / "data"
        shutil.rmtree(data, ignore_errors=True)
        with Server(self._arguments.java, self._arguments.server, data) as server:
            self._provider.take()
            self._emit(command, server.address)
            served = self._provider.take()
            comparison = Comparison(self._emitter, served, Parley(server.address).picture())
        self._print(comparison, len(served))
        return bool(served) and not comparison.unexpected and not comparison.stale

    def _install(self) -> list[str]:
        self._place.mkdir(parents=True, exist_ok=True)
        what = self._packages / ("requirements.txt" if self._python else "package.json")
        home = self._home
        mark = home.parent / "installed"
        digest = hashlib.sha256(what.read_bytes()).hexdigest()
        fresh = self._arguments.fresh or not mark.exists() or mark.read_text() != digest
        if fresh:
            print(f"Installing {self._emitter['title']} ...", file=sys.stderr, flush=True)
            shutil.rmtree(home, ignore_errors=True)
            mark.unlink(missing_ok=True)
            if self._python:
                venv.create(home, with_pip=True)
                # An old pip tries old versions for minutes where a new one sees at once what fits.
                _installed([home / "bin" / "pip", "install", "-q", "--upgrade", "pip"], home)
                _installed([home / "bin" / "pip", "install", "-q", "--upgrade", "-r", what], home)
            else:
                home.mkdir(parents=True)
                shutil.copy(what, home)
                _installed(["npm", "install", "--no-audit", "--no-fund", "--silent"], home)
            mark.write_text(digest)
        if self._python:
            return [str(home / "bin" / "python"), str(self._source / "emit.py")]
        # Node looks for packages beside the program.
        for program in (*self._source.glob("*.mjs"), *EMITTERS.glob("*.mjs")):
            shutil.copy(program, home)
        return ["node", str(home / "emit.mjs")]

    def _emit(self, command: list[str], parley: str) -> None:
        base = f"http://127.0.0.1:{self._provider.port}"
        environment = {
            **os.environ,
            "PYTHONPATH": f"{EMITTERS}{os.pathsep}{HOME}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PROVIDER": base,
            "OPENAI_BASE_URL": f"{base}/v1",
            "OPENAI_API_KEY": "none",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": "us-east-1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": parley,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_SERVICE_NAME": self._name,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=SECONDS_TO_EMIT
            )
        except subprocess.TimeoutExpired as late:
            raise Trouble(f"did not end within {SECONDS_TO_EMIT} s") from late
        (self._place / "emit.log").write_text(done.stdout + done.stderr)
        if done.returncode != 0:
            last = "\n  ".join((done.stdout + done.stderr).strip().splitlines()[-8:])
            raise Trouble(f"its program ended with {done.returncode}:\n  {last}")

    def _versions(self) -> str:
        names = self._emitter["packages"]
        if self._python:
            program = (
                "import sys, importlib.metadata as m\n"
                "print(', '.join(n + ' ' + m.version(n) for n in sys.argv[1:]))"
            )
            command = [str(self._home / "bin" / "python"), "-c", program, *names]
            return subprocess.run(command, capture_output=True, text=True).stdout.strip()
        folder = self._home / "node_modules"
        found = [json.loads((folder / name / "package.json").read_text()) for name in names]
        return ", ".join(f"{package['name']} {package['version']}" for package in found)

    def _print(self, comparison: Comparison, served: int) -> None:
        known = [difference for difference in comparison.differences if difference.limit]
        verdict = "DIFFERS" if comparison.unexpected or comparison.stale else "ok"
        print(f"\n{self._emitter['title']}: {verdict}")
        print(f"  {self._versions()}")
        print(
            f"  {served} calls served, {comparison.compared} values compared,"
            f" {len(known)} known limits of the emitter's"
        )
        for reason in dict.fromkeys(each.limit.because for each in known if each.limit):
            fields = [d for d in known if d.limit and d.limit.because == reason]
            where = ", ".join(dict.fromkeys(f"{d.call}/{d.field}" for d in fields))
            print(f"  limit: {reason} ({where})")
        for difference in comparison.unexpected:
            print(f"  DIFFERS {difference}")
        for limit in comparison.stale:
            print(f"  NO LONGER TRUE: {limit.because} ({limit.calls}, {limit.fields})")
        if not served:
            print("  DIFFERS the provider was never called")
        sys.stdout.flush()


class Server:
    """Parley with a data folder and ports of its own, ended when left."""

    def __init__(self, java: str, jar: str, data: Path) -> None:
        command = [java, "-jar", jar, f"--data={data}", "--http-port=0", "--grpc-port=0"]
        data.parent.mkdir(parents=True, exist_ok=True)
        self._log = data.parent / "server.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self.address = ""

    def __enter__(self) -> Server:
        for _ in range(600):
            for line in self._log.read_text().splitlines():
                if "ready" in line and "http://" in line:
                    self.address = "http://" + line.split("http://")[1].split()[0].rstrip(",.")
                    return self
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        self.__exit__()
        raise Trouble(f"the server did not start; see {self._log}")

    def __exit__(self, *_: Any) -> None:
        self._process.terminate()
        self._process.wait(30)


def _installed(command: list[Any], where: Path) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=where, capture_output=True, text=True
    )
    if done.returncode != 0:
        last = "\n  ".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise Trouble(f"its packages could not be installed:\n  {last}")


if __name__ == "__main__":
    sys.exit(main())
