-- promote: what is due by time. Safe for any number of callers at once.
-- KEYS[1] due zset   KEYS[2..4] ready streams otp, normal, bulk   KEYS[5] prefix of message keys
-- ARGV    max, retention_ms
-- returns {looked at, back in the queue, expired, unconfirmed, dlr_timeout}
local function promote(keys, args)
    local z, prefix, max, retention_ms = keys[1], keys[5], args[1], args[2]
    local queues = {otp = keys[2], normal = keys[3], bulk = keys[4]}
    local now = now_ms()
    local ready, expired, unconfirmed, timed_out = 0, 0, 0, 0
    local due = redis.call('ZRANGEBYSCORE', z, '-inf', now, 'LIMIT', 0, max)
    for _, msgid in ipairs(due) do
        local m = prefix .. msgid
        local f = redis.call('HMGET', m, 's', 'l', 'x', 'k', 'p')
        local s, attempt = tonumber(f[1] or 0), f[4] or '0'
        redis.call('ZREM', z, msgid)
        if s == QUEUED and now < tonumber(f[3]) then
            redis.call('XADD', queues[f[2]], '*', 'm', msgid)
            ready = ready + 1
        elseif s == QUEUED then
            move(m, EXPIRED, now, attempt)
            retire(m, retention_ms)
            expired = expired + 1
        elseif s == UNKNOWN then
            move(m, UNCONFIRMED, now, attempt, f[5])
            retire(m, retention_ms)
            unconfirmed = unconfirmed + 1
        elseif s >= SUBMITTED and s < DLR_TIMEOUT then
            move(m, DLR_TIMEOUT, now, attempt, f[5])
            retire(m, retention_ms)
            timed_out = timed_out + 1
        end
    end
    return {#due, ready, expired, unconfirmed, timed_out}
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
