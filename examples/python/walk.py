#!/usr/bin/python3
"""From a product to a test result: registers a product and a Test Spec, advertises
a snap revision and follows its test until the result is stored.

usage:    walk.py [--timeout SECONDS] [CONF.INI] [URL]
example:  walk.py .spi-emulator/conf.ini http://127.0.0.1:7740
needs:    python3-requests-oauthlib (Debian), or pip install requests-oauthlib

Exit code: 0 where the test PASSED, 1 where it did not or no result came in time.
"""

import argparse
import configparser
import json
import sys
import time

import requests
from requests_oauthlib import OAuth1Session


def session_of(conf_ini):
    """A session that signs each request with the credentials in conf.ini."""
    config = configparser.ConfigParser()
    with open(conf_ini) as file:
        config.read_file(file)
    auth = config["auth"]
    return OAuth1Session(
        auth["consumer_key"], auth["consumer_secret"], auth["token_key"], auth["token_secret"]
    )


class Api:
    def __init__(self, session, url, timeout):
        self.session, self.url = session, url.rstrip("/")
        self.deadline = time.monotonic() + timeout

    def call(self, method, path, **arguments):
        """One request and its JSON. A temporary error is retried after 0.5, 1, 2, ... seconds.

        The loop is here, not in an adapter of requests: each attempt must be signed
        again, since the server refuses a nonce that it has seen before.
        """
        pause = 0.5
        while True:
            try:
                answer = self.session.request(method, self.url + path, timeout=10, **arguments)
                problem = "HTTP %d" % answer.status_code
                if answer.status_code < 400:
                    return answer.json()
                if answer.status_code < 500:
                    sys.exit("%s %s: %s: %s" % (method, path, problem, answer.text))
            except (requests.ConnectionError, requests.Timeout) as error:
                problem = str(error)
            self.wait(pause, "%s %s: %s" % (method, path, problem))
            pause = min(2 * pause, 30)

    def wait(self, seconds, what_for):
        if time.monotonic() + seconds > self.deadline:
            sys.exit("time is up: " + what_for)
        time.sleep(seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("conf_ini", nargs="?", default="conf.ini", metavar="CONF.INI")
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:7740", metavar="URL")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    options = parser.parse_args()
    api = Api(session_of(options.conf_ini), options.url, options.timeout)

    product = api.call(
        "POST",
        "/products",
        json={"name": "test-product.walk", "release": "15.04-core", "snaps": ["test-snap.foo"]},
    )
    path = "/products/" + product["id"]
    print("product      %(id)s  %(name)s" % product)

    # No platform: an agent of any platform may run it.
    spec = {"name": "smoke", "test_payload": {"test_cmds": ["snap list"]}}
    print("test spec    %(id)s  %(name)s" % api.call("POST", path + "/test-specs", json=spec))

    snap = {"name": "test-snap.foo", "revision": 2, "channel": "edge"}
    # One opportunity for each Test Spec, so here it is one.
    [ids] = api.call("POST", path + "/snaps", json=snap)["ids"]
    opportunity = {"test_opportunity_id": ids["test_opportunity_id"]}
    print("opportunity  %(test_opportunity_id)s" % opportunity)

    seen = 0
    while True:
        [log] = api.call("GET", path + "/tests/events", params=opportunity)["event_logs"]
        for event in log["events"][seen:]:
            print("  %(timestamp)s  %(event_type)s" % event)
        seen = len(log["events"])
        if log["events"][-1]["event_type"] == "RESULT_STORED":
            break
        api.wait(0.5, "no result is stored yet")

    [result] = api.call("GET", path + "/tests/results", params=opportunity)["test_results"]
    print(json.dumps(result["result_payload"], indent=2))
    print("%s by agent %s" % (result["test_status"], result["agent-id"]))
    return 0 if result["test_status"] == "PASSED" else 1


if __name__ == "__main__":
    sys.exit(main())
