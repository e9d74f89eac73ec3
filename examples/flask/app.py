"""A shop that asks Ringcode whose phone it is, at sign-up and at the end. Flask with Authlib."""

import os
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session
from markupsafe import escape

ISSUER = os.environ.get("RINGCODE_URL", "http://127.0.0.1:3000")
ID = os.environ.get("CLIENT_ID", "example-flask")
SECRET = os.environ.get("CLIENT_SECRET", "development-only-secret")
PORT = int(os.environ.get("PORT", "4002"))
CALLBACK = f"http://localhost:{PORT}/callback"

app = Flask(__name__)
app.secret_key = os.urandom(32)
ringcode = OAuth(app).register(
    "ringcode",
    client_id=ID,
    client_secret=SECRET,
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid phone", "code_challenge_method": "S256"},
)


def page(text, status=200):
    return f'<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>{text}', status


@app.get("/")
def home():
    if phone := session.get("phone"):
        return page(f'<p>You are {phone}.</p><p><a href="/close">Close my account</a></p>')
    return page('<p><a href="/sign-up">Sign up with your phone</a></p>')


@app.get("/sign-up")
def sign_up():
    session.pop("expected", None)
    return ringcode.authorize_redirect(CALLBACK)


@app.get("/close")
def close():
    """The number is pushed (RFC 9126), so that nobody can change it on the way."""
    number = session["expected"] = session["phone"]
    begun = ringcode.create_authorization_url(CALLBACK, phone_number=number, prompt="login")
    ringcode.save_authorize_data(redirect_uri=CALLBACK, **begun)
    asked = dict(parse_qsl(urlsplit(begun["url"]).query))
    metadata = ringcode.load_server_metadata()
    par = metadata["pushed_authorization_request_endpoint"]
    pushed = requests.post(par, data=asked, auth=(ID, SECRET), timeout=10)
    pushed.raise_for_status()
    link = {"client_id": ID, "request_uri": pushed.json()["request_uri"]}
    return redirect(f"{metadata['authorization_endpoint']}?{urlencode(link)}")


@app.get("/callback")
def callback():
    expected = session.pop("expected", None)
    try:
        phone = ringcode.authorize_access_token()["userinfo"]["phone_number"]
    except OAuthError as error:  # cancelled, or another person's number
        return page(f'<p>Not confirmed: {escape(error.error)}.</p><a href="/">Back</a>', 403)
    if not expected:
        session["phone"] = phone
        return redirect("/")
    # Compare with our own record: a proof of another number proves nothing here.
    if phone != expected:
        return page("<p>That is another number.</p>", 403)
    session.pop("phone")
    return page("<p>Your account is closed.</p>")


if __name__ == "__main__":
    app.run(port=PORT)
