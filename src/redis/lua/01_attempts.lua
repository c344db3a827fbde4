-- What each attempt of a message has cost, when it began, and, where the provider gives every segment an id of its own, which
-- of them have been delivered. Fields of the message: `by` "<account>\t<country>", `a<k>` "<begun at>\t<micros>\t<currency>\t
-- <how far it came, below>", `pn<k>` number of its parts, `pd<k>` ids of the delivered ones.
-- Two more keys, which calls of older daemons do not bring: `spend`, a hash of this month's micros by account, provider,
-- country and currency; `quality`, prefix of the hashes of what became of submits, one a minute.

local SPEND_KEPT_MS = 400 * 86400000
local QUALITY_KEPT_MS = 3600000
local MINUTE_MS = 60000

-- How far an attempt came. Each step is counted once; good news after bad news is a step, too.
local BEGUN, ACCEPTED, JUDGED_BAD, JUDGED_GOOD = 0, 1, 2, 3

-- Repeats through a provider that drops them are one SMS: all that is booked of them belongs to the first one (`pk`).
local function payer(m, k)
    local first = redis.call('HGET', m, 'pk')
    return first and tonumber(k) >= tonumber(first) and first or k
end

local function attempt_of(m, k)
    local a = redis.call('HGET', m, 'a' .. payer(m, k))
    if not a then return nil end
    local at, micros, currency, step = a:match('^(%d+)\t(-?%d*)\t(%a*)\t(%d)$')
    return {at = tonumber(at), micros = tonumber(micros), currency = currency, step = tonumber(step)}
end

local function store_attempt(m, k, a)
    redis.call('HSET', m, 'a' .. payer(m, k), table.concat({a.at, a.micros or '', a.currency, a.step}, '\t'))
end

