-- apply: a report moves a message to a larger rank, or does nothing.
-- KEYS[1] message   KEYS[2] due zset   KEYS[3] counters   KEYS[4] spend   KEYS[5] prefix of quality   KEYS[6] prefix of
--         counted failures
-- ARGV    msgid, rank, attempt, provider, provider's time, error, window_ms, retention_ms, the provider msgid of the part that
--         it is about or '', the provider's price in micros or '', its currency or '', '1' to be told of a delivery
--         (KEYS[4], KEYS[5] and three more arguments absent in calls of minor version 2, KEYS[6] in those of 5, the last one of 6)
-- returns 'changed' | 'no_change' | 'unknown'; told of a delivery {the same word, country, ms since the attempt began}
local function apply(keys, args)
    local at = {m = keys[1], z = keys[2], counts = keys[3], failures = keys[6]}
    local m, spend, quality = keys[1], keys[4], quality_of(keys[5], keys[1])
    local msgid, rank, attempt, provider, provider_time, err, window_ms, retention_ms, part, micros, currency, tell = unpack(args)
    rank = tonumber(rank)
    local f = redis.call('HMGET', m, 's', 'k', 'pin', 'hg')
    local s, k = tonumber(f[1]), tonumber(f[2] or 0)
    if s == nil then return 'unknown' end
    -- The price of one part is not the message's: that was said with the answer, or is estimated.
    local parts = redis.call('HMGET', m, 'pn' .. attempt, 'sg')
    if (part or '') == '' or tonumber(parts[1] or parts[2] or 1) == 1 then
        note_price(m, attempt, provider, tonumber(micros or ''), currency or '', spend)
    end
    note_accepted(m, attempt, provider, spend, quality)
    if (part or '') ~= '' then rank = rank_of_part(m, attempt, part, rank) end
    local took = note_end(m, attempt, provider, rank, quality)
    local function answer(word)
        if not took or not tell then return word end
        return {word, (redis.call('HGET', m, 'by') or ''):match('\t(.*)') or '', took}
    end
    -- Where repeats are dropped all attempts are one. Else an earlier one was accepted after all: that is told, and only
    -- the best of its news says something of the message while the later one is on its way.
    local earlier = tonumber(attempt) < k and not f[3] and f[4] ~= HEDGE_FAILED
    if earlier then redis.call('HSET', m, 'd', '1') end
    if earlier and f[4] == HEDGE_BEGUN and s < DLR_TIMEOUT and rank >= DLR_TIMEOUT and rank ~= DELIVERED then
        keep_for_hedge(m, k, rank, attempt, provider, provider_time, err, retention_ms)
    end
    if rank <= s or (earlier and s < DLR_TIMEOUT and rank ~= DELIVERED) then return answer('no_change') end
    arrive(at, msgid, rank, attempt, provider, provider_time, err, window_ms, retention_ms)
    return answer('changed')
end
register('apply', apply)

-- The index of provider msgids and the park for reports that come before it is written. All three share a slot, so that
-- a report either finds the index or is parked before `idx` runs, and `idx` hands it over.
-- KEYS[1] index: "<msgid> <attempt>"   KEYS[2] parked reports   KEYS[3] zset of parked ids by when to look at them

-- park: finds the message of a provider msgid, or keeps the report.
-- ARGV    member of KEYS[3], report, keep_ms, reports per id, ids at most
-- returns {'found', msgid, attempt} | {'parked'} | {'dropped'}
local function park(keys, args)
    local x, o, oz = keys[1], keys[2], keys[3]
    local member, report, keep_ms, reports_max, ids_max = unpack(args)
    local known = redis.call('GET', x)
    if known then
        local msgid, attempt = known:match('^(%S+) (%S+)$')
        return {'found', msgid, attempt}
    end
    if redis.call('LLEN', o) >= tonumber(reports_max) or redis.call('ZCARD', oz) >= tonumber(ids_max) then
        return {'dropped'}
    end
    redis.call('RPUSH', o, report)
    redis.call('PEXPIRE', o, tonumber(keep_ms) + 60000)
    redis.call('ZADD', oz, 'NX', now_ms() + tonumber(keep_ms), member)
    return {'parked'}
end
register('park', park)

-- idx: binds a provider msgid to a message and hands over what was parked under it. The caller applies that and then
-- calls unpark; if it dies before, the sweeper does.
-- ARGV    member of KEYS[3], msgid, attempt, index_ms
-- returns {'ok' | 'collision', parked reports}
local function idx(keys, args)
    local x, o, oz = keys[1], keys[2], keys[3]
    local member, msgid, attempt, index_ms = unpack(args)
    local value = msgid .. ' ' .. attempt
    local known = redis.call('GET', x)
    if known and known ~= value then return {'collision', {}} end
    local parked = redis.call('LRANGE', o, 0, -1)
    redis.call('SET', x, value, 'PX', index_ms)
    if #parked > 0 then redis.call('ZADD', oz, now_ms() + 5000, member) end
    return {'ok', parked}
end
register('idx', idx)

-- unpark: forgets the parked reports of an id.
-- ARGV    member of KEYS[3]
local function unpark(keys, args)
    redis.call('DEL', keys[2])
    return redis.call('ZREM', keys[3], args[1])
end
register('unpark', unpark)
