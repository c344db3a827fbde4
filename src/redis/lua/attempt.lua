-- What a worker does with a leased message. Each names the attempt it speaks of; a call that comes too late for it
-- ('fenced') changes nothing but to take the finished entry out of the stream.
-- KEYS[1] message   KEYS[2] its ready stream   KEYS[3] due zset   KEYS[4] counters   KEYS[5] spend   KEYS[6] prefix of
-- quality (both absent in calls of minor version 2)   KEYS[7] prefix of counted failures   KEYS[8], KEYS[9] suppression lists of
-- the account and of all (these three absent in calls of minor version 5, the lists in calls without a lease)

local function fenced(s, q, entry)
    if s == nil or s >= UNKNOWN then drop_entry(q, entry) end
    return 'fenced'
end

-- Is this entry still lent? Another process may have taken a slow one's lease over and given it back: the message is then
-- in another place, and an attempt begun on the old entry could end without anybody to notice.
local function is_lent(q, entry)
    return #redis.call('XRANGE', q, entry, entry) == 1
end

-- begin: records attempt k+1 before any byte goes upstream. Of a hedge the status stays what it is.
-- ARGV    msgid, entry, attempts so far, provider, budget_ms, retention_ms, "<account>\t<country>", segments,
--         estimated price in micros or '', its currency or '' (these four absent in calls of minor version 2), digits of the
--         recipient's number (absent in calls of minor version 5)
-- returns 'go' | 'expired' | 'suppressed' | 'fenced'
local function begin(keys, args)
    local m, q, counts = keys[1], keys[2], keys[4]
    local _, entry, attempts, provider, budget_ms, retention_ms, by, segments, micros, currency, number = unpack(args)
    local f = redis.call('HMGET', m, 's', 'k', 'x', 'hg')
    local s = tonumber(f[1])
    local hedge = is_hedge(s, f[4])
    if (s ~= QUEUED and not hedge) or (f[2] or '0') ~= attempts then return fenced(s, q, entry) end
    if not is_lent(q, entry) then return 'fenced' end
    local now = now_ms()
    if now >= tonumber(f[3]) then
        drop_entry(q, entry)
        if not hedge then finish(m, counts, EXPIRED, now, attempts, '', '', retention_ms) end
        return 'expired'
    end
    if number and suppressed(keys[8], keys[9], number) then
        drop_entry(q, entry)
        if hedge then
            redis.call('HDEL', m, 'hg', 't')
        else
            finish(m, counts, REJECTED, now, attempts, '', 'suppressed', retention_ms)
        end
        return 'suppressed'
    end
    local k = tonumber(attempts) + 1
    if by then
        if not attempt_of(m, k) then
            store_attempt(m, k, {at = now, micros = tonumber(micros), currency = currency, step = BEGUN})
        end
        redis.call('HSET', m, 'by', by)
        if tonumber(segments) > 1 then redis.call('HSET', m, 'sg', segments) end
    end
    if hedge then
        redis.call('HSET', m, 'k', k, 'hg', HEDGE_BEGUN, 'd', '1')
        redis.call('HDEL', m, 't')
        return 'go'
    end
    redis.call('HSET', m, 'k', k, 'p', provider, 'dl', now + tonumber(budget_ms))
    move(m, counts, SUBMITTING, now, k, provider)
    return 'go'
end
register('begin', begin)

-- Adds provider msgids to those of a message, if any; returns whether one is new beside others.
local function add_ids(m, known, pids)
    local all = known or ''
    for id in pids:gmatch('%S+') do all = with_word(all, id) end
    if all ~= (known or '') then redis.call('HSET', m, 'pid', all) end
    return known and all ~= known
end

-- done: the provider accepted attempt k. With a hedge, the text is kept for a second submit when no report has come by then.
-- ARGV    msgid, entry, k, provider, provider msgids joined by a space, window_ms, hedge after ms or '', the provider's price
--         in micros or '', its currency or '', retention_ms (the last four absent in calls of minor version 2), number of
--         parts that the provider refused beside those (absent in calls of minor versions below 6)
-- returns 'ok' | 'fenced'
local function done(keys, args)
    local m, q, z, counts, spend, _, failures = unpack(keys)
    local quality = quality_of(keys[6], m)
    local msgid, entry, k, provider, pids, window_ms, hedge_ms, micros, currency, retention_ms, refused = unpack(args)
    refused = tonumber(refused or 0)
    local f = redis.call('HMGET', m, 's', 'k', 'pid', 'pin', 'sg', 'hg')
    local s = tonumber(f[1])
    if s == nil then return fenced(s, q, entry) end
    drop_entry(q, entry)
    local more = add_ids(m, f[3], pids)
    -- A second accepted attempt is told, never hidden. A provider that drops repeats has accepted one, whichever it was.
    if f[4] then redis.call('HDEL', m, 'am')
    elseif f[2] ~= k or more then redis.call('HSET', m, 'd', '1') end
    local parts = count_words(pids) + refused
    if parts > 1 or (parts == 1 and f[5]) then redis.call('HSET', m, 'pn' .. k, parts) end
    note_price(m, k, provider, tonumber(micros or ''), currency or '', spend)
    note_accepted(m, k, provider, spend, quality)
    redis.call('HDEL', m, 'dl')
    local hedge = s < SUBMITTED and (hedge_ms or '') ~= ''
    if not hedge and f[6] ~= HEDGE_WANTED and f[6] ~= HEDGE_READY then redis.call('HDEL', m, 't') end
    if s < SUBMITTED then
        local now = now_ms()
        local ends = now + tonumber(window_ms)
        move(m, counts, SUBMITTED, now, k, provider)
        if hedge then redis.call('HSET', m, 'hg', HEDGE_WANTED, 'we', ends) end
        redis.call('ZADD', z, hedge and math.min(ends, now + tonumber(hedge_ms)) or ends, msgid)
    end
    -- Without a part it never arrives whole; of a hedge that is no end, its first attempt may bring it. Else its parts may all
    -- have been reported before we knew how many there are.
    local complete = redis.call('HEXISTS', m, 'pd' .. k) == 1 and parts_complete(m, k)
    local rank = refused > 0 and f[6] ~= HEDGE_BEGUN and UNDELIVERED or complete and DELIVERED or 0
    if s < rank and retention_ms then
        note_end(m, k, provider, rank, quality)
        local at = {m = m, z = z, counts = counts, failures = failures}
        arrive(at, msgid, rank, k, provider, '', refused > 0 and 'parts_refused' or '', window_ms, retention_ms)
    end
    return 'ok'
