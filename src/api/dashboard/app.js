// The page's life: log in, ask again and again, show, act.
import { by_id, put } from "./dom.js";
import { History, Metrics } from "./metrics.js";
import { duration } from "./verdict.js";
import { clock, delivery_of, Delivery, Providers, show_verdict, Spend, Throughput, Tiles } from "./panels.js";
import { Abuse, DeadLetters, Problems, show_message, show_not_found } from "./desk.js";

const FAST_MS = 2_000, SLOW_MS = 5_000, PATIENCE_MS = 10_000;
const KEY = "smsgw-admin-key";   // in sessionStorage: of this tab, until it is closed

class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `It answered ${status}.`);
    this.status = status;
  }
}

let key = sessionStorage.getItem(KEY) || "";
let page = null;   // of who is logged in

async function ask(path, method = "GET", body) {
  const headers = { Authorization: `Bearer ${key}`, ...(body && { "Content-Type": "application/json" }) };
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit",
                                       signal: AbortSignal.timeout(PATIENCE_MS) });
  if (response.ok) return response.status === 204 ? null : response.json();
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

// ---- in and out ------------------------------------------------------------------------------------------------------

function refusal(error) {
  if (error.status === 401) return "This key is not valid.";
  if (error.status === 403) return "This key lacks the scope admin.";
  if (error.status === 503) return "Redis does not answer.";
  return error instanceof Refused ? error.message : "This gateway does not answer.";
}

async function log_in(given) {
  key = given;
  await ask("admin/problems");   // needs no Redis: one can look when it is away
  sessionStorage.setItem(KEY, key);
  by_id("login").hidden = true;
  by_id("dashboard").hidden = false;
  page ||= new Page();
  page.start();
}

function log_out(why = "") {
  key = "";
  sessionStorage.removeItem(KEY);
  page?.stop();
  // What it has shown goes with it.
  if (page) return location.reload();
  by_id("dashboard").hidden = true;
  by_id("login").hidden = false;
  put(by_id("login-error"), why);
  by_id("key").focus();
}

by_id("login-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  put(by_id("login-error"), "");
  try {
    await log_in(by_id("key").value.trim());
    by_id("key").value = "";
    by_id("verdict").focus();
  } catch (error) {
    log_out(refusal(error));
  }
});
by_id("logout").addEventListener("click", () => log_out());

// ---- questions -------------------------------------------------------------------------------------------------------

