#!lua name=smsgw1
-- The function library of smsgw, major version 1. Functions are registered as smsgw1_<name>, so that the library of the
-- next major version can be loaded beside it during a rolling upgrade.
--
-- A message is one hash (docs/redis-keys.md). While it is live it is in exactly one place: an entry of a ready stream
-- (waiting or lent to a consumer of group `g`), or a member of the due zset. Every function checks everything first and
-- writes afterwards: Lua is isolated, but it does not roll back. Time is only ever the server's own.

local QUEUED, SUBMITTING, UNKNOWN, SUBMITTED = 10, 20, 25, 30
local DLR_TIMEOUT, UNCONFIRMED, EXPIRED = 60, 62, 100
local UNDELIVERED, DELIVERED = 106, 120
local GROUP = 'g'

local function now_ms()
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- Functions that free or complete work must run when memory is full; `admit` must not.
local function register(name, callback, flags)
    redis.register_function{function_name = 'smsgw1_' .. name, callback = callback, flags = flags or {'allow-oom'}}
end

-- A stream entry is acknowledged and deleted together: either alone would leak.
local function drop_entry(q, entry)
    if entry ~= '' then
        redis.call('XACK', q, GROUP, entry)
        redis.call('XDEL', q, entry)
    end
end

-- Writes a new status and its line of the timeline: seq, at, rank, attempt, provider, provider's time, error.
-- Line 1 (queued, at t0) is not stored: it follows from the message itself.
local function move(m, rank, at, attempt, provider, provider_time, err)
    local old = redis.call('HMGET', m, 'n', 'ev')
    local n = tonumber(old[1] or 1) + 1
    local line = table.concat({n, at, rank, attempt, provider or '', provider_time or '', err or ''}, '\t')
    redis.call('HSET', m, 's', rank, 'n', n, 'ev', (old[2] or '') .. line .. '\n')
end

-- The end of a message's life: its text is not needed any more, its time in storage is limited from here on.
local function retire(m, retention_ms)
    redis.call('HDEL', m, 't', 'dl')
    redis.call('PEXPIRE', m, retention_ms)
end
