import { expect, it } from "vitest";
import { authorizationHeader } from "../../oauth1/sign.js";
import { missingProgram, printed } from "../../testing/programs.js";
import { describeInBrowser } from "../testing/browser.js";
import { productId } from "../testing/product.js";

const noCurl = missingProgram("curl");
const WITH_CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

describeInBrowser("an exchange", { seed: "demo", clock: "manual", lab: false }, (dashboard) => {
  const latest = async () => (await dashboard.emulator.exchanges({ limit: 1 }))[0]!;
  /** The command that curl's copy button copies. */
  const copied = async (id: number): Promise<string> => {
    const page = await dashboard.open(`/exchanges/${id}`, WITH_CLIPBOARD);
    await page.getByRole("button", { name: "Copy: As curl" }).click();
    await page.getByText("Copied.").waitFor();
    return page.evaluate<string>("navigator.clipboard.readText()");
  };

  it("is shown with headers, bodies and the reason for its refusal", async () => {
    const body = JSON.stringify({ name: "it's $HOME `é`" });
    const headers = { "content-type": "application/json", "x-of-mine": "here" };
    await dashboard.emulator.fetch("/products?debug=1", { method: "POST", body, headers });
    const { id, refusal } = await latest();
    const page = await dashboard.open(`/exchanges/${id}`);
    const request = page.getByRole("region", { name: "Request" });
    await request.getByText("x-of-mine").waitFor();
    await request.getByText("it's $HOME `é`").waitFor();
    await request.getByText("debug", { exact: true }).waitFor();
    await page.getByRole("region", { name: "Answer" }).getByText(refusal!.message).first().waitFor();
    const why = page.getByRole("region", { name: "Why it was refused" });
    await why.getByText(refusal!.id).waitFor();
    await why.getByText(refusal!.message).first().waitFor();
    await request.getByText('oauth_signature="[redacted]"').waitFor();
  });

  it("can be repeated by its curl command, with the same answer", async (context) => {
    context.skip(noCurl !== undefined, noCurl);
    const product = await productId(dashboard.emulator, "test-product.foo");
    await dashboard.emulator.fetch(`/products/${product}/tests/results?image_unique_id=%20it's%26b`);
    const first = await latest();
    const command = await copied(first.id);
    const AUTHORIZATION = authorizationHeader({
      ...{
        method: "GET",
        url: first.request.url,
        credentials: dashboard.emulator.credentials,
        nonce: "again",
      },
      ...{ signatureMethod: "HMAC-SHA1", timestamp: Math.floor(Date.parse(first.wall_at) / 1000) },
    });
    const answer = await printed("sh", ["-c", command], { env: { PATH: "/usr/bin:/bin", AUTHORIZATION } });
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toEqual(first.response!.body);
    const second = await latest();
    expect(second.id).toBeGreaterThan(first.id);
    expect([second.request.url, second.request.query]).toEqual([first.request.url, first.request.query]);
  });

  it("is in a HAR that a browser can be served from", async () => {
    const answer = await (await dashboard.emulator.fetch("/products")).text();
    const page = await dashboard.open("/exchanges");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export HAR" }).click(),
    ]);
    const har = `${await download.path()}.har`;
    await download.saveAs(har);
    // The emulator itself would refuse the request: it is not signed.
    await page.context().routeFromHAR(har, { url: "**/products", notFound: "abort" });
    const replayed = await page.goto(`${dashboard.emulator.url}/products`);
    expect([replayed!.status(), await replayed!.text()]).toEqual([200, answer]);
  });
});
