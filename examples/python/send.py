#!/usr/bin/env python3
"""Sends one SMS through smsgw: send.py TO TEXT [KEY]. ../README.md says what it prints and how it exits.

KEY makes the request safe to repeat: however often it arrives, there is one message. Make it of what the message is
about, and the next process can repeat it, too; a random one is forgotten with this process.
"""
import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("SMSGW_URL", "http://127.0.0.1:8080")
TIMEOUT_S = 10
WAITS_S = (0.5, 1, 2)   # between the tries, so there are four
RETRY_AFTER_MAX_S = 30


def post(body, key):
    """One try: (status, Retry-After in seconds, body), or None when there was no answer."""
    request = urllib.request.Request(URL + "/send", body, {
        "Authorization": "Bearer " + os.environ["SMSGW_API_KEY"], "Content-Type": "application/json", "Idempotency-Key": key})
    try:
        try:
            answer = urllib.request.urlopen(request, timeout=TIMEOUT_S)
        except urllib.error.HTTPError as error:
            answer = error   # An answer as well; its body says what is wrong.
        with answer:
            retry_after = answer.headers.get("Retry-After", "")
            return answer.status, int(retry_after) if retry_after.isdecimal() else 0, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return None


def send(to, text, key):
    """The answer that settles it, or None when nobody knows whether the message was accepted."""
    body = json.dumps({"to": to, "message": text, "reference": key}).encode()
    for wait in (*WAITS_S, None):
        answer = post(body, key)
        if answer and answer[0] not in (408, 429) and answer[0] < 500:
            return answer
        if wait is not None:
            asked = min(answer[1], RETRY_AFTER_MAX_S) if answer else 0
            time.sleep(max(asked, random.uniform(wait / 2, wait)))
    return None


def main(arguments):
    if len(arguments) not in (2, 3) or not os.environ.get("SMSGW_API_KEY"):
        print("usage: SMSGW_API_KEY=... send.py TO TEXT [KEY]", file=sys.stderr)
        return 2
    key = arguments[2] if len(arguments) == 3 else str(uuid.uuid4())
    answer = send(arguments[0], arguments[1], key)
    if answer is None:
        print(f"not known whether accepted: repeat it with the key {key}", file=sys.stderr)
        return 75
    status, _, body = answer
    if status != 202:
        print(body.rstrip(), file=sys.stderr)
        return 1
    message = json.loads(body)
    print(f"accepted {message['msgid']} status={message['status']} segments={message['segments']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
