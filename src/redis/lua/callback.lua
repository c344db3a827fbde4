-- The outbox of an account: a zset of msgids by when their next event is due. Which event that is says the message: `cs` is
-- the last one that is settled (line 1 was told by the 202), `ct` counts tries that failed since then. So the events of a
-- message are told in order, and a change that was written by a gateway which knows no outbox is told with the next one.

local function told(value) return tonumber(value or 1) end

-- A message's entry, or nil when there is nothing to tell: it is gone, or everything is told.
local function untold(m, backlogged, out)
    local f = redis.call('HMGET', m, 's', 'k', 't0', 'x', 'b', 'p', 'pid', 'ev', 'c', 'd', 'pr', 'n', 'cs', 'ct')
    local n, last = tonumber(f[12] or 1), told(f[13])
    if not f[1] then out.gone = out.gone + 1 end
    if not f[1] or last >= n then return nil end
    if backlogged and last < n - 1 then
        out.collapsed = out.collapsed + (n - 1 - last)
        last = n - 1
        redis.call('HSET', m, 'cs', last)
    end
    local fields = {}
    for i = 1, 11 do fields[i] = f[i] end
    return fields, last + 1, tonumber(f[14] or 0)
end

-- cb_take: lends events that are due. In an outbox with too many messages only the newest event of each is told.
-- KEYS[1] prefix of message keys   KEYS[2] counters   KEYS[3..] outboxes
-- ARGV    lend_ms, backlog_max, then how many of each outbox
-- returns {gone, collapsed, list of {msgid, seq, tries, fields as `find` reads them}}
local function cb_take(keys, args)
    local prefix, counts, now = keys[1], keys[2], now_ms()
    local out = {gone = 0, collapsed = 0, list = {}}
    for i = 3, #keys do
        local backlogged = redis.call('ZCARD', keys[i]) > tonumber(args[2])
        for _, msgid in ipairs(redis.call('ZRANGEBYSCORE', keys[i], '-inf', now, 'LIMIT', 0, args[i])) do
            local fields, seq, tries = untold(prefix .. msgid, backlogged, out)
            if fields then
                redis.call('ZADD', keys[i], now + tonumber(args[1]), msgid)
                out.list[#out.list + 1] = {msgid, seq, tries, fields}
            else
                redis.call('ZREM', keys[i], msgid)
            end
        end
    end
    if out.gone > 0 then redis.call('HINCRBY', counts, 'cb_gone', out.gone) end
    if out.collapsed > 0 then redis.call('HINCRBY', counts, 'cb_collapsed', out.collapsed) end
    return {out.gone, out.collapsed, out.list}
end
register('cb_take', cb_take)

-- Is this the event that is to be told next? Returns the number of the last one, or nil.
local function current(m, seq)
    local f = redis.call('HMGET', m, 'n', 'cs')
    local n = tonumber(f[1] or 1)
    if seq == told(f[2]) + 1 and seq <= n then return n end
end

-- cb_done: an event is told.
-- KEYS[1] message   KEYS[2] outbox   KEYS[3] counters
-- ARGV    msgid, seq
-- returns 'ok' | 'fenced' (it was settled before)
local function cb_done(keys, args)
    local m, box, counts, seq = keys[1], keys[2], keys[3], tonumber(args[2])
    local n = current(m, seq)
    if not n then return 'fenced' end
    redis.call('HSET', m, 'cs', seq)
    redis.call('HDEL', m, 'ct')
    if seq < n then redis.call('ZADD', box, now_ms(), args[1]) else redis.call('ZREM', box, args[1]) end
    redis.call('HINCRBY', counts, 'cb_told', 1)
    return 'ok'
end
register('cb_done', cb_done)

-- cb_retry: an event was not taken; it is due again later.
-- KEYS[1] message   KEYS[2] outbox   KEYS[3] counters
-- ARGV    msgid, seq, delay_ms
-- returns 'ok' | 'fenced'
local function cb_retry(keys, args)
    local m, box = keys[1], keys[2]
    if not current(m, tonumber(args[2])) then return 'fenced' end
    redis.call('HINCRBY', m, 'ct', 1)
    redis.call('ZADD', box, now_ms() + tonumber(args[3]), args[1])
    return 'ok'
end
register('cb_retry', cb_retry)

-- cb_give_up: an event, and those behind it, are not told.
-- KEYS[1] message   KEYS[2] outbox   KEYS[3] counters
-- ARGV    msgid, seq
-- returns 'ok' | 'fenced'
local function cb_give_up(keys, args)
    local m, box, counts, seq = keys[1], keys[2], keys[3], tonumber(args[2])
    local n = current(m, seq)
    if not n then return 'fenced' end
    redis.call('HSET', m, 'cs', n)
    redis.call('HDEL', m, 'ct')
    redis.call('ZREM', box, args[1])
    redis.call('HINCRBY', counts, 'cb_given_up', n - seq + 1)
    return 'ok'
end
register('cb_give_up', cb_give_up)

-- cb_replay: tells a message's events again, from the first one within a span of time on.
-- KEYS[1] message   KEYS[2] outbox
-- ARGV    msgid, since_ms, until_ms
-- returns how many events that are; 0 also when the message is gone or wants no callbacks
local function cb_replay(keys, args)
    local m, box = keys[1], keys[2]
    local since, upto = tonumber(args[2]), tonumber(args[3])
    local f = redis.call('HMGET', m, 'cb', 'n', 'ev', 'cs')
    if f[1] ~= box then return 0 end
    local n = tonumber(f[2] or 1)
    for seq, at in (f[3] or ''):gmatch('(%d+)\t(%d+)[^\n]*\n') do
        if tonumber(at) >= since and tonumber(at) <= upto then
            redis.call('HSET', m, 'cs', math.min(told(f[4]), tonumber(seq) - 1))
            redis.call('HDEL', m, 'ct')
            redis.call('ZADD', box, now_ms(), args[1])
            return n - tonumber(seq) + 1
        end
    end
    return 0
end
register('cb_replay', cb_replay)
