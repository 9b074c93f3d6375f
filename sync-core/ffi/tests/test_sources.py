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
CONFIG = Path(__file__).resolve().parents[1] / "uniffi.toml"


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


class Sources(unittest.TestCase):
    def generate(self, language: str) -> dict:
        with tempfile.TemporaryDirectory() as folder:
            command = [BINDGEN, "generate", "--library", str(LIBRARY), "--no-format"]
            command += ["--config", str(CONFIG), "--language", language, "--out-dir", folder]
            subprocess.run(command, check=True, capture_output=True)
            files = [path for path in Path(folder).rglob("*") if path.is_file()]
            return {path.name: path.read_text(encoding="utf-8") for path in files}

    def calls(self) -> list:
        names = [name for name, _ in inspect.getmembers(drokpa.Phone, callable)]
        return [name for name in names if not name.startswith("_")]

    def test_kotlin_has_every_call_of_python(self) -> None:
        files = self.generate("kotlin")
        self.assertEqual(list(files), ["drokpa.kt"])
        source = files["drokpa.kt"]
        self.assertIn("package org.drokpa", source)
        for name in self.calls():
            # `close` is AutoCloseable's in Kotlin, see uniffi.toml.
            call = "shut" if name == "close" else camel(name)
            self.assertRegex(source, rf"fun `?{call}`?\(", name)
        self.assertIn("interface Store", source)
        self.assertIn("AutoCloseable", source)

    def test_swift_has_every_call_of_python(self) -> None:
        files = self.generate("swift")
        source = next(text for name, text in files.items() if name.endswith(".swift"))
        for name in self.calls():
            self.assertRegex(source, rf"func `?{camel(name)}`?\(", name)
        self.assertIn("protocol Store", source)
        self.assertTrue(any(name.endswith("FFI.h") for name in files), sorted(files))
        self.assertTrue(re.search(r"case refused\(", source, re.IGNORECASE))
