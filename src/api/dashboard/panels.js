// What each part of the page shows of what is known.
import { by_id, button, el, level, marked, put, Table } from "./dom.js";
import { Lines } from "./charts.js";
import { count, duration, findings, headline } from "./verdict.js";

const LANES = ["otp", "normal", "bulk"];
const SPANS_MIN = [3, 6, 15];   // of what the page remembers
const whole = (n) => (n === undefined ? "–" : Math.round(n).toLocaleString("en"));
const decimal = (n) => n.toLocaleString("en", { maximumFractionDigits: n < 100 ? 1 : 0 });
const per_second = (n) => (n === undefined ? "–" : `${decimal(n)} /s`);
const percent = (part, all) => (all ? `${decimal(100 * part / all)} %` : "–");
const rounded = (n) => n.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const money = (n, currency) =>
  `${n.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 })} ${currency}`;

export function clock(text) {
  const at = new Date(text);
  const day = at.toDateString() === new Date().toDateString() ? "" : at.toLocaleDateString("en-CA") + " ";
  return day + at.toLocaleTimeString("en-GB");
}

// ---- what is wrong ---------------------------------------------------------------------------------------------------

const WORDS = { wrong: "✗ Wrong", look: "! Look at", note: "i Note" };

export function show_verdict(facts) {
  const found = findings(facts);
  const { level: worst, text } = headline(found);
  level(by_id("verdict"), worst);
  level(by_id("headline"), worst);
  put(by_id("headline"), text);
  document.title = `${text} – smsgw`;
  // Redrawn and said aloud only when it is another list: not at each number that grows.
  const list = by_id("findings"), shown = JSON.stringify(found);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  const focused = list.contains(document.activeElement) && document.activeElement.getAttribute("href");
  list.replaceChildren(...found.map((one) => {
    const word = el("span", { "data-level": one.level }, WORDS[one.level]);
    const more = one.more ? [" ", el("span", {}, one.more)] : [];
    const link = one.target ? [" ", el("a", { href: `#${one.target}`, "aria-label": `Show: ${one.text}` }, "Show")] : [];
    return el("li", {}, word, el("div", {}, el("b", {}, one.text), ...more, ...link));
  }));
  if (focused) list.querySelector(`a[href="${focused}"]`)?.focus();
  const said = [text, ...found.map((one) => one.text.replace(/[\d.,]+/g, "#"))].join(". ");
  if (list.dataset.said === said) return;
  list.dataset.said = said;
  put(by_id("verdict-said"), [text, ...found.map((one) => one.text)].join(". "));
}

// Of all gateways. A report that is quicker than the provider's answer takes a message past `submitted`: attempts are counted
// where they begin.
const FLOWS = [["accepted", "smsgw_messages_admitted_total", {}], ["submitted", "smsgw_message_moves_total", { status: "submitting" }],
               ["delivered", "smsgw_message_moves_total", { status: "delivered" }]];

// ---- tiles -----------------------------------------------------------------------------------------------------------

function tile(id, title) {
  const big = el("dd", { class: "big", id: `tile-${id}` }), more = el("dd", { class: "more", id: `tile-${id}-more` });
  by_id("tiles").append(el("div", {}, el("dt", {}, title), big, more));
  return (text, unit, below, word) => {
    if (big.dataset.shown !== text + unit) big.replaceChildren(text, el("small", {}, unit && ` ${unit}`));
    big.dataset.shown = text + unit;
    put(more, below);
    level(big, word);
  };
}

const TILES = new Map([["accepted", "Accepted"], ["submitted", "Submitted"], ["delivered", "Delivered"], ["queued", "In the queue"],
  ["otp", "Oldest in lane otp"], ["ratio", "Delivery rate"], ["dead", "Dead letters"], ["spend", "Spent this month"]]);

export class Tiles {
  constructor() {
    for (const [id, title] of TILES) this[id] = tile(id, title);
  }

  show({ metrics, history, delivery_rows }) {
    const delivered = delivery_rows.reduce((sum, row) => sum + row.delivered, 0);
    const reported = delivery_rows.reduce((sum, row) => sum + row.delivered + row.undelivered, 0);
    if (metrics.sum("smsgw_redis_up") !== 1) {
      for (const id of TILES.keys()) this[id]("–", "", "not known");
      return;
    }
    this.ratio(percent(delivered, reported), "", reported ? `of ${count(reported, "report")}, 15 min` : "no reports for 15 min");
    for (const [id, name, labels] of FLOWS) {
      const rate = history.rate(name, labels);
      // A counter is made when it first counts.
      const all = whole(metrics.sum(name, labels) ?? 0);
      this[id](rate === undefined ? "–" : decimal(rate), "/s", id === "submitted" ? `${all} attempts in all` : `${all} in all`);
    }
    this.queued(whole(metrics.sum("smsgw_queue_messages")), "", `messages; ${whole(metrics.sum("smsgw_messages_due"))} wait for a time`);
    const oldest = metrics.sum("smsgw_queue_oldest_seconds", { lane: "otp" });
    this.otp(oldest ? duration(oldest) : "–", "", oldest === 0 ? "nothing waits" : "in the queue so long", oldest > 10 ? "wrong" : undefined);
    const dead = metrics.sum("smsgw_dead_letters");
    this.dead(whole(dead), "", dead > 0 ? "wait for a person" : "nothing given up", dead > 0 ? "look" : undefined);
    const spent = new Map();
    for (const { labels, value } of metrics.rows("smsgw_spend_month")) spent.set(labels.currency, (spent.get(labels.currency) || 0) + value);
    const [first, ...others] = [...spent].sort((a, b) => b[1] - a[1]);
    this.spend(first ? rounded(first[1]) : "–", "",
               first ? [first[0], ...others.map(([currency, n]) => `and ${rounded(n)} ${currency}`)].join(" ") : "nothing priced");
  }
}

