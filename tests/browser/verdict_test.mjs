// What the dashboard says is wrong, from what is known: each finding with its cause, and silence without one.
import assert from "node:assert/strict";
import test from "node:test";
import { readFile } from "node:fs/promises";

// As modules, whatever this version of Node takes a file that ends in .js for.
async function module_of(name) {
  const source = await readFile(new URL(`../../src/api/dashboard/${name}`, import.meta.url));
  return import(`data:text/javascript;base64,${source.toString("base64")}`);
}
const { Metrics, History } = await module_of("metrics.js");
const { findings, headline } = await module_of("verdict.js");

const HEALTHY = "smsgw_ready 1\nsmsgw_redis_up 1\nsmsgw_redis_write_ok 1\n";
const NOW = Date.parse("2026-11-25T03:00:00Z");

// What is found when /metrics said `before` a minute ago and says `text` now.
function found(text, { before = "", ...more } = {}) {
  const history = new History(), metrics = new Metrics(HEALTHY + text);
  history.add(NOW - 60_000, new Metrics(HEALTHY + before));
  history.add(NOW, metrics);
  return findings({ reachable: true, ready: true, reasons: [], metrics, history, delivery_rows: [], problems: [], server_now: NOW, ...more });
}
const words = (list) => list.map((one) => `${one.level}: ${one.text}`);

test("nothing is found where nothing is wrong", () => {
  assert.deepEqual(found('smsgw_queue_oldest_seconds{lane="otp"} 9\nsmsgw_dead_letters 0\nsmsgw_breakers_open{provider="x"} 0\n'), []);
  assert.deepEqual(headline([]), { level: "good", text: "✓ All is well" });
});

for (const [said, text, more] of [
  ["wrong: Redis is away.", "", { metrics: new Metrics("smsgw_redis_up 0\n"), ready: false, reasons: ["Redis is away: refused"] }],
  ["wrong: This gateway is not ready.", "", { ready: false, reasons: ["stopping"] }],
  ["wrong: Redis cannot write its append-only file.", "", { metrics: new Metrics("smsgw_redis_write_ok 0\n") }],
  ["look: Redis uses 90 % of its memory.", "smsgw_redis_memory_bytes 90\nsmsgw_redis_memory_bytes_max 100\n"],
  ["wrong: Redis uses 98 % of its memory.", "smsgw_redis_memory_bytes 98\nsmsgw_redis_memory_bytes_max 100\n"],
  ["wrong: The oldest of the one-time passwords waits for 34 s.", 'smsgw_queue_oldest_seconds{lane="otp"} 34\n'],
  ["look: The oldest of the bulk messages waits for 2 h.", 'smsgw_queue_oldest_seconds{lane="bulk"} 7200\n'],
  ["wrong: No provider takes one-time passwords that are older than 10 s.",
   'smsgw_put_off_age_seconds_count{lane="otp"} 5\nsmsgw_put_off_age_seconds_bucket{lane="otp",le="10"} 4\n'],
  ["look: 2 dead letters wait for a person.", "smsgw_dead_letters 2\n"],
  ["wrong: The breaker of twilio is open.", 'smsgw_breakers_open{provider="twilio"} 1\n'],
  ["look: x is paused.", 'smsgw_provider_state{provider="x",state="paused"} 1\nsmsgw_provider_state{provider="x",state="active"} 0\n'],
  ["look: x accepted only 70 % of the attempts of the last 5 minutes.",
   'smsgw_submits_total{provider="x",outcome="accepted"} 70\nsmsgw_submits_total{provider="x",outcome="not_accepted"} 30\n'],
  ["wrong: x accepted only 0 % of the attempts of the last 5 minutes.", 'smsgw_submits_total{provider="x",outcome="refused"} 20\n'],
  ["look: 3 reports from x were not believed or not understood.",
   'smsgw_submits_total{provider="x",outcome="accepted"} 1\nsmsgw_webhooks_refused_total{provider="x",error="signature_bad"} 3\n'],
  ["wrong: x delivers only 40 % to NL.", "", { delivery_rows: [{ provider: "x", country: "NL", due: 50, delivered: 20, undelivered: 30 }] }],
  ["wrong: x reports nothing about messages to NL.", "", { delivery_rows: [{ provider: "x", country: "NL", due: 20, delivered: 0, undelivered: 0 }] }],
  ["look: Of 1 message nobody knows whether they were sent.", 'smsgw_message_moves_total{status="unconfirmed"} 1\n'],
  ["wrong: The callbacks of shop are disabled.", 'smsgw_callbacks_disabled{account="shop"} 1\n'],
  ["look: Callbacks to shop fail: 6 in the last 5 minutes.", 'smsgw_callbacks_total{account="shop",result="failed"} 6\n'],
  ["look: shop has stopped telling which codes are entered.", 'smsgw_conversion_feedback_lost{account="shop"} 1\n'],
  ["note: 1 block by rules against abuse.", 'smsgw_abuse_blocks{account="shop"} 1\n'],
  ["wrong: 1 outcome could not be stored in the last 5 minutes.", "smsgw_settlements_lost_total 1\n"],
  ["look: 1 error logged in the last 5 minutes.", "", { problems: [{ level: "error", at: "2026-11-25T02:58:00Z" }, { level: "error", at: "2026-11-25T02:50:00Z" }] }],
  ["look: 90 % of the file descriptors are in use.", "process_open_fds 90\nprocess_max_fds 100\n"],
])
  test(said, () => assert.deepEqual(words(found(text, more)), [said]));