end
register('done', done)

-- again: attempt k is proven not accepted, or was never begun: back to the queue after a delay. With a provider to repeat
-- through, its outcome was not learned, but that provider drops a repeat of what it has accepted.
-- ARGV    msgid, entry, k, provider, delay_ms, error, provider to repeat through or ''
-- returns 'ok' | 'fenced'
local function again(keys, args)
    local m, q, z, counts = keys[1], keys[2], keys[3], keys[4]
    local msgid, entry, k, provider, delay_ms, err, through = unpack(args)
    local f = redis.call('HMGET', m, 's', 'k', 'x', 'hg', 'we')
    local s = tonumber(f[1])
    if is_hedge(s, f[4]) and f[2] == k then
        drop_entry(q, entry)
        redis.call('HSET', m, 'hg', HEDGE_WANTED)
        redis.call('ZADD', z, math.min(now_ms() + tonumber(delay_ms), tonumber(f[5])), msgid)
        return 'ok'
    end
    end_hedge({m = m, z = z, counts = counts}, msgid, k)
    if (s ~= SUBMITTING and s ~= QUEUED) or (f[2] or '0') ~= k then return fenced(s, q, entry) end
    if s == QUEUED and not is_lent(q, entry) then return 'fenced' end   -- a repeat: it waits or is lent already
    local now = now_ms()
    drop_entry(q, entry)
    if s == SUBMITTING then
        move(m, counts, QUEUED, now, k, provider, '', err)
        redis.call('HDEL', m, 'dl')
        redis.call('HSET', m, 'w', delay_ms)
        if through ~= '' then
            redis.call('HSET', m, 'pin', through, 'am', '1')
            redis.call('HSETNX', m, 'pk', k)
        end
    end
    redis.call('ZADD', z, math.min(now + tonumber(delay_ms), tonumber(f[3])), msgid)
    return 'ok'
end
register('again', again)

-- reject: attempt k was refused for good, or was the last allowed one.
-- ARGV    msgid, entry, k, provider, rank of the final status, error, retention_ms
-- returns 'ok' | 'fenced'
local function reject(keys, args)
    local m, q, z, counts = keys[1], keys[2], keys[3], keys[4]
    local msgid, entry, k, provider, rank, err, retention_ms = unpack(args)
    local f = redis.call('HMGET', m, 's', 'k', 'hg')
    local s = tonumber(f[1])
    if is_hedge(s, f[3]) and f[2] == k then
        drop_entry(q, entry)
        redis.call('HDEL', m, 'hg', 't')
        return 'ok'
    end
    end_hedge({m = m, z = z, counts = counts}, msgid, k)
    if (s ~= SUBMITTING and s ~= QUEUED) or (f[2] or '0') ~= k then return fenced(s, q, entry) end
    if s == QUEUED and not is_lent(q, entry) then return 'fenced' end
    drop_entry(q, entry)
    finish(m, counts, tonumber(rank), now_ms(), k, provider, err, retention_ms)
    return 'ok'
end
register('reject', reject)

-- ambig: attempt k was written and its outcome was not learned.
-- ARGV    msgid, entry, k, provider, hold_ms, error
-- returns 'ok' | 'fenced'
local function ambig(keys, args)
    local m, q, z, counts = keys[1], keys[2], keys[3], keys[4]
    local msgid, entry, k, provider, hold_ms, err = unpack(args)
    local f = redis.call('HMGET', m, 's', 'k')
    local s = tonumber(f[1])
    end_hedge({m = m, z = z, counts = counts}, msgid, k)
    if s ~= SUBMITTING or f[2] ~= k then return fenced(s, q, entry) end
    drop_entry(q, entry)
    hold(m, z, counts, msgid, now_ms(), k, provider, err, hold_ms)
    return 'ok'
end
register('ambig', ambig)

-- never_came: the provider says that attempt k of a held message never reached it.
-- ARGV    msgid, '', k, provider, attempts_max, retention_ms
-- returns 'ok' | 'fenced'
local function never_came(keys, args)
    local m, z, counts = keys[1], keys[3], keys[4]
    local msgid, _, k, provider, attempts_max, retention_ms = unpack(args)
    local f = redis.call('HMGET', m, 's', 'k')
    if tonumber(f[1]) ~= UNKNOWN or f[2] ~= k then return 'fenced' end
    local now = now_ms()
    if tonumber(k) >= tonumber(attempts_max) then
        redis.call('ZREM', z, msgid)
        finish(m, counts, FAILED, now, k, provider, 'never_came', retention_ms)
    else
        move(m, counts, QUEUED, now, k, provider, '', 'never_came')
        redis.call('HDEL', m, 'dl', 'he', 'lk')
        redis.call('ZADD', z, now, msgid)
    end
    return 'ok'
end
register('never_came', never_came)
