// The dashboard in a real browser, beside a real gateway: run by tests/e2e/dashboard_test.py, which starts what it needs.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { controls, faint_texts, focused, open_page, screenshot, settings, unnamed, until } from "./browser.mjs";

const TEXT = "a text that nobody but its reader may see", NUMBER = "+31612345678";
let browser, page, watched;

before(async () => ({ browser, page, watched } = await open_page()));
after(() => browser?.close());

async function api(method, path, body) {
  const response = await fetch(settings.api + path, { method, body: body && JSON.stringify(body),
    headers: { Authorization: `Bearer ${settings.key}`, ...(body && { "Content-Type": "application/json" }) } });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}
const send = (more = {}) => api("POST", "/send", { to: NUMBER, message: TEXT, ...more });
// Read in another way than the page does it.
async function metrics() {
  const lines = (await (await fetch(settings.page + "metrics")).text()).split("\n").filter((line) => line && !line.startsWith("#"));
  const sum = (name, labels = {}) => {
    const values = lines.filter((line) => line.startsWith(name + "{") || line.startsWith(name + " "))
      .filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
      .map((line) => Number(line.slice(line.lastIndexOf(" "))));
    return values.length ? values.reduce((a, b) => a + b) : undefined;
  };
  return { sum };
}
const status_of = async (msgid) => (await api("GET", `/messages/${msgid}`)).status;
const delivered = (msgid) => until(`${msgid} is delivered`, async () => (await status_of(msgid)) === "delivered");

const text = (selector) => page.locator(selector).innerText();
const digits = (shown) => Number(shown.replace(/,/g, "").match(/-?[\d.]+/)?.[0] ?? NaN);
// The cells of a table's rows, by their titles.
const table = (holder) => page.locator(`${holder} tbody tr`).evaluateAll((rows) =>
  rows.map((row) => Object.fromEntries([...row.cells].map((cell) => [cell.dataset.title, cell.textContent]))));
const confirm = (name) => page.locator("#confirm").getByRole("button", { name, exact: true }).click();

test("nothing is shown before somebody has logged in, and a key that is not good is told so", async () => {
  await page.goto(settings.page);
  await page.locator("#login").waitFor();
  assert.equal(await page.locator("#dashboard").isVisible(), false);
  for (const [key, said] of [["wrong", "This key is not valid."], [settings.key, "This key lacks the scope admin."]]) {
    await page.fill("#key", key);
    await page.press("#key", "Enter");
    await until(said, async () => (await text("#login-error")) === said);
    assert.equal(await page.locator("#dashboard").isVisible(), false);
  }
  assert.deepEqual((await page.evaluate(faint_texts)).faint, []);
  await screenshot(page, "login");
});

test("an admin key opens it", async () => {
  await page.fill("#key", settings.boss);
  await page.press("#key", "Enter");
  await page.locator("#dashboard").waitFor();
  await until("a verdict", async () => (await text("#headline")).startsWith("!"));
  assert.match(await text("#findings"), /1 dead letter waits for a person\./);
});

test("its numbers move under load, and equal those of /metrics when it is over", async () => {
  const shown = async () => digits(await text("#tile-accepted-more"));
  const seen = new Set(), one_of = ["otp", "normal", "bulk"];
  let sent = 0;
  await until("the page has shown three numbers while messages were sent", async () => {
    await Promise.all(Array.from({ length: 16 }, () => send({ lane: one_of[sent++ % 3] })));
    seen.add(await shown());
    return seen.size > 2;
  });
  await until("nothing is on its way any more", async () => {
    const now = await metrics();
    return now.sum("smsgw_messages_admitted_total") === now.sum("smsgw_messages_ended_total") && now.sum("smsgw_queue_messages") === 0;
  });
  const last = await metrics(), moves = (status) => last.sum("smsgw_message_moves_total", { status });
  await until("the page shows the last message", async () => digits(await text("#tile-delivered-more")) === moves("delivered"));

  assert.equal(await shown(), last.sum("smsgw_messages_admitted_total"));
  assert.equal(digits(await text("#tile-submitted-more")), moves("submitting"));
  assert.equal(digits(await text("#tile-queued")), 0);
  assert.equal(digits(await text("#tile-dead")), last.sum("smsgw_dead_letters"));
  assert.deepEqual((await table("#lanes")).map((row) => [row.Lane, digits(row.Messages)]),
                   one_of.map((lane) => [lane, last.sum("smsgw_queue_messages", { lane })]));
  const [provider] = await table("#providers-table");
  for (const [title, outcome] of [["Accepted", "accepted"], ["Not accepted", "not_accepted"], ["Refused", "refused"], ["Ambiguous", "ambiguous"]])
    assert.equal(digits(provider[title]), last.sum("smsgw_submits_total", { provider: "sandbox", outcome }) ?? 0, title);
  assert.ok(digits(provider.Accepted) >= sent);
  const [spend] = await table("#spend-table");
  assert.deepEqual([spend.Account, spend.Provider, digits(spend.Spent)], ["shop", "sandbox", last.sum("smsgw_spend_month")]);
  await until("deliveries by country", async () => digits((await table("#delivery-table"))[0]?.Delivered ?? "") === moves("delivered"));
  assert.equal((await table("#delivery-table"))[0]["Delivered of reported"],
               `${100 * last.sum("smsgw_provider_delivery_ratio", { provider: "sandbox", country: "NL" })} %`);
});

