-- reclaim: takes over what nobody settled in time. At most one message that was never begun is lent to the caller: its
-- process may have died of it. After too many such loans it is a dead letter. A message whose attempt was begun and whose
-- time is over is held as `unknown`: its bytes may have left.
-- KEYS[1] ready stream   KEYS[2] prefix of message keys   KEYS[3] due zset   KEYS[4] counters   KEYS[5] dead letters
-- ARGV    lane, consumer, lease_ms, look at most at, hold_ms, deliveries_max, retention_ms
-- returns {leases (0 or 1) as in `lease`, number that became unknown, number of dead letters}

-- Rejected, but its text stays for whoever wants to replay it.
local function poison(m, counts, dlq, msgid, k, deliveries, retention_ms)
    move(m, counts, honest(m, REJECTED), now_ms(), k, '', '', 'poison')
    redis.call('PEXPIRE', m, retention_ms)
    bury(dlq, msgid, 'poison', deliveries)
end

-- Returns nil, 'unknown', 'dead' or a loan.
local function take_over(keys, args, row)
    local q, prefix, z, counts, dlq = keys[1], keys[2], keys[3], keys[4], keys[5]
    local lane, consumer, lease_ms, _, hold_ms, deliveries_max, retention_ms = unpack(args)
    local entry, deliveries = row[1], row[4]
    local item = redis.call('XRANGE', q, entry, entry)[1]
    if not item then return drop_entry(q, entry) end
    local msgid = item[2][2]
    local m = prefix .. msgid
    local f = redis.call('HMGET', m, 's', 'k', 'dl', 'p', 'v')
    local s, k = tonumber(f[1] or 0), f[2] or '0'
    if s == QUEUED and tonumber(f[5] or 1) > SCHEMA then
        leave_to_newer(q, z, entry, msgid)
    elseif s == QUEUED and deliveries < tonumber(deliveries_max) then
        redis.call('XCLAIM', q, GROUP, consumer, lease_ms, entry)
        return loan(tonumber(lane), entry, msgid, m)
    elseif s == QUEUED then
        drop_entry(q, entry)
        poison(m, counts, dlq, msgid, k, deliveries, retention_ms)
        return 'dead'
    elseif s == 0 then
        drop_entry(q, entry)
        bury(dlq, msgid, 'missing', deliveries)
        return 'dead'
    elseif s ~= SUBMITTING then
        drop_entry(q, entry)
    elseif now_ms() >= tonumber(f[3]) then
        drop_entry(q, entry)
        hold(m, z, counts, msgid, now_ms(), k, f[4], 'lease_ended', hold_ms)
        return 'unknown'
    end
end

-- XPENDING with IDLE, not XAUTOCLAIM: the latter looks at a bounded number of entries a call, so that old ones behind many
-- young ones starve, and it claims what is only to be looked at.
local function reclaim(keys, args)
    local unknown, dead = 0, 0
    for _, row in ipairs(redis.call('XPENDING', keys[1], GROUP, 'IDLE', args[3], '-', '+', args[4])) do
        local taken = take_over(keys, args, row)
        if taken == 'unknown' then unknown = unknown + 1
        elseif taken == 'dead' then dead = dead + 1
        elseif taken then return {{taken}, unknown, dead} end
    end
    return {{}, unknown, dead}
end
register('reclaim', reclaim)
