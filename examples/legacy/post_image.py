#!/usr/bin/python3
"""The older, organization-based API, used as a build server of 2015 did: posts an image
and polls the results by image_unique_id until there are some.

usage:    post_image.py [--timeout SECONDS] [--org ORG] [--image-name NAME] [CONF.INI] [URL]
example:  post_image.py .spi-emulator/conf.ini http://127.0.0.1:7740
needs:    python3-requests-oauthlib (Debian), or pip install requests-oauthlib

Exit code: 0 where every result is PASSED, 1 where one is not or none came in time.
"""

import argparse
import configparser
import sys
import time
import uuid

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


def checked(answer):
    """The answer's JSON; an error's body says what is wrong."""
    if answer.status_code >= 400:
        sys.exit("HTTP %d: %s" % (answer.status_code, answer.text))
    return answer.json()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("conf_ini", nargs="?", default="conf.ini", metavar="CONF.INI")
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:7740", metavar="URL")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS")
    parser.add_argument("--org", default="docs-org", metavar="ORG")
    parser.add_argument("--image-name", default="my_image", metavar="NAME")
    options = parser.parse_args()
    session = session_of(options.conf_ini)
    organization = "%s/orgs/%s" % (options.url.rstrip("/"), options.org)

    image = {
        # One Test Opportunity for each Test Spec of this image name.
        "image_name": options.image_name,
        # Ours to choose, 36 characters at most: the results are found by it.
        "image_unique_id": str(uuid.uuid4()),
        # Opaque to the API: any JSON that the lab's Provisioning Kit understands.
        "image_reference": {"url": "http://foo.bar/image.img.xz", "build": 83451039},
        "upgrade_snaps": [],
    }
    ids = checked(session.post(organization + "/images", json=image, timeout=10))["ids"]
    print("posted image %s: %d test opportunities" % (image["image_unique_id"], len(ids)))

    deadline = time.monotonic() + options.timeout
    results, pause = [], 0.5
    while not results:
        if time.monotonic() + pause > deadline:
            sys.exit("time is up: no result yet")
        time.sleep(pause)
        try:
            found = session.get(
                organization + "/results",
                params={"image_unique_id": image["image_unique_id"]},
                timeout=10,
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            found, problem = None, str(error)
        # A temporary error is tried again, each time after twice the pause.
        if found is None or found.status_code >= 500:
            print(problem if found is None else "HTTP %d" % found.status_code, file=sys.stderr)
            pause = min(2 * pause, 30)
            continue
        results, pause = checked(found)["test_results"], 0.5

    for result in results:
        print("%s  %s on %s" % (result["test_status"], result["test_spec"]["name"], result["agent-id"]))
    return 0 if all(result["test_status"] == "PASSED" for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
