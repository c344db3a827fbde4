-- Which codes were entered and which were not, and what follows for the numbers like theirs (docs/abuse.md, "Conversion").
-- A sequential probability ratio test (Wald) for numbers that share all but the last three, or four, digits, and for the
-- country: honest users enter 75 of 100 codes, nobody enters those of an attack but by chance, say 8 of 100.
-- KEYS[1] prefix of the account's keys, in all of them

do   -- Lua takes 200 locals in one block

local UNCONVERTED, CONVERTED = 1.303, -2.238   -- ln((1 - 0.08) / (1 - 0.75)), ln(0.08 / 0.75)
local LLR_MIN, LLR_MAX = -6, 12                -- from there, four entered codes, and nothing is suspected any more
local SUSPECT_AT, COUNTRY_BLOCK_AT = 5.2, 18   -- four codes in a row (eight are BLOCK_AT)
local BLOCK_MS, BLOCK_MAX_MS = 6 * 3600000, 7 * DAY
local PREFIX_KEPT_MS = 7 * DAY
local FAST, SLOW, DRIFT_MIN, DRIFT_SEEN_MIN = 1 / 150, 1 / 20000, 0.12, 300
local DRIFT_MS = 6 * 3600000
local FEEDBACK_LOST = 200                      -- unentered codes in a row: rather the account stopped telling us
local CONVERSION_KEPT_MS = DAY                 -- so long a second word on the same message is known to be one

local PREFIX, STATE = doubles(3), doubles(7)   -- b:<digits>: until, llr, blocks; k:<country>: those of write_country()

local function step(llr, converted)
    return math.max(LLR_MIN, llr + (converted and CONVERTED or UNCONVERTED))
end

local function block_time(blocks)
    return math.min(BLOCK_MAX_MS, BLOCK_MS * 2 ^ math.min(blocks, 10))
end

