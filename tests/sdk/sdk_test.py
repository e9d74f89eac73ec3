"""Plivo's Python SDK, unchanged, against the simulator: sdk_test.py BASE_URL

The SDK has its two hosts built in. Its HTTP session is an ordinary `requests`
session, so an adapter mounted on those hosts sends their requests to the
simulator; nothing of the SDK is replaced.
"""

import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import plivo
import requests
from plivo import exceptions
from plivo.utils import validate_signature
from plivo.utils.signature_v3 import validate_v3_signature
from run_tests import run_tests

BASE = sys.argv[1]
AUTH_ID = "MARINGCODEDEVELOPER0"
AUTH_TOKEN = "ringcode-development-only-auth-token-000"
FROM = "14155550199"
PHLO = "6c5f1f6e-1111-4111-8111-111111111111"
POWERPACK = "86bbb125-97bb-4d72-89fd-81d5c515b015"


class ToSimulator(requests.adapters.HTTPAdapter):
    def send(self, request, **options):
        host = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(request.url))
        request.url = BASE + request.url[len(host):]
        return super().send(request, **options)


class Callbacks(BaseHTTPRequestHandler):
    """The application: remembers every callback, answers calls with XML."""

    seen = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        params = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
        Callbacks.seen.append((self.path, self.headers, params))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<Response><Speak>Hello.</Speak></Response>")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Callbacks)
threading.Thread(target=server.serve_forever, daemon=True).start()
APP = f"http://127.0.0.1:{server.server_port}"


def client(token=AUTH_TOKEN, kind=plivo.RestClient):
    made = kind(AUTH_ID, token)
    for host in ("https://api.plivo.com", "https://phlorunner.plivo.com"):
        made.session.mount(host, ToSimulator())
    return made


def text(to, **extra):
    return client().messages.create(src=FROM, dst=to, text="Your code is 123456", **extra)


def call(to):
    return client().calls.create(
        from_=FROM, to_=to, answer_url=APP + "/answer", hangup_url=APP + "/hangup"
    )