test("a message is found with its timeline, and neither its text nor its number is shown", async () => {
  const { msgid } = await send({ reference: "order-1" });
  await delivered(msgid);
  await page.fill("#msgid", msgid);
  await page.press("#msgid", "Enter");
  await page.locator("#found table").waitFor();
  const { events } = await api("GET", `/messages/${msgid}`);
  assert.deepEqual((await table("#found")).map((row) => row.Status), events.map((event) => event.status));
  assert.equal(events.at(-1).status, "delivered");
  assert.match(await text("#found"), /order-1/);
  const all = await page.content();
  assert.ok(!all.includes(TEXT) && !all.includes(NUMBER));
  await page.fill("#msgid", "m_0000000000000000000000");
  await page.press("#msgid", "Enter");
  await until("it is said that there is none", async () => (await text("#found")).startsWith("There is no such message"));
});

test("a dead letter is replayed, once somebody has confirmed it", async () => {
  const [letter] = await table("#dead-letters-table");
  assert.equal(letter.Message, settings.dead_msgid);
  const replay = page.getByRole("button", { name: `Replay ${settings.dead_msgid}` });
  await replay.click();
  await screenshot(page, "confirm");
  await confirm("Cancel");
  assert.equal((await metrics()).sum("smsgw_dead_letters"), 1);
  await replay.click();
  await confirm("Replay");
  const msgid = (await until("it is replayed", async () => /Replayed as (m_\w+)\./.exec(await text("#said"))))[1];
  await delivered(msgid);
  await until("nothing is given up any more", async () => (await text("#tile-dead")) === "0");
  await until("nobody is asked any more", async () => !/dead letter/.test(await text("#findings")));
  assert.equal(await status_of(settings.dead_msgid), "rejected");
});

test("a provider is paused and resumed, and the gateway heeds it", async () => {
  const put_off = async () => (await metrics()).sum("smsgw_messages_put_off_total", { reason: "provider_paused" }) ?? 0;
  const state = async () => (await table("#providers-table"))[0].State;
  await page.getByRole("button", { name: "Pause sandbox" }).click();
  await confirm("Pause");
  await until("the page says so", async () => (await state()) === "‖ paused");
  await until("the verdict says so", async () => (await text("#findings")).includes("sandbox is paused."));
  await until("a message is put off", async () => {
    await send();
    return (await put_off()) > 0;
  });
  const { msgid } = await send();
  const before = await put_off();
  await until("another one is put off", async () => (await put_off()) > before);
  const view = await api("GET", `/messages/${msgid}`);
  assert.deepEqual([view.status, view.attempts], ["queued", 0]);
  await until("the page tells why", async () => /every provider of the route is paused/.test(await text("#put-off")));
  await page.getByRole("button", { name: "Resume sandbox" }).click();
  await until("the page says so", async () => (await state()) === "✓ active");
  await delivered(msgid);
});

test("a block by a rule is seen and lifted", async () => {
  assert.match(await text("#findings"), /1 block by rules against abuse\./);
  const [block] = await table("#blocks-table");
  assert.deepEqual([block.Account, block.Rule, block.What], ["shop", "conversion", "31699"]);
  await page.getByRole("button", { name: "Unblock 31699 of shop" }).click();
  await confirm("Unblock");
  await until("nothing is blocked", async () => (await text("#blocks-table tbody")).trim() === "Nothing is blocked.");
  await until("the verdict knows", async () => !(await text("#findings")).includes("against abuse"));
  assert.equal((await metrics()).sum("smsgw_abuse_blocks"), 0);
});