-- Is anything suspected of numbers that begin so? Outcomes count meanwhile, too: they are those of people who have proved to
-- be some, and decide whether it is a block. After its end the next unentered code makes a longer one, and entered ones clear it.
local function test_prefix(prefix, digits, converted, now, made)
    local key = prefix .. 'b:' .. digits
    local till, llr, blocks = read_doubles(redis.call('GET', key), PREFIX)
    llr = math.min(LLR_MAX, step(llr, converted))
    if till <= now and llr > SUSPECT_AT and not converted then
        till, blocks = now + block_time(blocks), blocks + 1
        redis.call('ZADD', prefix .. 'bl', till, 'conversion ' .. digits)
        made[#made + 1] = digits
    end
    redis.call('SET', key, struct.pack(PREFIX, till, llr, blocks), 'PX', PREFIX_KEPT_MS + math.max(0, till - now))
    return llr > SUSPECT_AT
end

local function read_country(key)
    return read_doubles(redis.call('GET', key), STATE)
end

local function write_country(key, till, drift, llr, blocks, fast, slow, seen)
    redis.call('SET', key, struct.pack(STATE, till, drift, llr, blocks, fast, slow, seen))
end

local function test_country(prefix, country, converted, now, made)
    local key = prefix .. 'k:' .. country
    local till, drift, llr, blocks, fast, slow, seen = read_country(key)
    if till <= now then
        llr = step(llr, converted)
        if llr > COUNTRY_BLOCK_AT then
            till, llr, blocks = now + block_time(blocks), 0, blocks + 1
            redis.call('ZADD', prefix .. 'bl', till, 'conversion ' .. country)
            made[#made + 1] = country
        end
    end
    -- Means of all so far until there are enough of them for the weights.
    local hit = converted and 1 or 0
    seen = seen + 1
    fast = fast + (hit - fast) * math.max(FAST, 1 / seen)
    slow = slow + (hit - slow) * math.max(SLOW, 1 / seen)
    if drift <= now and seen >= DRIFT_SEEN_MIN and fast < slow - DRIFT_MIN then
        drift = now + DRIFT_MS
        redis.call('ZADD', prefix .. 'bl', drift, 'drift ' .. country)
        made[#made + 1] = 'drift ' .. country
    end
    write_country(key, till, drift, llr, blocks, fast, slow, seen)
end

local function lift(prefix, member)
    local rule, subject = member:match('^(%S+) (%S+)$')
    if not rule or redis.call('ZREM', prefix .. 'bl', member) == 0 then return false end
    if subject:match('^%d+$') then
        redis.call('DEL', prefix .. 'b:' .. subject)
        return true
    end
    local key = prefix .. 'k:' .. subject
    local till, drift, llr, blocks, fast, slow, seen = read_country(key)
    if rule == 'drift' then
        write_country(key, till, 0, llr, blocks, 0, 0, 0)   -- what is usual is learned anew
    else
        write_country(key, 0, drift, 0, 0, fast, slow, seen)
    end
    return true
end

-- One outcome. An account that has stopped telling us looks as if all of it were an attack: then nothing is concluded, and
-- what was concluded meanwhile is taken back.
local function conclude(prefix, digits, country, converted, now, made)
    local streak = converted and 0 or redis.call('HINCRBY', prefix .. 'f', 'streak', 1)
    if converted then redis.call('HSET', prefix .. 'f', 'streak', 0, 'last', now) end
    if streak >= FEEDBACK_LOST then
        if streak > FEEDBACK_LOST then return end
        for _, member in ipairs(redis.call('ZRANGE', prefix .. 'bl', 0, -1)) do lift(prefix, member) end
        made[#made + 1] = 'feedback_lost'
        return
    end
    local explained = test_prefix(prefix, digits, converted, now, made)
    explained = test_prefix(prefix, digits:sub(1, -2), converted, now, made) or explained
    -- What its numbers are suspected of is not the country's fault.
    if not explained then test_country(prefix, country, converted, now, made) end
end

-- converted: the account says whether the code of a message was entered. The first word counts; a late one is better than
-- none, though the message was already taken for an unentered one.
-- ARGV    msgid, number without its last three digits, country, '1' or '0'
-- returns {'counted' | 'repeated', blocks made...}
local function converted(keys, args)
    local prefix = keys[1]
    local msgid, digits, country, yes = unpack(args)
    if not redis.call('SET', prefix .. 'cv:' .. msgid, yes, 'NX', 'PX', CONVERSION_KEPT_MS) then return {'repeated'} end
    local awaited = redis.call('ZREM', prefix .. 'w', table.concat({msgid, country, digits}, ' ')) == 1
    local made = {'counted'}
    if awaited or yes == '1' then conclude(prefix, digits, country, yes == '1', now_ms(), made) end
    return made
end
register('converted', converted)

-- tally: takes awaited conversions whose time is over for unentered codes.
-- ARGV    how many at most
-- returns {how many there were, blocks made...}
local function tally(keys, args)
    local prefix, now = keys[1], now_ms()
    local made = {'0'}
    local due = redis.call('ZRANGEBYSCORE', prefix .. 'w', '-inf', now, 'LIMIT', 0, args[1])
    for _, member in ipairs(due) do
        local _, country, digits = member:match('^(%S+) (%S+) (%S+)$')
        conclude(prefix, digits, country, false, now, made)
    end
    if #due > 0 then redis.call('ZREM', prefix .. 'w', unpack(due)) end
    redis.call('ZREMRANGEBYSCORE', prefix .. 'bl', '-inf', now)
    made[1] = tostring(#due)
    return made
end
register('tally', tally)

-- unblock: a person lifts a block.
-- ARGV    "<rule> <subject>"
-- returns 1, or 0 when there is no such block
register('unblock', function(keys, args) return lift(keys[1], args[1]) and 1 or 0 end)

-- blocks: what is blocked now, and how often each rule has acted today.
-- returns {{"<rule> <subject>", until, ...}, {"<rule> <action>", times, ...}, codes in a row that nobody entered, time of the last
--         one that was, or ''}
register('blocks', function(keys)
    local prefix, now = keys[1], now_ms()
    local f = redis.call('HMGET', prefix .. 'f', 'streak', 'last')
    return {redis.call('ZRANGEBYSCORE', prefix .. 'bl', '(' .. now, '+inf', 'WITHSCORES'),
            redis.call('HGETALL', prefix .. 'n:' .. math.floor(now / DAY)), f[1] or '0', f[2] or ''}
end, {'no-writes'})

-- judge: the judgement alone, without a message: for the simulation of attacks (smsgwctl abuse-sim).
-- KEYS[1] prefix of the account's keys
-- ARGV    msgid, then those of judge()
-- returns {'new', notes...} | {'policy'} | {'denied', ...}
register('judge', function(keys, args)
    local denied, notes = judge(keys[1], args[1], args, 2, now_ms())
    return denied or {'new', unpack(notes)}
end)

end
