// What is wrong, in words. Pure: from what is known to findings, the worst first.
//   wrong: messages are lost, late or refused now    look: it will be, or somebody has to decide    note: good to know

const OLD_S = { otp: 10, normal: 300, bulk: 1800 };   // bounds of buckets of smsgw_put_off_age_seconds too
const LANES = { otp: "one-time passwords", normal: "normal messages", bulk: "bulk messages" };
const RECENT_MS = 5 * 60 * 1000, PUT_OFF_MS = 60 * 1000;
const JUDGED_MIN = 20;   // fewer reports say little
const RATIO_LOOK = 0.8, RATIO_WRONG = 0.5;
const ORDER = ["wrong", "look", "note"];

export function duration(seconds) {
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

export function count(n, one, many = one + "s") {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

function storage({ metrics, ready, reasons }) {
  const found = [];
  const away = metrics.sum("smsgw_redis_up") === 0;
  if (away) found.push(["wrong", "Redis is away.", "Nothing can be accepted; what is stored waits, and is not shown here."]);
  // The same again in other words says nothing.
  if (!ready && !(away && reasons.every((one) => one.startsWith("Redis is away"))))
    found.push(["wrong", "This gateway is not ready.", reasons.join("; ") || "It does not say why: see /readyz."]);
  if (metrics.sum("smsgw_redis_write_ok") === 0)
    found.push(["wrong", "Redis cannot write its append-only file.", "Its disk is full or broken. Messages are refused."]);
  const used = metrics.sum("smsgw_redis_memory_bytes"), most = metrics.sum("smsgw_redis_memory_bytes_max");
  if (most > 0 && used > 0.85 * most)
    found.push([used > 0.97 * most ? "wrong" : "look", `Redis uses ${Math.round(100 * used / most)} % of its memory.`,
                "At 100 % new messages are refused with storage_full."]);
  return found;
}

function queues({ metrics, history }) {
  const found = [];
  // What is put off is not in the queue until its next turn comes.
  for (const [lane, seconds] of Object.entries(OLD_S)) {
    const late = history.grown("smsgw_put_off_age_seconds_count", { lane }, PUT_OFF_MS)
      - history.grown("smsgw_put_off_age_seconds_bucket", { lane, le: String(seconds) }, PUT_OFF_MS);
    if (late > 0)
      found.push([lane === "otp" ? "wrong" : "look", `No provider takes ${LANES[lane]} that are older than ${duration(seconds)}.`,
                  "They are put off again and again; why is in the table.", "throughput"]);
  }
  for (const { labels, value } of metrics.rows("smsgw_queue_oldest_seconds"))
    if (value > OLD_S[labels.lane])
      found.push([labels.lane === "otp" ? "wrong" : "look", `The oldest of the ${LANES[labels.lane]} waits for ${duration(value)}.`,
                  "Providers are slow, paused or throttled, or there are too few workers.", "throughput"]);
  const dead = metrics.sum("smsgw_dead_letters");
  if (dead > 0)
    found.push(["look", `${count(dead, "dead letter")} ${dead === 1 ? "waits" : "wait"} for a person.`,
                "Messages that were given up: replay or discard them.", "dead-letters"]);
  return found;
}

function providers({ metrics, history }) {
  const found = [];
  for (const { labels, value } of metrics.rows("smsgw_breakers_open"))
    if (value > 0)
      found.push(["wrong", `The breaker of ${labels.provider} is open.`,
                  "It failed too often; messages take other routes or wait. One attempt now and then tries it.", "providers"]);
  for (const state of ["paused", "draining"])
    for (const { labels, value } of metrics.rows("smsgw_provider_state", { state }))
      if (value === 1)
        found.push(["look", `${labels.provider} is ${state}.`, "Somebody wants no new attempt through it.", "providers"]);
  const names = new Set(metrics.rows("smsgw_submits_total").map((row) => row.labels.provider));
  for (const provider of names) {
    const all = history.grown("smsgw_submits_total", { provider }, RECENT_MS);
    const good = history.grown("smsgw_submits_total", { provider, outcome: "accepted" }, RECENT_MS);
    if (all >= JUDGED_MIN && good < RATIO_LOOK * all)
      found.push([good < RATIO_WRONG * all ? "wrong" : "look",
                  `${provider} accepted only ${Math.round(100 * good / all)} % of the attempts of the last 5 minutes.`, "", "providers"]);
    const refused = history.grown("smsgw_webhooks_refused_total", { provider }, RECENT_MS);
    if (refused > 0)
      found.push(["look", `${count(refused, "report")} from ${provider} ${refused === 1 ? "was" : "were"} not believed or not understood.`,
                  "A changed secret or public URL is the usual cause.", "problems"]);
  }
  return found;
}

function delivery({ delivery_rows, history }) {
  const silent = delivery_rows.filter((row) => row.due >= JUDGED_MIN && row.delivered + row.undelivered === 0)
    .map((row) => ["wrong", `${row.provider} reports nothing about messages to ${row.country}.`,
                   `${count(row.due, "message")} of 5 to 15 minutes ago. Do its webhooks arrive?`, "delivery"]);
  const unconfirmed = history.grown("smsgw_message_moves_total", { status: "unconfirmed" }, RECENT_MS);
  if (unconfirmed > 0)
    silent.push(["look", `Of ${count(unconfirmed, "message")} nobody knows whether they were sent.`, "They ended unconfirmed in the last 5 minutes."]);
  return silent.concat(delivery_rows
    .map((row) => ({ ...row, judged: row.delivered + row.undelivered }))
    .filter((row) => row.judged >= JUDGED_MIN && row.delivered < RATIO_LOOK * row.judged)
    .map((row) => [row.delivered < RATIO_WRONG * row.judged ? "wrong" : "look",
                   `${row.provider} delivers only ${Math.round(100 * row.delivered / row.judged)} % to ${row.country}.`,
                   `Of ${count(row.judged, "report")} on messages of the last 15 minutes.`, "delivery"]));
}

function accounts({ metrics, history }) {
  const found = [];
  for (const { labels, value } of metrics.rows("smsgw_callbacks_disabled"))
    if (value === 1)
      found.push(["wrong", `The callbacks of ${labels.account} are disabled.`,
                  "Its endpoint answered 410 and is told nothing any more: smsgwctl callbacks."]);
  for (const { labels } of metrics.rows("smsgw_callbacks_total", { result: "failed" })) {
    const failed = history.grown("smsgw_callbacks_total", labels, RECENT_MS);
    const told = history.grown("smsgw_callbacks_total", { account: labels.account, result: "told" }, RECENT_MS);
    if (failed > 5 && failed > told)
      found.push(["look", `Callbacks to ${labels.account} fail: ${failed} in the last 5 minutes.`, "They are told again later."]);
  }
  for (const { labels, value } of metrics.rows("smsgw_conversion_feedback_lost"))
    if (value === 1)
      found.push(["look", `${labels.account} has stopped telling which codes are entered.`,
                  "Rules that need it do not judge its messages.", "abuse"]);
  const blocks = metrics.sum("smsgw_abuse_blocks");
  if (blocks > 0)
    found.push(["note", `${count(blocks, "block")} by rules against abuse.`, "Countries or ranges of numbers.", "abuse"]);
  return found;
}

function process({ metrics, history, problems, server_now }) {
  const found = [];
  const lost = history.grown("smsgw_settlements_lost_total", {}, RECENT_MS);
  if (lost > 0)
    found.push(["wrong", `${count(lost, "outcome")} could not be stored in the last 5 minutes.`, "Their messages become unknown.", "problems"]);
  const errors = problems.filter((line) => line.level === "error" && server_now - Date.parse(line.at) < RECENT_MS).length;
  if (errors > 0) found.push(["look", `${count(errors, "error")} logged in the last 5 minutes.`, "", "problems"]);
  const open = metrics.sum("process_open_fds"), most = metrics.sum("process_max_fds");
  if (most > 0 && open > 0.8 * most)
    found.push(["look", `${Math.round(100 * open / most)} % of the file descriptors are in use.`, "Beyond them no connection is taken."]);
  return found;
}

// `facts`: {reachable, metrics, ready, reasons, history, delivery_rows, problems, server_now}; metrics as of the last answer.
export function findings(facts) {
  if (!facts.reachable)
    return [{ level: "wrong", text: "This gateway does not answer.", more: "What is shown is old. Is it running, and is it reachable?" }];
  const found = [storage, queues, providers, delivery, accounts, process].flatMap((look) => look(facts));
  return found.map(([level, text, more = "", target = ""]) => ({ level, text, more, target }))
    .sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
}

// {level, text} of the whole.
export function headline(found) {
  const wrong = found.filter((one) => one.level === "wrong").length;
  const look = found.filter((one) => one.level === "look").length;
  if (wrong) return { level: "wrong", text: `✗ ${count(wrong, "thing")} ${wrong === 1 ? "is" : "are"} wrong` };
  if (look) return { level: "look", text: `! It works, with ${count(look, "thing")} to look at` };
  return { level: "good", text: "✓ All is well" };
}