test("every text has the contrast that WCAG AA asks for, light and dark", async () => {
  await page.getByRole("button", { name: "Drain sandbox" }).click();   // with a dialog open
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    const { faint, judged } = await page.evaluate(faint_texts);
    assert.deepEqual(faint, [], scheme);
    assert.ok(judged > 50, `${judged} texts`);
  }
  await page.keyboard.press("Escape");
  await page.evaluate(() => (document.getElementById("about").style.color = "rgb(90, 90, 90)"));
  assert.equal((await page.evaluate(faint_texts)).faint.length, 1, "a faint text is noticed");
  await page.evaluate(() => document.getElementById("about").style.removeProperty("color"));
});

test("it is as wide as the window, down to 320 pixels", async () => {
  await page.fill("#msgid", settings.dead_msgid);
  await page.press("#msgid", "Enter");
  await page.locator("#found table").waitFor();
  for (const [scheme, name, ...widths] of [["light", "light", 320, 390, 768, 1000, 1280], ["dark", "dark", 1280], ["dark", "phone", 390]]) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await until(`${width} pixels are enough`, () => page.evaluate((w) => document.documentElement.scrollWidth === w, width), 5);
    }
    await screenshot(page, name);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
});

test("the keyboard reaches everything, and one sees where it is", async () => {
  const wanted = await page.evaluate(controls), reached = new Set();
  await page.evaluate(() => document.activeElement.blur());
  for (let i = 0; i < wanted.length + 5; ++i) {
    await page.keyboard.press("Tab");
    const { name, shown } = await page.evaluate(focused);
    if (wanted.includes(name)) assert.ok(shown, `the focus on ${name} is not seen`);
    reached.add(name);
  }
  assert.deepEqual(wanted.filter((name) => !reached.has(name)), []);
  assert.ok(wanted.length > 12, wanted.join(", "));
  await page.getByRole("button", { name: "Pause sandbox" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("#confirm").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#confirm").waitFor({ state: "hidden" });
  assert.equal((await page.evaluate(focused)).name, "Pause sandbox", "the focus is back where it was");
  assert.deepEqual(await page.evaluate(unnamed), []);
});

test("a reload keeps who is logged in, and who logs out leaves nothing behind", async () => {
  await page.reload();
  await page.locator("#providers-table td").first().waitFor();
  await page.click("#logout");
  await page.locator("#login").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.equal(await page.locator("td").count(), 0);
  await page.reload();
  await page.locator("#login").waitFor();
  await page.fill("#key", settings.boss);
  await page.press("#key", "Enter");
  await until("it shows again", async () => (await text("#dashboard")).includes("sandbox"));
});

test("it says what is wrong when Redis dies, and when the gateway does", async () => {
  process.kill(settings.redis_pid, "SIGKILL");
  await until("Redis is away", async () => (await text("#findings")).includes("Redis is away."));
  assert.match(await text("#headline"), /^✗ \d things? (is|are) wrong$/);
  await until("it says what is not known", async () => (await text("#tile-accepted-more")) === "not known");
  await until("it says what is old", async () => /as of [\d:]+: /.test(await text("#dead-letters-table caption")));
  assert.match(await page.title(), /^✗/);
  await screenshot(page, "redis_away");
  process.kill(settings.daemon_pid, "SIGKILL");
  await until("the gateway is away", async () => (await text("#findings")).includes("This gateway does not answer."));
});

test("it has asked nobody but its gateway, and nothing in it failed", async () => {
  const origin = new URL(settings.page).origin;
  assert.deepEqual([...watched.requests].filter((one) => one !== origin && one !== "null"), []);
  // What was refused or unanswered because the tests wanted it so.
  const wanted = /^Failed to load resource: (the server responded with a status of (401|403|404|503)|net::ERR_)/;
  assert.deepEqual(watched.errors.filter((error) => !wanted.test(error)), []);
  assert.deepEqual(watched.violations, []);
  await page.evaluate(() => document.body.append(Object.assign(new Image(), { src: "http://127.0.0.2:1/" })));
  await until("a violation is noticed", () => watched.violations.length === 1);
});
