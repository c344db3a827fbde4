#!lua name=smsgw1
-- The function library of smsgw, major version 1. Functions are registered as smsgw1_<name>, so that the library of the
-- next major version can be loaded beside it during a rolling upgrade (docs/adr/0007-versions.md).
--
-- A message is one hash (docs/redis-keys.md). While it is live it is in exactly one place: an entry of a ready stream
-- (waiting or lent to a consumer of group `g`), or a member of the due zset. Every function checks everything first and
-- writes afterwards: Lua is isolated, but it does not roll back. Time is only ever the server's own.

local MINOR = 7    -- grows with every compatible change: a daemon never replaces a newer library by its own
local SCHEMA = 1   -- of a message's fields: workers leave messages of a newer one to newer workers

local SCHEDULED, QUEUED, SUBMITTING, UNKNOWN, SUBMITTED, SENT = 8, 10, 20, 25, 30, 40
local DLR_TIMEOUT, UNCONFIRMED, EXPIRED, CANCELED, FAILED, REJECTED = 60, 62, 100, 101, 102, 104
local UNDELIVERED, DELIVERED = 106, 120
local GROUP = 'g'

-- Of a second submit (field `hg`): due by time; in the ready stream; begun; begun and come to nothing.
local HEDGE_WANTED, HEDGE_READY, HEDGE_BEGUN, HEDGE_FAILED = '1', '2', '3', '4'

-- A held message with `on_ambiguous` retry is submitted once more when no report has come for so long.
local RETRY_AFTER_MS = 10000
-- When the provider of a held message is asked what became of it: so long after the hold began, and after the last look.
local LOOK_AFTER_MS = {15000, 45000, 240000}

local function now_ms()
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Functions that free or complete work must run when memory is full; `admit` must not.
local function register(name, callback, flags)
    redis.register_function{function_name = 'smsgw1_' .. name, callback = callback, flags = flags or {'allow-oom'}}
end

register('version', function() return MINOR end, {'no-writes'})

-- A stream entry is acknowledged and deleted together: either alone would leak.
local function drop_entry(q, entry)
    if entry ~= '' then
        redis.call('XACK', q, GROUP, entry)
        redis.call('XDEL', q, entry)
    end
end

-- Writes a new status and its line of the timeline: seq, at, rank, attempt, provider, provider's time, error. Line 1
-- (at t0) is not stored: it follows from the message itself. `counts` is the partition's counters: what audit adds up.
-- A message with `cb` names the outbox of its account itself, so that the change is told whichever release of the gateway
-- made it; what is in the outbox already stays as it is: lent, or put off.
local function move(m, counts, rank, at, attempt, provider, provider_time, err)
    local old = redis.call('HMGET', m, 'n', 'ev', 's', 'cb')
    local n = tonumber(old[1] or 1) + 1
    local line = table.concat({n, at, rank, attempt, provider or '', provider_time or '', err or ''}, '\t')
    redis.call('HSET', m, 's', rank, 'n', n, 'ev', (old[2] or '') .. line .. '\n')
    redis.call('HINCRBY', counts, 's' .. rank, 1)
    if rank >= DLR_TIMEOUT and tonumber(old[3]) < DLR_TIMEOUT then redis.call('HINCRBY', counts, 'ended', 1) end
    if old[4] then redis.call('ZADD', old[4], 'NX', now_ms(), m:match('^{%x+}m:(.+)$')) end
end

-- The end of a message's life: its text is not needed any more, its time in storage is limited from here on.
local function retire(m, retention_ms)
    redis.call('HDEL', m, 't', 'dl')
    redis.call('PEXPIRE', m, retention_ms)
end

-- What the end of a message that no attempt is known to have brought through must be called: `rank`, but `unconfirmed`
-- when the outcome of an earlier attempt was never learned.
local function honest(m, rank)
    return redis.call('HGET', m, 'am') and UNCONFIRMED or rank
end

local function finish(m, counts, rank, now, attempt, provider, err, retention_ms)
    move(m, counts, honest(m, rank), now, attempt, provider, '', err)
    retire(m, retention_ms)
end

-- Attempt k was written and its outcome was not learned: held until news, a second submit where the client asked for
-- one, or the end of the hold.
local function hold(m, z, counts, msgid, now, k, provider, err, hold_ms)
    move(m, counts, UNKNOWN, now, k, provider, '', err)
    local f = redis.call('HMGET', m, 'oa', 'am')
    local first = (f[1] == 'r' and not f[2]) and RETRY_AFTER_MS or LOOK_AFTER_MS[1]
    redis.call('HSET', m, 'he', now + tonumber(hold_ms), 'lk', 0)
    redis.call('ZADD', z, now + math.min(first, tonumber(hold_ms)), msgid)
end

-- Given up: kept for a person to look at, to replay or to discard.
local function bury(dlq, msgid, reason, deliveries)
    redis.call('XADD', dlq, '*', 'm', msgid, 'reason', reason, 'deliveries', deliveries)
end
