"""Stores written in Python, as an app would write one: in memory, and in files that survive a kill
at any moment. Both can be told to fail, the one in files to kill its own process."""

import json
import os
import signal
from pathlib import Path
from typing import Dict, List, Optional

import drokpa


class MemoryStore(drokpa.Store):
    """Keeps everything in two maps; `fail_at` makes the write of that number fail."""

    def __init__(self) -> None:
        self.kept: Dict[str, bytes] = {}
        self.records: Dict[bytes, bytes] = {}
        self.writes = 0
        self.fail_at: Optional[int] = None
        self.error: Exception = RuntimeError("the disk is full")
        self.inside = False

    def load(self) -> drokpa.Rest:
        kept = [drokpa.Kept(name=name, value=value) for name, value in self.kept.items()]
        records = [drokpa.Record(key=key, value=value) for key, value in self.records.items()]
        return drokpa.Rest(kept=kept, records=records)

    def _begin(self) -> None:
        if self.inside:
            raise AssertionError("a store was called twice at once")
        self.writes += 1
        if self.writes == self.fail_at:
            raise self.error

    def commit(self, writes: List[drokpa.Write]) -> None:
        self._begin()
        self.inside = True
        for write in writes:
            if write.value is None:
                self.records.pop(write.key, None)
            else:
                self.records[write.key] = write.value
        self.inside = False

    def keep(self, name: str, value: Optional[bytes]) -> None:
        self._begin()
        if value is None:
            self.kept.pop(name, None)
        else:
            self.kept[name] = value


class FileStore(drokpa.Store):
    """Records in a journal of lines, small values in files of their own; each write is synced. At
    the write with the number `kill_at` the process kills itself: before it, in the middle of it,
    or after it."""

    def __init__(self, folder: Path, kill_at: Optional[int] = None, when: str = "before") -> None:
        self.folder, self.kill_at, self.when = folder, kill_at, when
        self.writes = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.journal = folder / "journal"
        whole = self._whole_lines()
        # What was cut off in the middle was never said to be saved; it must not be written behind.
        with open(self.journal, "ab") as file:
            file.truncate(sum(len(line) for line in whole))

    def _whole_lines(self) -> List[bytes]:
        if not self.journal.exists():
            return []
        lines = self.journal.read_bytes().splitlines(keepends=True)
        return [line for line in lines if line.endswith(b"\n")]

    def load(self) -> drokpa.Rest:
        records: Dict[str, str] = {}
        for line in self._whole_lines():
            for key, value in json.loads(line):
                if value is None:
                    records.pop(key, None)
                else:
                    records[key] = value
        kept = [
            drokpa.Kept(name=path.stem, value=path.read_bytes())
            for path in self.folder.glob("*.kept")
        ]
        as_bytes = bytes.fromhex
        return drokpa.Rest(
            kept=kept,
            records=[
                drokpa.Record(key=as_bytes(key), value=as_bytes(value))
                for key, value in records.items()
            ],
        )

    def _here(self, when: str) -> bool:
        return self.writes == self.kill_at and self.when == when

    def _die(self, when: str) -> None:
        if self._here(when):
            os.kill(os.getpid(), signal.SIGKILL)

    def commit(self, writes: List[drokpa.Write]) -> None:
        self.writes += 1
        self._die("before")
        pairs = [(one.key.hex(), None if one.value is None else one.value.hex()) for one in writes]
        line = json.dumps(pairs).encode() + b"\n"
        with open(self.journal, "ab") as file:
            if self._here("within"):
                file.write(line[: len(line) // 2])
                file.flush()
                self._die("within")
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._die("after")

    def keep(self, name: str, value: Optional[bytes]) -> None:
        self.writes += 1
        self._die("before")
        path = self.folder / f"{name}.kept"
        if value is None:
            self._die("within")
            path.unlink(missing_ok=True)
        else:
            beside = self.folder / f"{name}.new"
            with open(beside, "wb") as file:
                file.write(value)
                file.flush()
                os.fsync(file.fileno())
            self._die("within")
            os.replace(beside, path)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self._die("after")
