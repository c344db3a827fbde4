-- promote: what is due by time. Safe for any number of callers at once.
-- KEYS[1] due zset   KEYS[2..4] ready streams otp, normal, bulk   KEYS[5] prefix of message keys   KEYS[6] counters
-- ARGV    max, retention_ms
-- returns {looked at, expired, unconfirmed, dlr_timeout, held messages to ask their provider about}, the last as a list of
--         {msgid, attempt, provider}

-- A held message: submitted once more where the client asked for that, asked about, or given up.
local function promote_held(m, msgid, keys, f, now, retention_ms, out)
    -- Without an end of its hold it is from before there were look-ups: its time in the due set was the end.
    local z, counts, ends, looked = keys[1], keys[6], tonumber(f.he or 0), tonumber(f.lk or 0) + 1
    if now >= ends then
        finish(m, counts, UNCONFIRMED, now, f.k, f.p, '', retention_ms)
        out.unconfirmed = out.unconfirmed + 1
    elseif f.oa == 'r' and not f.am and now < tonumber(f.x) then
        redis.call('HSET', m, 'am', '1', 'd', '1')
        move(m, counts, QUEUED, now, f.k, f.p, '', 'on_ambiguous_retry')
        redis.call('XADD', keys[f.l], '*', 'm', msgid)
    else
        redis.call('HSET', m, 'lk', looked)
        local next_look = LOOK_AFTER_MS[looked + 1]
        redis.call('ZADD', z, next_look and math.min(ends, now + next_look) or ends, msgid)
        out.held[#out.held + 1] = {msgid, f.k, f.p}
    end
end

-- A second submit of a message whose report is late: it keeps its status and its place, the ready stream is for a worker to
-- find it. Not while the operator holds it for a handset that is off: no other provider would reach it either.
local function promote_hedge(m, msgid, keys, f, s, now)
    redis.call('ZADD', keys[1], f.we, msgid)
    if s <= SENT and now < tonumber(f.x) then
        redis.call('HSET', m, 'hg', HEDGE_READY)
        redis.call('XADD', keys[f.l], '*', 'm', msgid)
    else
        redis.call('HDEL', m, 'hg', 't')
    end
end

local function promote_one(m, msgid, keys, f, now, retention_ms, out)
    local counts, s, attempt = keys[6], tonumber(f.s or 0), f.k or '0'
    if (s == QUEUED or s == SCHEDULED) and now < tonumber(f.x) then
        if s == SCHEDULED then move(m, counts, QUEUED, now, attempt) end
        redis.call('XADD', keys[f.l], '*', 'm', msgid)
    elseif s == QUEUED or s == SCHEDULED then
        finish(m, counts, EXPIRED, now, attempt, '', '', retention_ms)
        out.expired = out.expired + 1
    elseif s == UNKNOWN then
        promote_held(m, msgid, keys, f, now, retention_ms, out)
    elseif s >= SUBMITTED and s < DLR_TIMEOUT and f.hg == HEDGE_WANTED and now < tonumber(f.we) then
        promote_hedge(m, msgid, keys, f, s, now)
    elseif s >= SUBMITTED and s < DLR_TIMEOUT then
        if end_hedge({m = m, z = keys[1], counts = counts}, msgid, f.k) then return end   -- its process had died
        move(m, counts, DLR_TIMEOUT, now, attempt, f.p)
        retire(m, retention_ms)
        out.timed_out = out.timed_out + 1
    end
end

local function promote(keys, args)
    local z, prefix, max, retention_ms = keys[1], keys[5], args[1], args[2]
    keys.otp, keys.normal, keys.bulk = keys[2], keys[3], keys[4]
    local now = now_ms()
    local out = {expired = 0, unconfirmed = 0, timed_out = 0, held = {}}
    local due = redis.call('ZRANGEBYSCORE', z, '-inf', now, 'LIMIT', 0, max)
    for _, msgid in ipairs(due) do
        local m = prefix .. msgid
        local v = redis.call('HMGET', m, 's', 'l', 'x', 'k', 'p', 'he', 'lk', 'oa', 'am', 'hg', 'we')
        local f = {s = v[1], l = v[2], x = v[3], k = v[4], p = v[5], he = v[6], lk = v[7], oa = v[8], am = v[9],
                   hg = v[10], we = v[11]}
        redis.call('ZREM', z, msgid)
        promote_one(m, msgid, keys, f, now, retention_ms, out)
    end
    return {#due, out.expired, out.unconfirmed, out.timed_out, out.held}
end
register('promote', promote)

-- parked_due: parked ids to look at now, each with what the sweeper needs to apply or drop them.
-- KEYS[1] zset of parked ids   KEYS[2] prefix of index keys   KEYS[3] prefix of parked reports
-- ARGV    max
-- returns list of {member, index value or '', reports}
local function parked_due(keys, args)
    local out = {}
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', keys[1], '-inf', now_ms(), 'LIMIT', 0, args[1])) do
        out[#out + 1] = {member, redis.call('GET', keys[2] .. member) or '', redis.call('LRANGE', keys[3] .. member, 0, -1)}
    end
    return out
end
register('parked_due', parked_due)

-- init: makes the groups of a partition, from the beginning of their streams; never at their end, which would skip work.
-- KEYS[1..3] ready streams
-- returns how many were made
local function init(keys)
    local made = 0
    for _, q in ipairs(keys) do
        local groups = redis.call('EXISTS', q) == 1 and redis.call('XINFO', 'GROUPS', q) or {}
        if #groups == 0 then
            redis.call('XGROUP', 'CREATE', q, GROUP, '0', 'MKSTREAM')
            made = made + 1
        end
    end
    return made
end
register('init', init)
