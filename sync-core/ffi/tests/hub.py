"""A real hub for the tests: the program that operators run, on a free port of this machine, with
the invented organisation of the fixtures. It must never be reachable from elsewhere."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import drokpa

DROKPA = os.environ["DROKPA"]
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "org"


def run(*args: str) -> str:
    """Runs the command line; its standard output."""
    done = subprocess.run([DROKPA, *args], check=True, capture_output=True, text=True)
    return done.stdout


def rules_to_decide(folder: Path) -> Path:
    """The rules of the fixtures, but that a secretary decides everything."""
    file = json.loads((FIXTURES / "rules.json").read_text(encoding="utf-8"))
    for rules in file["rules"]:
        for item in rules["items"]:
            item["needs_review"] = True
    changed = folder / "rules.json"
    changed.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    return changed


class Hub:
    """A running hub."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.data = str(self.folder / "hub")
        run("init", "--data", self.data)
        run("branches", "import", str(FIXTURES / "branches.csv"), "--data", self.data)
        run("roster", "import", str(FIXTURES / "roster.csv"), "--data", self.data)
        run("rules", "publish", str(rules_to_decide(self.folder)), "--data", self.data)
        self.log = open(self.folder / "log", "wb")
        command = [DROKPA, "serve", "--data", self.data, "--listen", "127.0.0.1:0"]
        command += ["--rates-times", "1000"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        # It says where once it listens.
        told = self.process.stdout.readline()
        self.url = re.search(r"http://\S+", told).group()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()
        shutil.rmtree(self.folder)

    def invite(self, member: str) -> dict:
        """A fresh invite: `code` is typed, `qr` the text of the QR code."""
        line = run(
            "--json", "invite", "--data", self.data, "--member", member, "--url", self.url
        )
        return json.loads(line.splitlines()[0])

    def verify(self) -> dict:
        """Checks every chain and signature in the hub's log."""
        return json.loads(run("--json", "verify", "--data", self.data))


class WithHub(unittest.TestCase):
    """Tests that share a hub, each with a folder of its own."""

    hub: Hub

    @classmethod
    def setUpClass(cls) -> None:
        cls.hub = Hub()
        cls.addClassCleanup(cls.hub.stop)

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def phone(self, member: str) -> drokpa.Phone:
        """A phone in a folder, enrolled over the network."""
        phone = drokpa.Phone.in_folder(str(self.folder / f"{member}-{len(os.listdir(self.folder))}"))
        self.addCleanup(phone.close)
        drokpa.enrol(phone, self.hub.invite(member)["code"], self.hub.url)
        phone.answer_notice(drokpa.now(), "bo", True)
        drokpa.sync(phone)
        return phone

    def refused(self, code: str):
        """A block that has to be refused with this code."""
        return _Refused(self, code)


class _Refused:
    def __init__(self, test: unittest.TestCase, code: str) -> None:
        self.test, self.code = test, code

    def __enter__(self) -> "_Refused":
        return self

    def __exit__(self, kind, error, _trace) -> bool:
        self.test.assertIsInstance(error, drokpa.PhoneError.Refused, f"not {self.code}")
        self.test.assertEqual(error.code, self.code)
        self.error = error
        return True


def study(course: str, day=None, minutes: int = 45) -> drokpa.NewClaim:
    """A claim that any phone may make."""
    return drokpa.NewClaim.STUDY(course=course, minutes=minutes, day=day)
