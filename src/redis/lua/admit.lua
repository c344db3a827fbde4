-- admit: stores a message and queues it. Not allowed when memory is full. A repeat of the call changes nothing.
-- KEYS[1] message   KEYS[2] ready stream of its lane   KEYS[3] due zset   KEYS[4] counters
-- KEYS[5...] those that ARGV[10] names, in its order: i idempotency record, u usage of the account, r index of its reference,
--         a prefix of the keys that its messages are judged by, s and S suppression lists of the account and of all
-- ARGV    msgid, lane, validity_ms, body, text, fingerprint, idempotency_ms, send_at_ms or 0, 'r' when on_ambiguous is retry,
--         letters of the further keys (absent in calls of minor version 1: i), index_ms: how long the index is kept after
--         the message expires, the outbox that its changes are written to or '' (same slot), digits of the recipient's number
--         (absent in calls of minor version 5); with letter a, what judge() reads
-- returns {'new', accepted_at, expires_at, judge's notes...} | {'replay', msgid, accepted_at, expires_at, body} | {'reused'} |
--         {'emptied'} | {'suppressed', reason} | {'policy'} or {'denied', ...} (judge)
local DAY_MS = 86400000
local USAGE_DAYS = 62   -- this month and the one before, at least
local LISTED_MAX = 100  -- messages that one reference can list (include/smsgw/ports/message_store.hpp)

local JUDGED_FROM = 14   -- where the arguments of judge() begin

local function replay(m, msgid, first)
    -- Same slot: a message with an idempotency key lives in the partition of that key.
    local old = redis.call('HMGET', m:sub(1, #m - #msgid) .. first, 't0', 'x', 'b')
    return old[1] and {'replay', first, old[1], old[2], old[3]}
end

-- Messages accepted on each of the last days, by number of the day since 1970 (UTC).
local function count_use(usage, now)
    local today = math.floor(now / DAY_MS)
    if redis.call('HINCRBY', usage, today, 1) == 1 then
        for _, day in ipairs(redis.call('HKEYS', usage)) do
            if tonumber(day) <= today - USAGE_DAYS then redis.call('HDEL', usage, day) end
        end
    end
    redis.call('PEXPIRE', usage, USAGE_DAYS * DAY_MS)
end

-- The newest messages of a reference. They are in the partition of the message, so that it is never without its entry.
local function refer(index, msgid, now, keep_ms)
    redis.call('ZADD', index, now, msgid)
    redis.call('ZREMRANGEBYRANK', index, 0, -1 - LISTED_MAX)
    if redis.call('PTTL', index) < keep_ms then redis.call('PEXPIRE', index, keep_ms) end
end

local function admit(keys, args)
    local m, q, z, counts = keys[1], keys[2], keys[3], keys[4]
    local msgid, lane, validity_ms, body, text, fingerprint, idem_ms, send_at, on_ambiguous, letters, index_ms, outbox,
        number = unpack(args)
    local further = {}
    for letter in (letters or 'i'):gmatch('.') do
        further[#further + 1] = letter
        further[letter] = keys[4 + #further]
    end
    local idem = further.i
    local known = idem and redis.call('GET', idem)
    if known then
        local first, first_print = known:match('^(%S+) (%S+)$')
        if first_print ~= fingerprint then return {'reused'} end
        local answer = first ~= msgid and replay(m, msgid, first)
        if answer then return answer end
    end
    local stored = redis.call('HMGET', m, 't0', 'x')
    if stored[1] then return {'new', stored[1], stored[2]} end
    -- The streams are made once and never vanish: without them this Redis has lost its data under us.
    if redis.call('EXISTS', q) == 0 then return {'emptied'} end

    local reason = further.s and suppressed(further.s, further.S, number)
    if reason then return {'suppressed', reason} end

    local now, starts = now_ms(), tonumber(send_at)
    local denied, notes
    if further.a then
        denied, notes = judge(further.a, msgid, args, JUDGED_FROM, now)
        if denied then return denied end
    end
    local later = starts > now
    local expires = (later and starts or now) + tonumber(validity_ms)
    redis.call('HSET', m, 's', later and SCHEDULED or QUEUED, 'v', SCHEMA, 'l', lane, 't0', now, 'x', expires,
               'b', body, 't', text)
    if on_ambiguous == 'r' then redis.call('HSET', m, 'oa', 'r') end
    if (outbox or '') ~= '' then redis.call('HSET', m, 'cb', outbox) end
    if later then redis.call('ZADD', z, starts, msgid) else redis.call('XADD', q, '*', 'm', msgid) end
    redis.call('HINCRBY', counts, 'admitted', 1)
    if idem then redis.call('SET', idem, msgid .. ' ' .. fingerprint, 'PX', idem_ms) end
    if further.u then count_use(further.u, now) end
    if further.r then refer(further.r, msgid, now, expires - now + tonumber(index_ms)) end
    return {'new', tostring(now), tostring(expires), unpack(notes or {})}
end
register('admit', admit, {})

-- usage: what an account has used in this partition, and the day that it is.
-- KEYS[1] usage
-- returns {today, day, messages, day, messages...}
register('usage', function(keys)
    local answer = redis.call('HGETALL', keys[1])
    table.insert(answer, 1, tostring(math.floor(now_ms() / DAY_MS)))
    return answer
end, {'no-writes'})

-- cancel: ends a message that was never submitted.
-- KEYS[1] message   KEYS[2] due zset   KEYS[3] counters
-- ARGV    msgid, retention_ms
-- returns 'canceled' | 'late' (it was submitted, or may have been, or has ended) | 'unknown'
local function cancel(keys, args)
    local m, z, counts = keys[1], keys[2], keys[3]
    local msgid, retention_ms = unpack(args)
    local f = redis.call('HMGET', m, 's', 'k', 'am')
    local s = tonumber(f[1])
    if s == nil then return 'unknown' end
    if s == CANCELED then return 'canceled' end
    if s > QUEUED or f[3] then return 'late' end
    -- An entry of a stream stays behind: whoever leases it, or begins on a lease of it, drops it.
    redis.call('ZREM', z, msgid)
    finish(m, counts, CANCELED, now_ms(), f[2] or '0', '', '', retention_ms)
    return 'canceled'
end
register('cancel', cancel)