// ---- throughput and lanes --------------------------------------------------------------------------------------------

const REASONS = { throttled: "throttled: the provider's pace is reached", provider_paused: "every provider of the route is paused",
  no_provider_available: "no provider available: breaker open or all places taken", retry_budget_spent: "retry budget spent",
  no_route: "no route", stopping: "this process stops" };

export class Throughput {
  constructor() {
    this.rates = new Lines(by_id("throughput-chart"), { tick: per_second });
    this.depth = new Lines(by_id("queue-chart"), { tick: whole, precision: 0 });
    this.lanes = new Table(by_id("lanes"), {
      caption: "Lanes: what is in the queue, in workers' hands included", empty: "Not known without Redis.", key: (row) => row.lane,
      columns: [{ title: "Lane", cell: (row) => row.lane }, { title: "Messages", kind: "number", cell: (row) => whole(row.messages) },
                { title: "Oldest", kind: "number", cell: (row) => (row.late ? marked("wrong", duration(row.oldest)) : row.oldest ? duration(row.oldest) : "–") }],
    });
    this.put_off = new Table(by_id("put-off"), {
      caption: "Put off: messages that no provider could take at once, this process", empty: "Nothing was put off.", key: (row) => row.reason,
      columns: [{ title: "Why", cell: (row) => REASONS[row.reason] || row.reason },
                { title: "Last minute", kind: "number", cell: (row) => whole(row.minute) },
                { title: "Since start", kind: "number", cell: (row) => whole(row.all) }],
    });
  }

  show({ metrics, history, now }) {
    const points = history.points, minutes = (at) => (at - now) / 60_000;
    const span = SPANS_MIN.find((span) => !points.length || minutes(points[0].at) >= -span) ?? SPANS_MIN.at(-1);
    this.rates.show(span, FLOWS.map(([name, metric, labels]) => ({
      name,
      points: points.map((point, i) => ({ x: minutes(point.at), y: history.rate(metric, labels, 10_000, i) })).filter((p) => p.y !== undefined),
    })));
    this.depth.show(span, LANES.map((lane) => ({
      name: lane, points: points.filter((point) => lane in point.lanes).map((point) => ({ x: minutes(point.at), y: point.lanes[lane] })),
    })));
    this.lanes.show(LANES.filter((lane) => metrics.rows("smsgw_queue_messages", { lane }).length).map((lane) => {
      const oldest = metrics.sum("smsgw_queue_oldest_seconds", { lane });
      return { lane, messages: metrics.sum("smsgw_queue_messages", { lane }), oldest, late: lane === "otp" && oldest > 10 };
    }));
    this.put_off.show(metrics.rows("smsgw_messages_put_off_total").map(({ labels, value }) =>
      ({ reason: labels.reason, all: value, minute: history.grown("smsgw_messages_put_off_total", labels, 60_000) })));
  }
}

// ---- providers -------------------------------------------------------------------------------------------------------

const STATES = { active: marked("good", "active"), paused: { level: "look", text: "‖ paused" }, draining: { level: "look", text: "↓ draining" } };
const OUTCOMES = ["accepted", "not_accepted", "refused", "ambiguous"];

export class Providers {
  // `say(provider, action)`: somebody pressed pause, drain or resume.
  constructor(say) {
    const act = (row, action, text) => button(text, row.provider, () => say(row.provider, action));
    this.table = new Table(by_id("providers-table"), {
      caption: "Attempts by what they came to, since the start of this process", empty: "No provider is announced yet.", key: (row) => row.provider,
      columns: [
        { title: "Provider", cell: (row) => row.provider },
        { title: "State", kind: "short", cell: (row) => STATES[row.state] || row.state },
        { title: "Breaker", kind: "short", cell: (row) => (row.open ? marked("wrong", "open") : marked("good", "closed")) },
        { title: "Pace, segments/s", kind: "number", cell: (row) => (row.tps ? decimal(row.tps) : "no limit") },
        { title: "Under way", kind: "number", cell: (row) => whole(row.in_flight) },
        { title: "Answers in", kind: "number", cell: (row) => (row.answer_s === undefined ? "–" : duration(row.answer_s)) },
        ...OUTCOMES.map((outcome) => ({ title: outcome[0].toUpperCase() + outcome.slice(1).replace("_", " "), kind: "number",
                                        cell: (row) => whole(row[outcome]) })),
        { title: "Act", kind: "number", when: (row) => row.state,
          make: (row) => el("span", { class: "actions" }, ...(row.state === "active"
            ? [act(row, "pause", "Pause"), act(row, "drain", "Drain")] : [act(row, "resume", "Resume")])) },
      ],
    });
  }

