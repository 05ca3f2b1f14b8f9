"""The fixtures against a real emulator."""

from datetime import timedelta

import pytest


def first_product(session):
    return session.get("/products").json()["products"][0]["id"]


@pytest.mark.spi_sandbox(seed="demo")
def test_a_revision_comes_to_results(spi_session, advance):
    product = first_product(spi_session)
    body = {"name": "test-snap.foo", "revision": 5, "channel": "edge"}
    answer = spi_session.post(f"/products/{product}/snaps", json=body)
    assert answer.status_code == 201
    advance(timedelta(minutes=30))
    for entry in answer.json()["ids"]:
        query = {"test_opportunity_id": entry["test_opportunity_id"]}
        (result,) = spi_session.get(f"/products/{product}/tests/results", params=query).json()["test_results"]
        assert result["test_status"] in ("PASSED", "FAILED", "ERROR")


@pytest.mark.spi_sandbox(seed="demo", lab=False)
def test_advance_counts_in_seconds(spi_sandbox):
    report = spi_sandbox.advance(90)
    again = spi_sandbox.advance(10.5)
    assert again["from"] == report["now"]
    assert report["stopped"] == "advanced"
    with pytest.raises(TypeError):
        spi_sandbox.advance()


def test_advance_until_idle_goes_no_further_than_a_week(spi_sandbox):
    snap = {"name": "s.foo", "revisions": {"start": 1}, "channel": "edge"}
    spec = {"name": "smoke", "platform": "amd64"}
    product = {"name": "p.foo", "release": "15.04-core", "snaps": ["s.foo"], "test_specs": [spec]}
    account = {"email": "a@example.com", "password": "secret", "products": [product]}
    feed = {"product": "p.foo", "snap": snap, "every": "1d", "count": 30}
    spi_sandbox.reset({"accounts": [account], "feed": [feed]})
    report = spi_sandbox.advance(to="idle")
    assert report["stopped"] == "limit"


def test_a_fault_and_what_was_recorded(spi_session, fault, exchanges):
    fault({"status": 503, "retry_after_s": 2}, match={"operation": "listProducts"}, times=1)
    answer = spi_session.get("/products")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert spi_session.get("/products").status_code == 200
    assert spi_session.post("/products", json={"name": ""}).status_code == 400
    (refused,) = exchanges(operation="createProduct")
    assert refused["refusal"]["id"] == "invalid-data"


@pytest.mark.parametrize("time", range(2))
def test_each_test_has_its_own_sandbox(spi_session, time):
    assert spi_session.get("/products").json()["products"] == []
    wish = {"name": "p", "release": "r", "snaps": []}
    assert spi_session.post("/products", json=wish).status_code == 201


test_each_test_has_its_own_sandbox = pytest.mark.spi_sandbox(seed="empty")(test_each_test_has_its_own_sandbox)


@pytest.mark.spi_sandbox(seed="demo")
def test_another_account_sees_other_products(spi_sandbox):
    emails = [account["email"] for account in spi_sandbox.info["accounts"]]
    other = spi_sandbox.session_of(emails[1])
    assert other.get("/products").json() != spi_sandbox.session.get("/products").json()
    with pytest.raises(KeyError, match="accepted: "):
        spi_sandbox.session_of("nobody@example.com")


def test_a_refusal_is_the_emulators_own(spi_sandbox):
    from spi_emulator import SpiEmulatorError

    with pytest.raises(SpiEmulatorError, match="colour: unknown field") as caught:
        spi_sandbox.fault({"status": 503}, colour="red")
    assert caught.value.status == 400


@pytest.mark.spi_sandbox(seed="demo", lab=False)
def test_status_trace_and_reset(spi_sandbox):
    product = first_product(spi_sandbox.session)
    body = {"name": "test-snap.foo", "revision": 5, "channel": "edge"}
    made = spi_sandbox.session.post(f"/products/{product}/snaps", json=body).json()["ids"]
    opportunity = made[0]["test_opportunity_id"]
    waiting = [one["test_opportunity_id"] for one in spi_sandbox.status()["unfinished"]]
    assert opportunity in waiting
    assert spi_sandbox.trace(opportunity)["test_opportunity_id"] == opportunity
    spi_sandbox.reset()
    assert opportunity not in [one["test_opportunity_id"] for one in spi_sandbox.status()["unfinished"]]
