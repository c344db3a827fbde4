// What a person does something with: dead letters, blocks, problems, a message that is looked for.
import { by_id, button, el, level, Table } from "./dom.js";
import { clock } from "./panels.js";
import { duration } from "./verdict.js";

const or_dash = (value) => (value === null || value === undefined || value === "" ? "–" : String(value));
const msgid_button = (msgid, find) => el("button", { type: "button", class: "link mono", title: "Show this message", onclick: () => find(msgid) }, msgid);

export class DeadLetters {
  constructor({ find, replay, discard }) {
    const table = new Table(by_id("dead-letters-table"), {
      caption: "Messages that were given up, at most 200", empty: "None.", key: (row) => row.id,
      columns: [
        { title: "Since", kind: "short", cell: (row) => clock(row.since) },
        { title: "Message", when: (row) => row.msgid, make: (row) => msgid_button(row.msgid, find) },
        { title: "Why", cell: (row) => ({ poison: "poison: no worker survived it", missing: "missing: only its queue entry was left" })[row.reason] || row.reason },
        { title: "Times tried", kind: "number", cell: (row) => String(row.deliveries) },
        { title: "Account", cell: (row) => or_dash(row.account) }, { title: "To", cell: (row) => or_dash(row.to) },
        { title: "Lane", cell: (row) => or_dash(row.lane) },
        { title: "Act", kind: "number", make: (row) => el("span", { class: "actions" }, button("Replay", row.msgid, () => replay(row)),
                                          button("Discard", row.msgid, () => discard(row))) },
      ],
    });
    this.table = table;
  }
}

export class Abuse {
  constructor(unblock) {
    this.blocks = new Table(by_id("blocks-table"), {
      caption: "Blocks", empty: "Nothing is blocked.", key: (row) => `${row.account} ${row.rule} ${row.subject}`,
      columns: [
        { title: "Account", cell: (row) => row.account }, { title: "Rule", cell: (row) => row.rule },
        { title: "What", cell: (row) => row.subject }, { title: "Until", kind: "short", cell: (row) => clock(row.until) },
        { title: "Act", kind: "number", make: (row) => el("span", { class: "actions" }, button("Unblock", `${row.subject} of ${row.account}`, () => unblock(row))) },
      ],
    });
    this.rules = new Table(by_id("rules-table"), {
      caption: "Messages that rules met today (UTC)", empty: "None.", key: (row) => `${row.account} ${row.rule} ${row.action}`,
      columns: [{ title: "Account", cell: (row) => row.account }, { title: "Rule", cell: (row) => row.rule },
                { title: "Action", cell: (row) => row.action }, { title: "Messages", kind: "number", cell: (row) => row.messages.toLocaleString("en") }],
    });
  }

  show(accounts) {
    const flat = (name) => accounts.flatMap((one) => one[name].map((row) => ({ ...row, account: one.account })));
    this.blocks.show(flat("blocks"));
    this.rules.show(flat("today"));
  }

  set_stale(text) {
    this.blocks.set_stale(text);
    this.rules.set_stale(text);
  }
}

export class Problems {
  constructor(find) {
    const details = (row) => el("span", {}, ...row.fields.flatMap(({ name, value }) =>
      [el("span", { class: "soft" }, `${name} `), name === "msgid" ? msgid_button(value, find) : value, " "]));
    this.table = new Table(by_id("problems-table"), {
      caption: "Warnings and errors of the log, the newest first, at most 200", empty: "None since the start.", key: (row) => row.key,
      columns: [
        { title: "When", kind: "short", cell: (row) => clock(row.at) },
        { title: "Level", kind: "short", cell: (row) => (row.level === "error" ? { level: "wrong", text: "✗ error" } : { level: "look", text: "! warning" }) },
        { title: "Event", cell: (row) => row.event },
        { title: "Times", cell: (row) => (row.times === 1 ? "once" : `${row.times} since ${clock(row.first)}`) },
        { title: "Details", kind: "long", when: (row) => row.at, make: details },
      ],
    });
  }

  // The same again and again, as in an outage, is one row, with the details of the last time.
  show(problems) {
    const rows = [];
    for (const line of problems) {
      const of = (name) => line.fields.find((field) => field.name === name)?.value;
      const what = JSON.stringify([line.level, line.event, of("provider"), of("account"), of("msgid")]);
      const last = rows.at(-1);
      if (last?.what === what) Object.assign(last, { first: line.at, times: last.times + 1 });
      else rows.push({ ...line, what, first: line.at, times: 1 });
    }
    this.table.show(rows.map((row, i) => ({ ...row, key: `${row.what} ${rows.length - i}` })));
  }
}

const STATUS_LEVELS = { delivered: "good", undelivered: "wrong", failed: "wrong", rejected: "wrong", expired: "wrong",
                        unknown: "look", unconfirmed: "look", dlr_timeout: "look" };

function fact(title, value) {
  return el("div", {}, el("dt", {}, title), el("dd", {}, or_dash(value)));
}

export function show_message(view) {
  const began = Date.parse(view.accepted_at);
  const status = el("dd", {}, view.status);
  level(status, STATUS_LEVELS[view.status]);
  const facts = el("dl", { class: "facts" }, el("div", {}, el("dt", {}, "Status"), status), fact("Account", view.account), fact("To", view.to),
    fact("Country", view.country), fact("Sender", view.sender), fact("Lane", view.lane), fact("Segments", view.segments),
    fact("Attempts", view.attempts), fact("Provider", view.provider), fact("Provider's ids", view.provider_msgids.join(", ")),
    fact("Price", view.price.map((one) => `${one.amount} ${one.currency}`).join(", ")), fact("Reference", view.reference),
    fact("Accepted", clock(view.accepted_at)), fact("Expires", clock(view.expires_at)),
    fact("May be sent again", { true: "yes", false: "no: it may have arrived" }[view.resend_safe] || "not settled yet"),
    fact("May have arrived twice", view.duplicate_possible ? "yes" : "no"));
  const holder = el("div");
  new Table(holder, {
    caption: "Timeline", empty: "No events.", key: (row) => row.seq,
    columns: [
      { title: "#", cell: (row) => String(row.seq) },
      { title: "When", kind: "short", cell: (row) => clock(row.at) },
      { title: "After", kind: "number", cell: (row) => `+${duration(Math.max(0, Date.parse(row.at) - began) / 1000)}` },
      { title: "Status", cell: (row) => ({ level: STATUS_LEVELS[row.status], text: row.status }) },
      { title: "Attempt", kind: "number", cell: (row) => or_dash(row.attempt) },
      { title: "Provider", cell: (row) => or_dash(row.provider) },
      { title: "Provider's time", cell: (row) => or_dash(row.provider_time) },
      { title: "Error", kind: "long", cell: (row) => or_dash(row.error) },
    ],
  }).show(view.events);
  by_id("found").replaceChildren(el("p", { class: "mono" }, view.msgid), facts, holder);
}

export function show_not_found(text) {
  by_id("found").replaceChildren(el("p", { class: "error" }, text));
}
