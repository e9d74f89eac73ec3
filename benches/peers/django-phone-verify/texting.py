"""Texts through Plivo's API, as a backend of django-phone-verify."""
import requests
from phone_verify.backends.base import BaseBackend

from peer import account, api


class Plivo(BaseBackend):
    http = requests.Session()

    def __init__(self, **options):
        super().__init__(**options)
        self.exception_class = requests.RequestException

    def send_sms(self, number, message):
        url = f"{api}/v1/Account/{account[0]}/Message/"
        body = {"src": "12025550100", "dst": number, "text": message}
        self.http.post(url, json=body, auth=account, timeout=8).raise_for_status()

    def send_bulk_sms(self, numbers, message):
        for number in numbers:
            self.send_sms(number, message)