function confirmed({ title, text, yes }) {
  const dialog = by_id("confirm");
  put(by_id("confirm-title"), title);
  put(by_id("confirm-text"), text);
  put(by_id("confirm-yes"), yes);
  dialog.returnValue = "";
  dialog.showModal();
  by_id("confirm-no").focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
by_id("confirm-yes").addEventListener("click", () => by_id("confirm").close("yes"));
by_id("confirm-no").addEventListener("click", () => by_id("confirm").close());

let said_timer;
function say(text) {
  put(by_id("said"), text);
  clearTimeout(said_timer);
  said_timer = setTimeout(() => put(by_id("said"), ""), 8_000);
}

const PROVIDER_ACTS = {
  pause: { yes: "Pause", done: "paused", text: "No new attempt goes through it, on all gateways, until somebody resumes it. Messages take another route, or wait." },
  drain: { yes: "Drain", done: "draining", text: "No new attempt goes through it, on all gateways; those under way end. Resume it when its work is done." },
  resume: { done: "active" },
};

// ---- the page --------------------------------------------------------------------------------------------------------

class Page {
  constructor() {
    this.facts = { reachable: true, ready: true, reasons: [], metrics: new Metrics(""), history: new History(), providers: [], quality: [],
                   delivery_rows: [], problems: [], now: Date.now(), server_now: Date.now() };
    const find = (msgid) => this.find(msgid);
    this.tiles = new Tiles();
    this.throughput = new Throughput();
    this.providers = new Providers((provider, action) => this.say_to_provider(provider, action));
    this.delivery = new Delivery();
    this.spend = new Spend();
    this.dead_letters = new DeadLetters({ find, replay: (letter) => this.replay(letter), discard: (letter) => this.discard(letter) });
    this.abuse = new Abuse((block) => this.unblock(block));
    this.problems = new Problems(find);
    by_id("search-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.find(by_id("msgid").value.trim());
    });
  }

  start() {
    this.running = true;
    this.loop(() => this.fast(), FAST_MS);
    this.loop(() => this.slow(), SLOW_MS);
  }

  stop() {
    this.running = false;
  }

  async loop(step, pause) {
    while (this.running) {
      await step().catch((error) => console.error(error));   // one bad answer does not end it
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async fast() {
    const { facts } = this;
    try {
      const options = { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) };
      const answer = await fetch("metrics", options);
      if (!answer.ok) throw new Refused(answer.status, {});
      const metrics = new Metrics(await answer.text());
      const ready = metrics.sum("smsgw_ready") === 1;
      const reasons = ready ? [] : (await (await fetch("readyz", options)).json()).reasons;
      // Of the gateway's clock, by which it counts minutes; `now` is this browser's.
      const server_now = Date.parse(answer.headers.get("Date")) || Date.now();
      Object.assign(facts, { metrics, ready, reasons, server_now, reachable: true, now: Date.now() });
      facts.history.add(facts.now, metrics);
    } catch {
      facts.reachable = false;
    }
    if (this.running) this.show();
  }

  async slow() {
    const { facts } = this;
    await Promise.all([
      this.part("admin/providers", this.providers.table, (answer) => (facts.providers = answer.providers)),
      this.part("admin/quality?minutes=59", this.delivery.table, (answer) => (facts.quality = answer.quality)),
      this.part("admin/problems", this.problems.table, (answer) => {
        facts.problems = answer.problems;
        this.problems.show(answer.problems);
      }),
      this.part("admin/dead-letters", this.dead_letters.table, (answer) => this.dead_letters.table.show(answer.dead_letters)),
      this.part("abuse/status", this.abuse, (answer) => this.abuse.show(answer.accounts)),
    ]);
    if (this.running) this.show();
  }

  // One answer for one part of the page, which says since when it is old when there is none.
  async part(path, shown, take) {
    try {
      take(await ask(path));
      shown.since = Date.now();
      shown.set_stale("");
    } catch (error) {
      if (error.status === 401 || error.status === 403) return log_out();
      shown.set_stale(shown.since ? `as of ${clock(shown.since)}: ${refusal(error)}` : refusal(error));
    }
  }

  show() {
    const { facts } = this, { metrics } = facts;
    facts.delivery_rows = delivery_of(facts.quality, facts.server_now);
    show_verdict(facts);
    for (const part of [this.tiles, this.throughput, this.providers, this.delivery, this.spend]) part.show(facts);
    const version = metrics.rows("smsgw_build_info")[0]?.labels.version, began = metrics.sum("process_start_time_seconds");
    put(by_id("about"), [location.host, version && `version ${version}`, began && `up ${duration(facts.server_now / 1000 - began)}`].filter(Boolean).join(" · "));
    put(by_id("freshness"), facts.reachable ? `● Live, ${clock(facts.now)}` : `✗ No answer since ${clock(facts.now)}`);
  }

  // ---- what a person does ----

  async act(work, done) {
    try {
      const answer = await work();
      say(typeof done === "function" ? done(answer) : done);
    } catch (error) {
      say(error.status === 404 ? "It is gone already." : `Not done: ${refusal(error)}`);
    }
    await Promise.all([this.fast(), this.slow()]);
  }

  async say_to_provider(provider, action) {
    const { yes, text, done } = PROVIDER_ACTS[action];
    if (yes && !(await confirmed({ title: `${yes} ${provider}?`, text, yes }))) return;
    await this.act(() => ask(`admin/providers/${encodeURIComponent(provider)}/${action}`, "POST"), `${provider} is ${done}.`);
  }

  async replay(letter) {
    const text = `Its text is sent again as a new message, with a validity counted anew. ${letter.msgid} keeps its end.`;
    if (!(await confirmed({ title: "Replay this dead letter?", text, yes: "Replay" }))) return;
    await this.act(() => ask(`admin/dead-letters/${encodeURIComponent(letter.id)}/replay`, "POST"), (answer) => {
      if (answer.outcome === "erased") return "It cannot be sent again: its text is not stored any more.";
      this.find(answer.msgid);
      return `Replayed as ${answer.msgid}.`;
    });
  }

  async discard(letter) {
    const text = `${letter.msgid} and its text are forgotten. This cannot be undone.`;
    if (!(await confirmed({ title: "Discard this dead letter?", text, yes: "Discard" }))) return;
    await this.act(() => ask(`admin/dead-letters/${encodeURIComponent(letter.id)}`, "DELETE"), "Discarded.");
  }

  async unblock(block) {
    const text = `Messages of ${block.account} to ${block.subject} are let through again, until the rule ${block.rule} finds new reasons.`;
    if (!(await confirmed({ title: `Unblock ${block.subject}?`, text, yes: "Unblock" }))) return;
    const { account, rule, subject } = block;
    await this.act(() => ask("abuse/unblock", "POST", { account, rule, subject }), `${subject} is not blocked any more.`);
  }

  async find(msgid) {
    by_id("msgid").value = msgid;
    by_id("search").scrollIntoView({ block: "nearest" });
    try {
      show_message(await ask(`admin/messages/${encodeURIComponent(msgid)}`));
    } catch (error) {
      show_not_found(error.status === 404 ? "There is no such message, or its retention is over." : refusal(error));
    }
  }
}

// A tab in the background is asked rarely by its browser: back in front, it is brought up to date at once.
document.addEventListener("visibilitychange", () => document.hidden || (page?.running && page.fast()));

if (key) log_in(key).catch((error) => log_out(refusal(error)));
else log_out();