  show({ metrics, history, providers }) {
    this.table.show(providers.map((row) => {
      const provider = row.provider;
      const said = metrics.rows("smsgw_provider_state", { provider }).find((one) => one.value === 1);
      const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, metrics.sum("smsgw_submits_total", { provider, outcome }) ?? 0]));
      const answers = history.grown("smsgw_submit_seconds_count", { provider }, 300_000);
      return { ...row, ...counts, state: said ? said.labels.state : row.state, open: (metrics.sum("smsgw_breakers_open", { provider }) ?? 0) > 0,
               answer_s: answers ? history.grown("smsgw_submit_seconds_sum", { provider }, 300_000) / answers : undefined };
    }));
  }
}

// ---- delivery --------------------------------------------------------------------------------------------------------

const SUMMED = ["submitted", "due", "delivered", "undelivered", "latency_ms_sum"];

function sums(rows, key_of) {
  const found = new Map();
  for (const row of rows) {
    const key = key_of(row);
    const sum = found.get(key) || { ...row, ...Object.fromEntries(SUMMED.map((name) => [name, 0])) };
    for (const name of SUMMED) sum[name] += row[name] ?? 0;
    found.set(key, sum);
  }
  return [...found.values()];
}

// Of the rows of the last 15 minutes, one for each provider and country. `due`: submitted so long ago that reports should be there.
export function delivery_of(quality, now) {
  const age_min = (row) => (now - Date.parse(row.minute)) / 60_000;
  const recent = quality.filter((row) => age_min(row) < 15).map((row) => ({ ...row, due: age_min(row) > 6 ? row.submitted : 0 }));
  return sums(recent, (row) => `${row.provider} ${row.country}`)
    .sort((a, b) => a.provider.localeCompare(b.provider) || a.country.localeCompare(b.country));
}

const QUALITY_MIN = 60;

export class Delivery {
  constructor() {
    this.rates = new Lines(by_id("rate-chart"), { most: 100, tick: (n) => `${decimal(n)} %` });
    this.latency = new Lines(by_id("latency-chart"), { tick: (n) => `${n.toLocaleString("en", { maximumFractionDigits: 2 })} s` });
    this.table = new Table(by_id("delivery-table"), {
      caption: "By provider and country, messages submitted in the last 15 minutes", empty: "Nothing was submitted in the last 15 minutes.",
      key: (row) => `${row.provider} ${row.country}`,
      columns: [
        { title: "Provider", cell: (row) => row.provider }, { title: "Country", cell: (row) => row.country },
        { title: "Submitted", kind: "number", cell: (row) => whole(row.submitted) },
        { title: "Delivered", kind: "number", cell: (row) => whole(row.delivered) },
        { title: "Undelivered", kind: "number", cell: (row) => whole(row.undelivered) },
        { title: "No report yet", kind: "number", cell: (row) => whole(Math.max(0, row.submitted - row.delivered - row.undelivered)) },
        { title: "Delivered of reported", kind: "number", cell: (row) => percent(row.delivered, row.delivered + row.undelivered) },
        { title: "Mean time to delivery", kind: "number", cell: (row) => (row.delivered ? duration(row.latency_ms_sum / row.delivered / 1000) : "–") },
      ],
    });
  }

  show({ quality, delivery_rows, server_now: now }) {
    this.table.show(delivery_rows);
    const by_minute = sums(quality, (row) => `${row.minute} ${row.provider}`);
    const lines = (value) => [...new Set(by_minute.map((row) => row.provider))].sort().map((name) => ({
      name,
      points: by_minute.filter((row) => row.provider === name).map((row) => ({ x: (Date.parse(row.minute) - now) / 60_000, y: value(row) }))
        .filter((point) => Number.isFinite(point.y)),
    }));
    this.rates.show(QUALITY_MIN, lines((row) => 100 * row.delivered / (row.delivered + row.undelivered)));
    this.latency.show(QUALITY_MIN, lines((row) => row.latency_ms_sum / row.delivered / 1000));
  }
}

// ---- money -----------------------------------------------------------------------------------------------------------

export class Spend {
  constructor() {
    this.table = new Table(by_id("spend-table"), {
      caption: "Since the begin of the month (UTC)", empty: "Nothing that has a price was sent this month.", key: (row) => JSON.stringify(row.labels),
      columns: [{ title: "Account", cell: (row) => row.labels.account }, { title: "Provider", cell: (row) => row.labels.provider },
                { title: "Spent", kind: "number", cell: (row) => money(row.value, row.labels.currency) }],
    });
  }

  show({ metrics }) {
    if (metrics.sum("smsgw_redis_up") !== 1) this.table.say("Not known without Redis.");
    else this.table.show(metrics.rows("smsgw_spend_month"));
  }
}