def heard(path, ready=lambda params: True):
    """The first callback at a path that is ready, within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for seen in list(Callbacks.seen):
            if seen[0] == path and ready(seen[2]):
                return seen
        time.sleep(0.05)
    raise AssertionError("no callback at " + path)


def refused(kind, do, words=""):
    try:
        do()
    except kind as error:
        # The class itself: the SDK's exceptions inherit from one another.
        assert type(error) is kind, type(error)
        assert words in str(error), str(error)
    else:
        raise AssertionError("was not refused")


def test_message():
    sent = text("+1 415 555 0120")
    assert len(sent.message_uuid) == 1 and sent.message == "message(s) queued"
    record = client().messages.get(sent.message_uuid[0])
    assert record.to_number == "14155550120" and record.units == 1


def test_message_from_a_powerpack():
    create = client().messages.create
    sent = create(powerpack_uuid=POWERPACK, dst="14155550120", text="Your code is 123456")
    record = client().messages.get(sent.message_uuid[0])
    assert record.powerpack_id == POWERPACK and record.from_number == FROM, record
    refused(exceptions.ValidationError, lambda: create(powerpack_uuid="mine", dst="14155550120", text="x"), "UUID")


def test_senders_of_letters():
    create = client().messages.create
    assert create(src="ACME", dst="447700900123", text="x").message_uuid
    words = "This caller ID is not allowed for outbound message"
    refused(exceptions.ValidationError, lambda: create(src="ACME", dst="14155550120", text="x"), words)


def test_message_to_india():
    entry = dict(dlt_entity_id="1201159178492032504", dlt_template_id="1007493130372339254")
    create = lambda **more: client().messages.create(src="ACMEIN", dst="919876543210", text="x", **entry, **more)
    record = client().messages.get(create(dlt_template_category="service_implicit").message_uuid[0])
    assert record.dlt_entity_id == entry["dlt_entity_id"], record
    assert record.dlt_template_id == entry["dlt_template_id"], record
    refused(exceptions.ValidationError, create, "dlt_template_category")


def test_message_list():
    text("14155550120")
    assert len(list(client().messages.list(limit=1))) >= 1


def test_several_destinations():
    assert len(text("14155550120<14155550121").message_uuid) == 2


def test_message_callback_validates():
    sent = text("14155550120", url=APP + "/py-receipt?a=1")
    mine = lambda params: params["MessageUUID"] == sent.message_uuid[0] and params["Status"] == "delivered"
    path, headers, params = heard("/py-receipt?a=1", mine)
    v2, v3 = "X-Plivo-Signature-V2", "X-Plivo-Signature-V3"
    for name in (v2, "X-Plivo-Signature-Ma-V2"):
        assert validate_signature(APP + path, headers[v2 + "-Nonce"], headers[name], AUTH_TOKEN)
    for name in (v3, "X-Plivo-Signature-Ma-V3"):
        nonce, signature = headers[v3 + "-Nonce"], headers[name]
        assert validate_v3_signature("POST", APP + path, nonce, AUTH_TOKEN, signature, params)
        changed = dict(params, Status="failed")
        assert not validate_v3_signature("POST", APP + path, nonce, AUTH_TOKEN, signature, changed)


def test_call_and_callback():
    made = call("14155550166")
    assert made.message == "call fired"
    mine = lambda params: params["CallUUID"] == made.request_uuid
    for path in ("/answer", "/hangup"):
        _, headers, params = heard(path, mine)
        nonce = headers["X-Plivo-Signature-V3-Nonce"]
        signature = headers["X-Plivo-Signature-V3"]
        assert validate_v3_signature("POST", APP + path, nonce, AUTH_TOKEN, signature, params)
    assert params["HangupCauseCode"] == "4010", params
    assert client().calls.get(made.request_uuid).hangup_cause_code == 4010


def test_call_hangup():
    made = call("14155550100")
    live = client().queued_calls.get(made.request_uuid)
    assert live.call_status == "ringing"
    client().calls.hangup(made.request_uuid)
    _, _, params = heard("/hangup", lambda params: params["CallUUID"] == made.request_uuid)
    assert params["HangupSource"] == "API Request"


def test_call_cancel():
    made = call("14155550100")
    client().calls.cancel(made.request_uuid)
    _, _, params = heard("/hangup", lambda params: params["CallUUID"] == made.request_uuid)
    assert params["HangupCause"] == "ORIGINATOR_CANCEL"


def test_phlo():
    flow = client(kind=plivo.phlo.RestClient).phlo.get(PHLO)
    run = flow.run(**{"from": FROM, "to": "14155550120", "otp": 123456, "mode": "sms"})
    assert run.phlo_run_id == run.api_id and "'message_uuid': ['" in run.message


def test_verify():
    session = client().verify_session.create(recipient="14155550120", channel="sms")
    uuid = session.session_uuid
    assert client().verify_session.get(uuid).status == "in-progress"
    refused(exceptions.ValidationError, lambda: client().verify_session.validate(uuid, otp="x"))


def test_refusals_of_messages():
    refused(exceptions.ValidationError, lambda: text("1111111"), "'1111111' is not a valid phone number.")
    refused(exceptions.ValidationError, lambda: text("14155550180"), "is not a valid phone number.")
    refused(exceptions.AuthenticationError, lambda: text("14155550181"))
    refused(exceptions.PlivoRestError, lambda: text("14155550182"), "402")
    refused(exceptions.GeoPermissionError, lambda: text("14155550183"), "barred")
    refused(exceptions.PlivoRestError, lambda: text("14155550184"), "429")
    refused(exceptions.PlivoServerError, lambda: text("14155550185"))
    refused(exceptions.PlivoRestError, lambda: text("14155550186"), "503")
    refused(exceptions.PlivoServerError, lambda: text("14155550187"))


def test_refusals_of_calls():
    refused(exceptions.ValidationError, lambda: call("14155550180"))
    refused(exceptions.GeoPermissionError, lambda: call("14155550183"), "Calls to this destination")
    # Posted three times, but nothing rings: a 5xx has no call.
    refused(exceptions.PlivoServerError, lambda: call("14155550185"))
    inbox = requests.get(BASE + "/handset/inbox?to=14155550185").json()
    assert inbox["calls"] == []


def test_strangers_and_unknown_things():
    stranger = client(token="wrong")
    refused(exceptions.AuthenticationError, lambda: stranger.messages.create(src=FROM, dst="14155550120", text="x"))
    refused(exceptions.ResourceNotFoundError, lambda: client().messages.get("nope"))
    refused(exceptions.ResourceNotFoundError, lambda: client().calls.get("nope"))


run_tests(globals(), "python")
