-- lease: lends ready messages to a consumer, otp before normal before bulk, each lower lane with a share of its own.
-- KEYS[1..3] ready streams otp, normal, bulk   KEYS[4] prefix of message keys   KEYS[5] due zset   KEYS[6] dead letters
-- ARGV       consumer, max, 'h' when the caller knows hedges and last providers
-- returns    {leases, last_ids}: a lease is {lane 0..2, entry, msgid, attempts, accepted_at, expires_at, body, text,
--            last delay, provider to repeat through}, and where 'h' was said {..., of a hedge the provider that has it
--            already, provider of the last attempt}; last_ids (one per stream) only when nothing was ready: what to wait
--            behind.
local function loan(lane, entry, msgid, m, knows, hedge)
    local f = redis.call('HMGET', m, 'k', 't0', 'x', 'b', 't', 'w', 'pin', 'p')
    local lent = {lane, entry, msgid, f[1] or '0', f[2], f[3], f[4], f[5] or '', f[6] or '0', f[7] or ''}
    local last = f[8] or ''
    if knows == 'h' then lent[11], lent[12] = hedge and last or '', last end
    return lent
end

-- Puts a message that only newer workers understand out of our way for a moment; they promote it as well.
local function leave_to_newer(q, z, entry, msgid)
    drop_entry(q, entry)
    redis.call('ZADD', z, now_ms() + 1000, msgid)
end

local function read_lane(lane, keys, consumer, count, knows, out)
    if count <= 0 then return end
    local q, prefix, z, dlq = keys[lane + 1], keys[4], keys[5], keys[6]
    local got = redis.call('XREADGROUP', 'GROUP', GROUP, consumer, 'COUNT', count, 'STREAMS', q, '>')
    if not got then return end
    for _, item in ipairs(got[1][2]) do
        local entry, msgid = item[1], item[2][2]
        local f = redis.call('HMGET', prefix .. msgid, 's', 'v', 'hg')
        if not f[1] then
            drop_entry(q, entry)
            bury(dlq, msgid, 'missing', 1)
        elseif is_hedge(tonumber(f[1]), f[3]) and knows == 'h' then
            out[#out + 1] = loan(lane, entry, msgid, prefix .. msgid, knows, true)
        elseif tonumber(f[1]) ~= QUEUED then
            drop_entry(q, entry)   -- it moved on by a report, or was canceled
        elseif tonumber(f[2] or 1) > SCHEMA then
            leave_to_newer(q, z, entry, msgid)
        else
            out[#out + 1] = loan(lane, entry, msgid, prefix .. msgid, knows)
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
    local consumer, max, knows = args[1], tonumber(args[2]), args[3]
    local share = math.floor(max / 8)
    local out = {}
    read_lane(0, keys, consumer, max - 2 * share, knows, out)
    read_lane(1, keys, consumer, max - share - #out, knows, out)
    read_lane(2, keys, consumer, max - #out, knows, out)
    read_lane(0, keys, consumer, max - #out, knows, out)
    if #out > 0 then return {out, {}} end
    return {out, {last_id(keys[1]), last_id(keys[2]), last_id(keys[3])}}
end
register('lease', lease)