test("a gateway that does not answer is all there is to say", () => {
  assert.deepEqual(words(found("smsgw_dead_letters 2\n", { reachable: false })), ["wrong: This gateway does not answer."]);
});

test("the worst comes first, and the headline counts", () => {
  const list = found('smsgw_dead_letters 2\nsmsgw_breakers_open{provider="x"} 1\n');
  assert.deepEqual(list.map((one) => one.level), ["wrong", "look"]);
  assert.deepEqual(headline(list), { level: "wrong", text: "✗ 1 thing is wrong" });
  assert.deepEqual(headline(list.slice(1)), { level: "look", text: "! It works, with 1 thing to look at" });
});

test("what was counted before the page was opened is not news", () => {
  const text = "smsgw_settlements_lost_total 7\n";
  assert.deepEqual(found(text, { before: text }), []);
  assert.equal(found("smsgw_settlements_lost_total 2\n", { before: text }).length, 1, "a process that began again counts from 0");
});

test("metrics are read as Prometheus writes them", () => {
  const metrics = new Metrics('# HELP a b\n# TYPE a counter\na{x="1",y="say \\"hi\\" \\\\ {you}"} 2\na{x="2"} 1e+06\nb_bucket{le="+Inf"} +Inf\nc 0.5\n');
  assert.deepEqual(metrics.rows("a", { x: "1" }), [{ labels: { x: "1", y: 'say "hi" \\ {you}' }, value: 2 }]);
  assert.equal(metrics.sum("a"), 1_000_002);
  assert.equal(metrics.sum("b_bucket", { le: "+Inf" }), Infinity);
  assert.equal(metrics.sum("c"), 0.5);
  assert.equal(metrics.sum("d"), undefined);
});

test("a rate is that of the last ten seconds, and there is none while Redis is away", () => {
  const history = new History();
  for (const [second, count, up] of [[0, 0, 1], [8, 80, 1], [18, 100, 1], [20, 0, 0]])
    history.add(NOW + second * 1000, new Metrics(`smsgw_redis_up ${up}\n` + (up ? `smsgw_messages_admitted_total ${count}\n` : "")));
  assert.equal(history.rate("smsgw_messages_admitted_total", {}, 10_000, 0), undefined);
  assert.equal(history.rate("smsgw_messages_admitted_total", {}, 10_000, 1), 10);
  assert.equal(history.rate("smsgw_messages_admitted_total", {}, 10_000, 2), 2);
  assert.equal(history.rate("smsgw_messages_admitted_total", {}), undefined);
});
