// The text format of Prometheus as the page needs it, and what is remembered of it.

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

function unescaped(text) {
  return text.replace(/\\(.)/g, (_, c) => (c === "n" ? "\n" : c));
}

function number(text) {
  return text === "+Inf" || text === "Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
}

export class Metrics {
  // What GET /metrics answered.
  constructor(text) {
    this.samples = new Map();   // name -> [{labels, value}]
    for (const line of text.split("\n")) {
      const found = line.startsWith("#") ? null : LINE.exec(line);
      if (!found) continue;
      const labels = {};
      for (const [, name, value] of (found[2] || "").matchAll(LABEL)) labels[name] = unescaped(value);
      if (!this.samples.has(found[1])) this.samples.set(found[1], []);
      this.samples.get(found[1]).push({ labels, value: number(found[3]) });
    }
  }

  // Those with the given labels among theirs.
  rows(name, labels = {}) {
    const wanted = Object.entries(labels);
    return (this.samples.get(name) || []).filter((row) => wanted.every(([key, value]) => row.labels[key] === value));
  }

  // Their sum; undefined when there is none: that is not 0.
  sum(name, labels = {}) {
    const rows = this.rows(name, labels);
    return rows.length ? rows.reduce((sum, row) => sum + row.value, 0) : undefined;
  }
}

// Counters that the page speaks of as "in the last minutes". A counter is made when it first counts: absent is 0.
const WATCHED = ["smsgw_messages_admitted_total", "smsgw_message_moves_total", "smsgw_submits_total", "smsgw_submit_seconds_sum",
  "smsgw_submit_seconds_count", "smsgw_messages_put_off_total", "smsgw_put_off_age_seconds_count",
  "smsgw_put_off_age_seconds_bucket", "smsgw_settlements_lost_total", "smsgw_callbacks_total",
  "smsgw_webhooks_refused_total", "smsgw_redis_disconnects_total", "smsgw_log_lines_total"];
export const KEPT_MS = 15 * 60 * 1000;

function key_of(name, labels) {
  return name + JSON.stringify(Object.entries(labels).sort());
}

export class History {
  constructor() {
    this.points = [];   // the oldest first
  }

  add(at, metrics) {
    const counters = new Map();
    for (const name of WATCHED)
      for (const { labels, value } of metrics.rows(name)) counters.set(key_of(name, labels), { name, labels, value });
    const lanes = {};
    for (const { labels, value } of metrics.rows("smsgw_queue_messages")) lanes[labels.lane] = value;
    // Without Redis its counters are absent, and what they count did not go back to 0.
    this.points.push({ at, counters, lanes, redis: metrics.sum("smsgw_redis_up") === 1,
                       began: metrics.sum("process_start_time_seconds") });
    while (this.points[0].at < at - KEPT_MS) this.points.shift();
  }

  // How much the counters with these labels grew over the last `ms`, or since the page knows them. A process that began again
  // counts from 0.
  grown(name, labels, ms) {
    const last = this.points.at(-1);
    const first = this.points.find((point) => point.at >= last.at - ms);
    return last ? this.between(first, last, name, labels) : 0;
  }

  between(first, last, name, labels = {}) {
    const wanted = Object.entries(labels);
    let sum = 0;
    for (const [key, counter] of last.counters) {
      if (counter.name !== name || !wanted.every(([label, value]) => counter.labels[label] === value)) continue;
      const before = first.counters.get(key)?.value ?? 0;
      sum += counter.value >= before ? counter.value - before : counter.value;
    }
    return sum;
  }

  // Per second over the last `ms`; undefined until two points are known.
  rate(name, labels, ms = 10_000, last_index = this.points.length - 1) {
    const last = this.points[last_index];
    if (!last || !last.redis) return undefined;
    let first;
    for (let i = last_index - 1; i >= 0 && this.points[i].at >= last.at - ms; --i)
      if (this.points[i].redis) first = this.points[i];
    return first && this.between(first, last, name, labels) / ((last.at - first.at) / 1000);
  }
}
