"""What offices ask the hub for beyond a sync, against a real hub. Called by `test.sh`."""

import http.server
import json
import threading
import unittest

import drokpa

from hub import WithHub, study


class Offices(WithHub):
    def test_a_lost_phone_is_revoked_and_an_invite_takes_its_place(self) -> None:
        secretary, lost = self.phone("pa01"), self.phone("pa14")
        kept = lost.record(drokpa.now(), study("policy-1"), "").claim
        drokpa.sync(lost)
        [device] = self.devices(secretary, "pa14")
        self.assertEqual((device.branch, device.role, device.revoked), ("pasture-a", "member", False))
        self.assertEqual(device.told["outbox"], 0)
        done = drokpa.revoke(secretary, device.serial)
        self.assertEqual((done.device, done.quarantined), (device.serial, 0))
        self.assertGreater(done.chains, 0)
        self.assertEqual(drokpa.revoke(secretary, device.serial).chains, 0)
        [device] = self.devices(secretary, "pa14")
        self.assertTrue(device.revoked)
        [made] = drokpa.invite(secretary, ["pa14"], self.hub.url)
        self.assertEqual((made.member, made.branch, made.role), ("pa14", "pasture-a", "member"))
        # Either form of it makes a phone, and the record is on that one.
        fresh = drokpa.Phone.in_folder(str(self.folder / "fresh"))
        self.addCleanup(fresh.close)
        drokpa.enrol(fresh, made.qr)
        drokpa.sync(fresh)
        self.assertEqual([row.claim for row in fresh.list()], [kept])
        [again] = drokpa.invite(secretary, ["pa14"], self.hub.url)
        self.assertRegex(again.code, "^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$")
        self.assertNotEqual(again.code, made.code)

    def test_who_may_not_is_refused_with_a_code(self) -> None:
        secretary, member = self.phone("pa01"), self.phone("pa15")
        for asked in (
            lambda: drokpa.branch_devices(member),
            lambda: drokpa.invite(member, ["pa15"], self.hub.url),
        ):
            with self.refused("role_needed"):
                asked()
        # Nothing is told about what is not one's own.
        with self.refused("branch_unknown"):
            drokpa.invite(secretary, ["vb10"], self.hub.url, branch="village-b")
        with self.refused("member_unknown"):
            drokpa.invite(secretary, ["nobody"], self.hub.url)
        with self.refused("not_found"):
            drokpa.revoke(secretary, 999_999)
        # A name is a part of an address and never more of it.
        with self.refused("branch_unknown"):
            drokpa.branch_devices(secretary, branch="../healthz?")

    def test_a_clock_that_is_wrong_costs_a_sync(self) -> None:
        secretary = self.phone("pa01")
        late = lambda: drokpa.now() + 200_000_000  # noqa: E731
        self.assertTrue(drokpa.branch_devices(secretary, clock=late))

    def test_what_is_no_answer_of_a_hub_is_refused(self) -> None:
        secretary = self.phone("pa01")
        for status, body in (
            (200, b"<html>Welcome to the hotspot</html>"),
            (200, b"[]"),
            (200, b'{"token": 7}'),
            (502, b"{}"),
        ):
            with self.subTest(body=body), _Elsewhere(status, body) as url:
                with self.refused("reply_malformed"):
                    drokpa.branch_devices(secretary, url=url)
        with _Elsewhere(200, json.dumps({"token": "x", "devices": [{}]}).encode()) as url:
            with self.refused("reply_malformed"):
                drokpa.branch_devices(secretary, url=url)
        with self.refused("hub_unreachable"):
            drokpa.branch_devices(secretary, url="http://127.0.0.1:9")

    def devices(self, secretary: drokpa.Phone, member: str) -> list:
        return [one for one in drokpa.branch_devices(secretary) if one.member == member]


class _Elsewhere:
    """A server that answers everything with the same, as a hotspot's page for signing in does."""

    def __init__(self, status: int, body: bytes) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *_args: object) -> None:
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_args: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


if __name__ == "__main__":
    unittest.main()
