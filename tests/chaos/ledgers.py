"""The verdict over a run, computed from the ledgers alone: what the clients were told, what the operator accepted and
reported, and what `GET /messages/{msgid}` says of every accepted message. Never from the daemon's own counters."""
import collections
import json

LIVE = {"scheduled": 8, "queued": 10, "submitting": 20, "unknown": 25, "submitted": 30, "sent": 40, "buffered": 45}
FINAL = {"dlr_timeout": 60, "unconfirmed": 62, "expired": 100, "canceled": 101, "failed": 102, "rejected": 104,
         "undelivered": 106, "delivered": 120}
RANK = {**LIVE, **FINAL}
NEVER_ACCEPTED = ("expired", "canceled", "failed", "rejected")
BACK_TO_QUEUE = {("submitting", "queued"), ("unknown", "queued")}


class OperatorLedger:
    """Follows the file that `smsgwctl sandbox --ledger` writes. `flush` makes the operator write out what it knows."""

    def __init__(self, path, flush):
        self.path, self.flush, self.offset = path, flush, 0
        self.accepts = collections.Counter()          # msgid -> accepted submits
        self.last_word = {}                           # provider msgid -> status words that were acknowledged
        self.message_of = {}                          # provider msgid -> msgid
        self.answers = collections.Counter()          # what the webhooks answered to reports

    def read(self):
        self.flush()
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            data = file.read()
        whole = data[:data.rfind(b"\n") + 1]          # the last line may be half written
        self.offset += len(whole)
        for line in whole.splitlines():
            self.take(json.loads(line))
        return self

    def take(self, entry):
        if entry["event"] == "accepted":
            msgid = entry["ref"].partition(".")[0]
            self.accepts[msgid] += 1
            self.message_of[entry["id"]] = msgid
            self.last_word.setdefault(entry["id"], set())
            return
        self.answers[entry["answer"]] += 1
        if entry["answer"].startswith("2"):
            self.last_word.setdefault(entry["id"], set()).add(entry["status"])

    def delivered(self):
        """Messages whose delivery the operator has reported, and was told that the report arrived."""
        return {self.message_of[i] for i, words in self.last_word.items() if "delivered" in words and i in self.message_of}

    def unreported(self):
        """Provider msgids that were accepted and whose end was not yet acknowledged."""
        return [i for i in self.message_of if not self.last_word[i] & {"delivered", "undelivered"}]


def timeline_faults(view):
    """What is wrong with the events of one message: gaps, or a status that went back without a proof."""
    events = view["events"]
    if [event["seq"] for event in events] != list(range(1, len(events) + 1)):
        return ["the timeline has gaps"]
    out = []
    for before, after in zip(events, events[1:]):
        pair = (before["status"], after["status"])
        if RANK[pair[1]] <= RANK[pair[0]] and pair not in BACK_TO_QUEUE:
            out.append(f"went from {pair[0]} to {pair[1]}")
    if events and events[-1]["status"] != view["status"]:
        out.append(f"says {view['status']}, its timeline ends with {events[-1]['status']}")
    return out


def message_faults(msgid, view, operator, delivered, accepts_max):
    """What is untrue about one message that a client got a 202 for."""
    if view is None:
        return ["lost: accepted, and now unknown"]
    out = timeline_faults(view)
    status, accepts = view["status"], operator.accepts[msgid]
    if accepts > accepts_max:
        out.append(f"submitted twice: the operator accepted it {accepts} times")
    if accepts > 1 and not view["duplicate_possible"]:
        out.append(f"{accepts} accepts, and duplicate_possible is false")
    if accepts <= 1 == accepts_max and view["duplicate_possible"]:
        out.append("duplicate_possible, although it is never submitted again")
    if status in LIVE:
        out.append(f"left live: {status}")
    if (status == "delivered") != (msgid in delivered):
        out.append(f"{status}, but the operator {'has' if msgid in delivered else 'has not'} reported delivery")
    if status in NEVER_ACCEPTED and accepts:
        out.append(f"{status}, but the operator accepted it")
    if status == "unconfirmed" and "unknown" not in [event["status"] for event in view["events"]]:
        out.append("unconfirmed without an attempt of unknown outcome")
    if status in FINAL and view["resend_safe"] is True and status not in NEVER_ACCEPTED:
        out.append(f"{status} is called safe to send again")
    return out


def client_faults(client, operator):
    """What is wrong with the answers themselves, idempotency above all."""
    out = [f"key {key}: no definite answer" for key in client.unanswered]
    out += [f"key {key}: refused with {status}" for key, status in client.refused()]
    owners = collections.defaultdict(set)
    for key, msgids in client.msgids().items():
        if len(msgids) > 1:
            out.append(f"key {key}: {len(msgids)} messages")
        for msgid in msgids:
            owners[msgid].add(key)
    out += [f"{msgid}: answered to {len(keys)} keys" for msgid, keys in owners.items() if len(keys) > 1]
    out += [f"{msgid}: submitted, but told to no client" for msgid in operator.accepts if msgid not in owners]
    return out


def verdict(client, operator, views, accepts_max=1):
    """Every fault as a sentence; none when the run kept all promises."""
    delivered = operator.delivered()
    out = client_faults(client, operator)
    for msgid in client.accepted():
        out += [f"{msgid}: {fault} ({story(views.get(msgid))})" for fault in
                message_faults(msgid, views.get(msgid), operator, delivered, accepts_max)]
    return out


def counter_faults(report, client, operator, views):
    """Where the counters of `smsgwctl audit --json` differ from the ledgers, once all messages are at rest."""
    statuses = collections.Counter(view["status"] for view in views.values() if view)
    counters = report["counters"]
    claims = [("admitted", counters.get("admitted", 0), len(client.accepted())),
              ("ended", counters.get("ended", 0), len(views)),
              ("live", report["live"], 0),
              ("at rest", report["at_rest"], len(views)),
              ("by status", report["by_status"], dict(statuses)),
              ("moves to delivered", counters.get("s120", 0), len(operator.delivered())),
              ("moves to submitting", counters.get("s20", 0), sum(view["attempts"] for view in views.values() if view))]
    return [f"audit counts {claimed} {name}, the ledgers {true}" for name, claimed, true in claims if claimed != true]


def story(view):
    """The timeline on one line, for whoever has to find out what went wrong."""
    return " > ".join(f"{e['status']}{e.get('attempt', '')}@{e['at'][11:23]}{' ' + e['error'] if 'error' in e else ''}"
                      for e in view["events"]) if view else "no timeline"


def summary(client, operator, views):
    statuses = collections.Counter(view["status"] if view else "lost" for view in views.values())
    return (f"client: {len(client.msgids())} messages accepted, {sum(client.uncertain.values())} answers lost or 5xx and "
            f"repeated; operator: {sum(operator.accepts.values())} accepts of {len(operator.accepts)} messages, "
            f"{sum(n > 1 for n in operator.accepts.values())} more than once, {len(operator.delivered())} reported "
            f"delivered; statuses: {dict(sorted(statuses.items()))}")
