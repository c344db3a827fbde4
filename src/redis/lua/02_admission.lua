-- What keeps a message out (docs/abuse.md). All keys of an account begin with its prefix "{a:<account>}". Those that each judgement
-- reads are strings of doubles (struct), which Lua reads and writes ten times as fast as text:
--   a             tat, day, micros: when its next message may come at a steady pace, what it has spent that day
--   c:<country>   since, day, today, mean, days, tat, money day, micros, share, scanned: first message; messages of that day, mean
--                 of so many former days; when the next one may come; spend; share of neighbours among so many numbers
--   k:<country>   until, drift, ...: of the conversion test, which knows the rest (conversion.lua): blocked, challenged until
--   b:<digits>    until, llr, ...: the same of numbers that begin so
--   g:<subject>   tat of each limit of a subject, in order
-- and r:<country>, a zset of its last numbers by value; w, a zset of messages whose conversion is awaited; bl, a zset of what is
-- blocked by until when; n:<day>, a hash of how often each rule has acted.
-- Times of tats are microseconds, others milliseconds, days those since 1970 (UTC).

local DAY_US = 86400000000
local DAY = 86400000
local COUNTS_KEPT_MS = 32 * DAY
local NEW_COUNTRY_MS = 14 * DAY      -- so long a country is new to an account
local HISTORY_DAYS_MIN = 3           -- before that nobody knows what is usual
local USUAL_MIN, USUAL_TIMES = 200, 1.5
local BURST_SHARE = 6                -- of a day's cap at once
local SCAN_KEPT, SCAN_NEAR, SCAN_WEIGHT, SCAN_SHARE, SCAN_MIN = 300, 20, 0.03, 0.15, 10
local BLOCK_AT = 9.2                 -- of the conversion test: eight codes in a row that nobody entered
local SCAN_TRIMMED_EACH = 100        -- numbers; meanwhile there are so many more
local SCAN_KEPT_MS, SCAN_WAIT_MS = 7 * DAY, 3600000

-- Policies are sent once and then named: to read one takes longer than to judge by it.
local policies, policies_known = {}, 0
local POLICIES_MAX = 256

local ZEROS = {}
for count = 1, 16 do ZEROS[count] = ('\0'):rep(8 * count) end

local function doubles(count)
    return '<' .. ('d'):rep(count)
end

