"""The Kotlin and Swift sources: that they are written, and have the same calls as Python. They are
not compiled or run here."""

import inspect
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import drokpa
from drokpa import _native

BINDGEN = os.environ["BINDGEN"]
LIBRARY = next(Path(_native.__file__).parent.glob("libdrokpa_ffi.*"))
CRATE = Path(__file__).resolve().parents[1]


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


class Sources(unittest.TestCase):
    def generate(self, language: str) -> dict:
        """The sources by the names of their files. The names of packages are in `uniffi.toml`,
        which the generator finds from the folder of the crate."""
        with tempfile.TemporaryDirectory() as folder:
            command = [BINDGEN, "generate", "--library", str(LIBRARY), "--no-format"]
            command += ["--language", language, "--out-dir", folder]
            subprocess.run(command, check=True, capture_output=True, cwd=CRATE)
            files = [path for path in Path(folder).rglob("*") if path.is_file()]
            return {path.name: path.read_text(encoding="utf-8") for path in files}

    def calls(self) -> list:
        names = [name for name, _ in inspect.getmembers(drokpa.Phone, callable)]
        return [name for name in names if not name.startswith("_")]

    def test_kotlin_has_every_call_of_python(self) -> None:
        files = self.generate("kotlin")
        self.assertEqual(list(files), ["drokpa.kt"])
        source = files["drokpa.kt"]
        self.assertTrue("\npackage org.drokpa\n" in source)
        for name in self.calls():
            # `close` is AutoCloseable's in Kotlin, see uniffi.toml.
            call = "shut" if name == "close" else camel(name)
            self.assertTrue(re.search(rf"fun `?{call}`?\(", source), name)
        for line in ("interface Store", "AutoCloseable", "class PhoneException"):
            self.assertTrue(line in source, line)

    def test_swift_has_every_call_of_python(self) -> None:
        files = self.generate("swift")
        source = next(text for name, text in files.items() if name.endswith(".swift"))
        for name in self.calls():
            self.assertTrue(re.search(rf"func `?{camel(name)}`?\(", source), name)
        self.assertTrue("protocol Store" in source)
        self.assertTrue(any(name.endswith("FFI.h") for name in files), sorted(files))
        self.assertTrue(re.search(r"case refused\(", source, re.IGNORECASE))
