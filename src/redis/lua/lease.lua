-- lease: lends ready messages to a consumer, otp before normal before bulk, each lower lane with a share of its own.
-- KEYS[1..3] ready streams otp, normal, bulk   KEYS[4] prefix of message keys
-- ARGV       consumer, max
-- returns    {leases, last_ids}: a lease is {lane 0..2, entry, msgid, attempts, accepted_at, expires_at, body, text};
--            last_ids (one per stream) only when nothing was ready: what to wait behind.
local function loan(lane, entry, msgid, m)
    local f = redis.call('HMGET', m, 'k', 't0', 'x', 'b', 't')
    return {lane, entry, msgid, f[1] or '0', f[2], f[3], f[4], f[5] or ''}
end

local function read_lane(lane, keys, consumer, count, out)
    if count <= 0 then return end
    local q = keys[lane + 1]
    local got = redis.call('XREADGROUP', 'GROUP', GROUP, consumer, 'COUNT', count, 'STREAMS', q, '>')
    if not got then return end
    for _, item in ipairs(got[1][2]) do
        local entry, msgid = item[1], item[2][2]
        local m = keys[4] .. msgid
        if tonumber(redis.call('HGET', m, 's') or 0) == QUEUED then
            out[#out + 1] = loan(lane, entry, msgid, m)
        else
            drop_entry(q, entry)   -- it moved on by a report or was erased
        end
    end
end

local function last_id(q)
    local info = redis.call('XINFO', 'STREAM', q)
    for i = 1, #info, 2 do
        if info[i] == 'last-generated-id' then return info[i + 1] end
    end
end

local function lease(keys, args)
    local consumer, max = args[1], tonumber(args[2])
    local share = math.floor(max / 8)
    local out = {}
    read_lane(0, keys, consumer, max - 2 * share, out)
    read_lane(1, keys, consumer, max - share - #out, out)
    read_lane(2, keys, consumer, max - #out, out)
    read_lane(0, keys, consumer, max - #out, out)
    if #out > 0 then return {out, {}} end
    return {out, {last_id(keys[1]), last_id(keys[2]), last_id(keys[3])}}
end
register('lease', lease)

-- reclaim: takes over leases that nobody settled in time. A message that was never begun is lent to the caller; one
-- whose attempt was begun and whose time is over becomes `unknown`: its bytes may have left.
-- KEYS[1] ready stream   KEYS[2] prefix of message keys   KEYS[3] due zset
-- ARGV    lane, consumer, lease_ms, cursor, max, hold_ms
-- returns {next cursor, leases as above, number that became unknown}
local function reclaim(keys, args)
    local q, prefix, z = keys[1], keys[2], keys[3]
    local lane, consumer, lease_ms, cursor, max, hold_ms = unpack(args)
    local got = redis.call('XAUTOCLAIM', q, GROUP, consumer, lease_ms, cursor, 'COUNT', max)
    local now, out, unknown = now_ms(), {}, 0
    for _, item in ipairs(got[2]) do
        local entry, msgid = item[1], item[2][2]
        local m = prefix .. msgid
        local f = redis.call('HMGET', m, 's', 'k', 'dl', 'p')
        local s = tonumber(f[1] or 0)
        if s == QUEUED then
            out[#out + 1] = loan(tonumber(lane), entry, msgid, m)
        elseif s == SUBMITTING then
            if now >= tonumber(f[3]) then
                drop_entry(q, entry)
                move(m, UNKNOWN, now, f[2], f[4], '', 'lease_ended')
                redis.call('ZADD', z, now + tonumber(hold_ms), msgid)
                unknown = unknown + 1
            end
        else
            drop_entry(q, entry)
        end
    end
    return {got[1], out, unknown}
end
register('reclaim', reclaim)