-- What stands in a key, as zeros when there is nothing, or something of another policy.
local function read_doubles(text, format)
    local zeros = ZEROS[#format - 1]
    if not text or #text ~= #zeros then text = zeros end
    return struct.unpack(format, text)
end

local ACCOUNT, COUNTRY, TWO = doubles(3), doubles(10), doubles(2)

-- Words: country_cap with interval and slack of a new country, conversion, range_scan, drift, spend with the account's and
-- the country's cap, account_rate with interval and slack, for how long a conversion is awaited (ms); then, for each subject
-- that a message counts against: its letter, number of its limits, and of each the rule, action, interval and slack.
local function read_policy(text)
    local next_word = text:gmatch('%S+')
    local function action()
        local word = next_word()
        return word ~= '-' and word or nil
    end
    local function number() return tonumber(next_word()) end
    local p = {cap = action(), new_interval = number(), new_slack = number(), conversion = action(), range_scan = action(),
               drift = action(), spend = action(), account_cap = number(), country_cap = number(), rate = action(),
               rate_interval = number(), rate_slack = number(), awaits = number(), groups = {}}
    p.watched = p.cap or p.conversion or p.range_scan or p.drift or p.country_cap > 0
    p.rate_limit = {rule = 'account_rate', action = p.rate, interval = p.rate_interval, slack = p.rate_slack}
    p.new_limit = {rule = 'country_cap', action = p.cap, interval = p.new_interval, slack = p.new_slack}
    for letter in next_word do
        local group = {letter = letter}
        for i = 1, number() do
            group[i] = {rule = next_word(), action = next_word(), interval = number(), slack = number()}
        end
        group.size, group.format = #group, doubles(#group)
        p.groups[#p.groups + 1] = group
    end
    return p
end

local function policy_of(id, text)
    local known = policies[id]
    if known or text == '' then return known end
    if policies_known >= POLICIES_MAX then policies, policies_known = {}, 0 end
    policies[id], policies_known = read_policy(text), policies_known + 1
    return policies[id]
end

-- One judgement in the making: what it has found so far. A refusal goes before a challenge, so that nobody solves one in
-- vain; of equals the first one stays.
local function found(j, rule, action, wait_ms, subject)
    if action == 'record' then
        j.recorded[#j.recorded + 1] = rule
    elseif action == 'challenge' and j.passed then
        return
    elseif not j.denial or (j.denial.action == 'challenge' and action == 'refuse') then
        j.denial = {rule = rule, action = action, wait = math.max(1, math.ceil(wait_ms)), subject = subject}
    end
end

-- Where most of an account's users are, a person may prove to be one.
local function softened(action, home)
    return action == 'refuse' and home and 'challenge' or action
end

-- A generic cell rate algorithm: the next message may come `slack` before its tat. What does not fit leaves the tat as it is.
local function count(j, tat, limit, kind, name)
    local now = j.now_us
    if tat < now then tat = now end
    local wait_us = tat - limit.slack - now
    if wait_us <= 0 then return tat + limit.interval end
    found(j, limit.rule, limit.action, wait_us / 1000, kind .. name)
    return tat
end

local function judge_country_cap(j, p, since, mean, days, tat)
    if not j.home and (since == 0 or j.now - since < NEW_COUNTRY_MS) then return count(j, tat, p.new_limit, '', j.country) end
    if days < HISTORY_DAYS_MIN then return tat end
    local usual = math.max(USUAL_MIN, USUAL_TIMES * mean)
    local limit = {rule = 'country_cap', action = softened(p.cap, j.home), interval = DAY_US / usual}
    limit.slack = limit.interval * (usual / BURST_SHARE - 1)
    return count(j, tat, limit, '', j.country)
end

local function judge_blocks(j, p, k, b3, b4)
    local till, drift = 0, 0
    if k then till, drift = struct.unpack(TWO, k) end
    if p.conversion then
        local soft = softened(p.conversion, j.home)
        local function look(till_ms, action, subject)
            if till_ms > j.now then found(j, 'conversion', action, till_ms - j.now, subject) end
        end
        -- Of what is only suspected, a person may prove to be one; and where most users are, of all but a thousand numbers.
        local function look_at(text, action, subject)
            local till_ms, llr = struct.unpack(TWO, text)
            look(till_ms, action == 'refuse' and llr <= BLOCK_AT and 'challenge' or action, subject)
        end
        if b3 then look_at(b3, p.conversion, j.number:sub(1, -4)) end
        if b4 then look_at(b4, soft, j.number:sub(1, -5)) end
        look(till, soft, j.country)
    end
    if p.drift and drift > j.now then found(j, 'drift', p.drift, drift - j.now, j.country) end
end

-- Answers the share of neighbours and how many numbers it is of. Evidence is kept of those that are kept out, too: else a
-- scan would go on as soon as it is stopped.
local function judge_range_scan(j, p, share, scanned)
    local key, value, seen = j.prefix .. 'r:' .. j.country, tonumber(j.number), false
    local near = redis.call('ZRANGEBYSCORE', key, value - SCAN_NEAR, value + SCAN_NEAR)
    for _, number in ipairs(near) do seen = seen or number == j.number end
    local hit = #near > (seen and 1 or 0)
    if not seen then   -- who asks again is no further number, but no better either
        redis.call('ZADD', key, value, j.number)
        share = (1 - SCAN_WEIGHT) * share + (hit and SCAN_WEIGHT or 0)
        scanned = scanned + 1
        if scanned % SCAN_TRIMMED_EACH == 1 then
            local more = redis.call('ZCARD', key) - SCAN_KEPT
            if more > 0 then redis.call('ZREM', key, unpack(redis.call('ZRANDMEMBER', key, more))) end
            redis.call('PEXPIRE', key, SCAN_KEPT_MS)
        end
    end
    if hit and scanned >= SCAN_MIN and share > SCAN_SHARE then
        found(j, 'range_scan', p.range_scan, SCAN_WAIT_MS, j.country)
    end
    return share, scanned
end

-- Money spent so far on the day of the judgement.
local function spent_of(j, day, micros)
    return day == j.today and micros or 0
end

local function judge_spend(j, p, account, country)
    local wait = DAY - j.now % DAY
    if p.account_cap > 0 then
        if account + j.cost > p.account_cap then found(j, 'spend_account', p.spend, wait, '') end
        for percent = 50, 80, 30 do
            local mark = p.account_cap * percent / 100
            if account < mark and account + j.cost >= mark then j.percent = percent end
        end
    end
    if p.country_cap > 0 and country + j.cost > p.country_cap then found(j, 'spend_country', p.spend, wait, j.country) end
end

-- What is usual is the mean of the former days, at most a week of them.
local function count_day(j, since, day, today, mean, days)
    if day == 0 then return j.now, j.today, 1, 0, 0 end
    if j.today <= day then return since, day, today + 1, mean, days end
    for i = 1, math.min(j.today - day, 7) do
        days = math.min(days + 1, 7)
        mean = mean + ((i == 1 and today or 0) - mean) / days
    end
    return since, j.today, 1, mean, days
end

local function note_rules(j)
    local counts = j.prefix .. 'n:' .. j.today
    if j.denial then redis.call('HINCRBY', counts, j.denial.rule .. ' ' .. j.denial.action, 1) end
    for _, rule in ipairs(j.recorded) do redis.call('HINCRBY', counts, rule .. ' record', 1) end
    redis.call('PEXPIRE', counts, COUNTS_KEPT_MS)
end

local function read_keys(j, p, args, first)
    local keys, prefix, base = {j.prefix .. 'a'}, j.prefix, 1
    if p.watched then
        keys[2], keys[3] = prefix .. 'c:' .. j.country, prefix .. 'k:' .. j.country
        keys[4], keys[5] = prefix .. 'b:' .. j.number:sub(1, -4), prefix .. 'b:' .. j.number:sub(1, -5)
        base = 5
    end
    for i, group in ipairs(p.groups) do keys[base + i] = prefix .. 'g:' .. group.letter .. args[first + i] end
    return keys, redis.call('MGET', unpack(keys)), base
end

-- judge: may this message be let in? What is let in is counted everywhere, what is not is counted nowhere.
-- ARGV from `first` on: name of the policy, its text or '' (known already), number (digits), country, letters: h one of the account's
--       own countries, p a challenge was passed; what the message will cost (micros); then the subjects, in the policy's order
-- returns nil, notes when it is let in: {slack ms, percent of spend just passed or 0, rules recorded...}; else
--         {'denied', rule, action, ms to wait, subject} | {'policy'}: send its text
local function judge(prefix, msgid, args, first, now)
    local p = policy_of(args[first], args[first + 1])
    if not p then return {'policy'} end
    local flags = args[first + 4]
    local now_us = now * 1000
    local j = {prefix = prefix, number = args[first + 2], country = args[first + 3], home = flags:find('h', 1, true),
               passed = flags:find('p', 1, true), cost = tonumber(args[first + 5]), now = now, now_us = now_us,
               today = math.floor(now / DAY), recorded = {}, percent = 0}
    local keys, state, base = read_keys(j, p, args, first + 5)
    local rate_tat, money_day, micros = read_doubles(state[1], ACCOUNT)
    local spent = spent_of(j, money_day, micros)
    local since, day, today, mean, days, country_tat, country_money_day, country_micros, share, scanned =
        read_doubles(state[2], COUNTRY)
    local country_spent = spent_of(j, country_money_day, country_micros)
    local next_rate_tat, next_country_tat = rate_tat, country_tat
    if p.rate then next_rate_tat = count(j, rate_tat, p.rate_limit, '', '') end
    if p.cap then next_country_tat = judge_country_cap(j, p, since, mean, days, country_tat) end
    local tats = {}
    for i, group in ipairs(p.groups) do
        local known, name = {read_doubles(state[base + i], group.format)}, args[first + 5 + i]
        for n = 1, group.size do known[n] = count(j, known[n], group[n], group.letter, name) end
        tats[i] = known
    end
    if p.watched then judge_blocks(j, p, state[3], state[4], state[5]) end
    if p.range_scan then share, scanned = judge_range_scan(j, p, share, scanned) end
    if p.spend then judge_spend(j, p, spent, country_spent) end

    local denial = j.denial
    if not denial then
        since, day, today, mean, days = count_day(j, since, day, today, mean, days)
        country_tat, spent, country_spent = next_country_tat, spent + j.cost, country_spent + j.cost
        redis.call('SET', keys[1], struct.pack(ACCOUNT, next_rate_tat, j.today, spent))
        for i, group in ipairs(p.groups) do
            local last, mine, size = now_us, tats[i], group.size
            for n = 1, size do
                if mine[n] > last then last = mine[n] end
            end
            redis.call('SET', keys[base + i], struct.pack(group.format, unpack(mine, 1, size)), 'PX',
                       math.ceil((last - now_us) / 1000) + 1000)
        end
        if p.awaits > 0 then
            redis.call('ZADD', prefix .. 'w', now + p.awaits, msgid .. ' ' .. j.country .. ' ' .. j.number:sub(1, -4))
        end
    end
    if p.watched and (not denial or p.range_scan) then
        redis.call('SET', keys[2], struct.pack(COUNTRY, since, day, today, mean, days, country_tat, j.today, country_spent,
                                               share, scanned))
    end
    if denial or #j.recorded > 0 then note_rules(j) end
    if denial then return {'denied', denial.rule, denial.action, denial.wait, denial.subject} end
    local slack_us = p.rate and j.now_us + p.rate_slack + p.rate_interval - next_rate_tat or 0
    return nil, {math.max(0, math.floor(slack_us / 1000)), j.percent, unpack(j.recorded)}
end