-- The message's price: "EUR 33300 USD 120", an amount in millionths for each currency.
local function add_to_price(m, currency, micros)
    local amounts, order = {}, {}
    for c, amount in (redis.call('HGET', m, 'pr') or ''):gmatch('(%a+) (-?%d+)') do
        amounts[c] = tonumber(amount)
        order[#order + 1] = c
    end
    if not amounts[currency] then order[#order + 1] = currency end
    amounts[currency] = (amounts[currency] or 0) + micros
    local words = {}
    for _, c in ipairs(order) do
        if amounts[c] ~= 0 then words[#words + 1] = c .. ' ' .. string.format('%d', amounts[c]) end
    end
    redis.call('HSET', m, 'pr', table.concat(words, ' '))
end

local function book(m, spend, provider, currency, micros)
    if currency == '' or micros == 0 then return end
    local account, country = (redis.call('HGET', m, 'by') or ''):match('^(.-)\t(.*)$')
    local field = table.concat({account or '', provider, country or '', currency}, '\t')
    redis.call('HINCRBY', spend, field, string.format('%d', micros))
    redis.call('PEXPIRE', spend, SPEND_KEPT_MS)
    add_to_price(m, currency, micros)
end

-- Calls of older daemons do not bring the key: what they report counts all the same.
local function quality_of(key, m)
    return key or m:match('^{%x+}') .. 'ql:'
end

local function note_quality(m, quality, provider, at, what, count)
    local _, country = (redis.call('HGET', m, 'by') or ''):match('^(.-)\t(.*)$')
    local key = quality .. string.format('%d', math.floor(at / MINUTE_MS))
    redis.call('HINCRBY', key, table.concat({provider, country or '', what}, '\t'), count)
    redis.call('PEXPIRE', key, QUALITY_KEPT_MS)
end

-- The attempt was accepted, by the provider's answer or by its report, whichever is first: its estimate is booked.
local function note_accepted(m, k, provider, spend, quality)
    local a = spend and attempt_of(m, k)
    if not a or a.step >= ACCEPTED then return end
    a.step = ACCEPTED
    store_attempt(m, k, a)
    note_quality(m, quality, provider, a.at, 's', 1)
    if a.micros then book(m, spend, provider, a.currency, a.micros) end
end

-- The provider's own price takes the place of what was booked.
local function note_price(m, k, provider, micros, currency, spend)
    local a = spend and currency ~= '' and attempt_of(m, k)
    if not a or (a.micros == micros and a.currency == currency) then return end
    if a.step >= ACCEPTED and a.micros then book(m, spend, provider, a.currency, -a.micros) end
    a.micros, a.currency = micros, currency
    store_attempt(m, k, a)
    if a.step >= ACCEPTED then book(m, spend, provider, currency, micros) end
end

-- A report says how attempt k ended, whether or not that moves the message. What was not counted as accepted is not judged.
-- Answers how long the attempt took to be delivered (ms), when the report is the first to say that it was.
local function note_end(m, k, provider, rank, quality)
    local a = rank >= DLR_TIMEOUT and attempt_of(m, k)
    local step = rank == DELIVERED and JUDGED_GOOD or JUDGED_BAD
    if not a or a.step < ACCEPTED or a.step >= step then return end
    if a.step == JUDGED_BAD then note_quality(m, quality, provider, a.at, 'u', -1) end
    a.step = step
    store_attempt(m, k, a)
    note_quality(m, quality, provider, a.at, step == JUDGED_GOOD and 'd' or 'u', 1)
    if step ~= JUDGED_GOOD then return end
    local took = math.max(0, now_ms() - a.at)
    note_quality(m, quality, provider, a.at, 'l', took)
    return took
end

local function count_words(text)
    local _, count = (text or ''):gsub('%S+', '')
    return count
end

-- A list of words with one more, unless it is there.
local function with_word(words, word)
    if (' ' .. words .. ' '):find(' ' .. word .. ' ', 1, true) then return words end
    return words == '' and word or words .. ' ' .. word
end

-- All parts of attempt k are delivered. How many there are is known by the provider's ids, until then by our own count.
local function parts_complete(m, k)
    local f = redis.call('HMGET', m, 'pd' .. k, 'pn' .. k, 'sg')
    return count_words(f[1]) >= tonumber(f[2] or f[3] or 1)
end

-- What a report of one part says of the whole message: it is delivered when all parts are, and fails with the first one.
local function rank_of_part(m, k, part, rank)
    if rank ~= DELIVERED then return rank end
    redis.call('HSET', m, 'pd' .. k, with_word(redis.call('HGET', m, 'pd' .. k) or '', part))
    return parts_complete(m, k) and DELIVERED or SENT
end

-- Is this lease for a hedge: a second submit of an accepted message, while it waits for its report?
local function is_hedge(s, hedge)
    return hedge == HEDGE_READY and s ~= nil and s >= SUBMITTED and s < DLR_TIMEOUT
end

-- The recipient has got a message: failures before it were not the number's (lua/suppression.lua).
local function forget_failures(m, prefix)
    local body = redis.call('HGET', m, 'b') or ''
    local account, number = body:match('"account":"([^"]+)"'), body:match('"to":"%+(%d+)"')
    if account and number then redis.call('DEL', prefix .. account .. ':' .. number) end
end

-- A report moves a message to a larger rank: the one place where it does. `at` names the keys m, z, counts and failures, prefix of
-- counted failures (absent in calls of minor version 5).
local function arrive(at, msgid, rank, k, provider, provider_time, err, window_ms, retention_ms)
    local f = redis.call('HMGET', at.m, 's', 'hg')
    local s, now = tonumber(f[1]), now_ms()
    move(at.m, at.counts, rank, now, k, provider, provider_time, err)
    if s == UNDELIVERED then redis.call('HSET', at.m, 'c', '1') end
    if rank >= DLR_TIMEOUT then
        redis.call('ZREM', at.z, msgid)
        if rank == DELIVERED and at.failures then forget_failures(at.m, at.failures) end
        retire(at.m, retention_ms)
        return
    end
    if f[2] ~= HEDGE_WANTED and f[2] ~= HEDGE_READY then redis.call('HDEL', at.m, 't') end
    if s < SUBMITTED then redis.call('ZADD', at.z, now + tonumber(window_ms), msgid) end
end

-- Has the provider of the hedge accepted it? Its own news decides then.
local function hedge_accepted(m, k)
    local a = attempt_of(m, k)
    return a ~= nil and a.step >= ACCEPTED
end

-- The first attempt ended badly while a hedge is begun: the worst of its news is told when that comes to nothing.
local function keep_for_hedge(m, k, rank, attempt, provider, provider_time, err, retention_ms)
    local kept = (redis.call('HGET', m, 'hn') or '0'):match('^%d+')
    if rank <= tonumber(kept) or hedge_accepted(m, k) then return end
    redis.call('HSET', m, 'hn', table.concat({rank, attempt, provider, provider_time, err, retention_ms}, '\t'))
end

-- A hedge that was begun came to nothing: the first attempt's news is all that there will be. What came of it meanwhile is
-- told now; returns whether that has ended the message. Accepted messages have their report window already.
local function end_hedge(at, msgid, k)
    local f = redis.call('HMGET', at.m, 'hg', 'k', 's', 'hn')
    local s = tonumber(f[3] or DELIVERED)
    if f[1] ~= HEDGE_BEGUN or f[2] ~= k or s >= DLR_TIMEOUT or hedge_accepted(at.m, k) then return false end
    redis.call('HSET', at.m, 'hg', HEDGE_FAILED)
    if not f[4] then return false end
    local rank, attempt, provider, provider_time, err, retention_ms =
        f[4]:match('^(%d+)\t(%d+)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(%d+)$')
    arrive(at, msgid, tonumber(rank), attempt, provider, provider_time, err, nil, retention_ms)
    return true
end
